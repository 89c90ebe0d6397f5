// I09: an order and its payments tell the same story.
import { statusOf, textAt } from './field-reading.ts';
import { idOf, perStory, type Story } from './stories.ts';
import type { Invariant, Row } from './view.ts';

const waiting = new Set(['READY', 'AUTHORIZED', 'WAITING_FOR_DEPOSIT', 'IN_DOUBT']);
const final = new Set(['CONFIRMED', 'PARTIALLY_REFUNDED', 'REFUNDED']);
const over = new Set(['FAILED', 'EXPIRED', 'CANCELLED']);
/** A deposit taken back: during the service, or afterwards with a person asked. */
const reversed = new Set(['WAITING_FOR_DEPOSIT', 'EXPIRED']);
const sagaOver = new Set(['COMPLETED', 'COMPENSATED']);

function fits({ payments, items }: Story, order: Row, pk: string): boolean {
  const current = payments.find((one) => one.pk === pk);
  const status = current?.payment === undefined ? '' : statusOf(current.payment);
  switch (statusOf(order)) {
    case 'PENDING':
      return waiting.has(status);
    case 'PAID': {
      const saga = current?.saga;
      const mayBeGone = saga !== undefined && !sagaOver.has(statusOf(saga));
      const isGone = status === 'CANCELLED' || status === 'WAITING_FOR_DEPOSIT';
      return status === 'APPROVED' || (mayBeGone && isGone);
    }
    case 'COMPLETED':
      return final.has(status) || (reversed.has(status) && items.length > 0);
    case 'CANCELLED':
      return payments.every(({ payment }) => payment !== undefined && over.has(statusOf(payment)));
    default:
      return false;
  }
}

export const i09: Invariant = {
  id: 'I09',
  when: 'A',
  rows: ['ORDER', 'PAYMENT', 'SAGA', 'ITEM'],
  production: true,
  check: perStory((story, findings) => {
    const { order, payments, orderId } = story;
    if (order === undefined) return;
    findings.see();
    const paymentId = textAt(order, 'current', 'paymentId');
    const pk = `${order.tenant}#PAY#${paymentId}`;
    findings.expect(fits(story, order, pk), orderId, () => {
      const told = payments
        .map((one) => `${idOf(one.pk)} ${one.payment && statusOf(one.payment)}`)
        .join(', ');
      return `${statusOf(order)}, current ${paymentId}; payments: ${told}`;
    });
  }),
};
