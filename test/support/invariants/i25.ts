// I25: a saga that is over has brought order, payment and hold where it says, and no money goes back without one.
import { maybeNumberAt, statusOf, textAt } from './field-reading.ts';
import type { Findings } from './findings.ts';
import { idOf, type PaymentStory, perStory, type Story } from './stories.ts';
import type { Invariant, Row, View } from './view.ts';

const released = new Set(['VOIDED', 'EXPIRED']);

function judgeEnd(
  { order, holds }: Story,
  { payment }: PaymentStory,
  saga: Row,
  findings: Findings,
) {
  const status = statusOf(saga);
  const orderStatus = order && statusOf(order);
  const paymentStatus = payment && statusOf(payment);
  const areReleased = holds.every((hold) => released.has(statusOf(hold)));
  const fits =
    status === 'COMPLETED'
      ? orderStatus === 'COMPLETED'
      : status !== 'COMPENSATED' ||
        (orderStatus === 'CANCELLED' && paymentStatus === 'CANCELLED' && areReleased);
  findings.see();
  findings.expect(
    fits,
    idOf(saga.pk),
    () => `saga ${status}, order ${orderStatus}, payment ${paymentStatus}`,
  );
}

const hasRun = ({ executions }: View, saga: Row | undefined): boolean => {
  if (saga === undefined) return false;
  const merchant = saga.tenant.slice(saga.tenant.indexOf('.') + 1);
  const name = `${merchant}-${idOf(saga.pk)}`;
  return executions.some((run) => run.name === name || run.name.startsWith(`${name}-r`));
};

export const i25: Invariant = {
  id: 'I25',
  when: 'A',
  rows: ['SAGA', 'ORDER', 'PAYMENT', 'REFUND', 'HOLD'],
  production: true,
  check: perStory((story, findings, view) => {
    const { order, payments, orderId } = story;
    for (const one of payments) {
      if (one.saga !== undefined) judgeEnd(story, one, one.saga, findings);
      const isCompensated = one.refunds.some(
        (refund) => textAt(refund, 'origin') === 'COMPENSATION',
      );
      findings.expect(
        !isCompensated || hasRun(view, one.saga),
        idOf(one.pk),
        () => 'money goes back for a compensation, and no saga ran',
      );
    }
    const isTakenBack =
      order !== undefined &&
      statusOf(order) === 'CANCELLED' &&
      maybeNumberAt(order, 'paidAt') !== undefined;
    findings.expect(
      !isTakenBack || payments.some(({ saga }) => hasRun(view, saga)),
      orderId,
      () => 'was PAID and is CANCELLED, and no saga ran',
    );
  }),
};
