// What follows a payment that took no money: the next one READY, or the end of its order.
import type { Ids } from '#core/kernel/ports.ts';
import { firstVersion } from '#core/kernel/versioned.ts';
import {
  type CancelReason,
  cancelOrderState,
  isCancelNoted,
  type Order,
  type PendingOrder,
  withNextPayment,
} from '#core/orders/order.ts';
import type { EventDraft } from '#core/outbox/assemble-commit.ts';
import type { Change } from '#core/outbox/commit.ts';
import type { Ending } from './ending.ts';
import { type EndedPayment, noAmounts, type ReadyPayment } from './payment.ts';

/** What an end needs to know of its case; a lapse has no attempt. */
type Ended = Pick<Ending, 'at' | 'cause'> & {
  readonly case: Pick<Ending['case'], 'order' | 'payment'>;
};

const nextPayment = ({ case: { order, payment }, at, cause }: Ended, ids: Ids): ReadyPayment => ({
  ...firstVersion,
  tenant: order.tenant,
  paymentId: ids.next('pay'),
  orderId: order.orderId,
  userId: order.userId,
  provider: payment.provider,
  number: order.current.number + 1,
  amount: order.amount,
  taxFree: order.taxFree,
  amounts: noAmounts(order.amount.currency),
  createdAt: at,
  requestId: cause.requestId,
  status: 'READY',
});

export interface Onward {
  readonly order: Order;
  readonly next: ReadyPayment | undefined;
}

/** The order after its payment ended: payable again with the next one, or cancelled with it. */
export const onward = (ended: Ended, reason: CancelReason | undefined, ids: Ids): Onward => {
  const pending = ended.case.order as PendingOrder;
  if (reason !== undefined) {
    return { order: cancelOrderState(pending, reason, ended.at), next: undefined };
  }
  const next = nextPayment(ended, ids);
  const order = withNextPayment(pending, {
    paymentId: next.paymentId,
    number: next.number,
    attemptNo: 0,
    version: next.version,
    seq: next.seq,
    createdAt: ended.at,
  });
  return { order, next };
};

/** Why an order ends with a payment that took nothing; undefined while it can be paid again. */
export const declinedReason = (order: PendingOrder): CancelReason | undefined => {
  if (isCancelNoted(order)) return 'CUSTOMER';
  return order.paymentIds.length >= order.terms.attemptsMax ? 'ATTEMPTS_USED' : undefined;
};

/** Order and next payment, as their transaction writes them. */
export const onwardChanges = (
  { case: { order: before } }: Ended,
  { order, next }: Onward,
): Change[] => [
  { change: 'order.advance', before, after: order },
  ...(next === undefined ? [] : [{ change: 'payment.create' as const, payment: next }]),
];

export const cancelledEvents = (order: Order, payment: EndedPayment): EventDraft[] =>
  order.status === 'CANCELLED'
    ? [
        {
          type: 'order.cancelled',
          of: order.orderId,
          data: {
            orderId: order.orderId,
            paymentId: payment.paymentId,
            reason: order.cancelReason,
          },
        },
      ]
    : [];
