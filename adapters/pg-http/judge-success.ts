// A 200 is a success only when it says so about our payment: same ids, same amount, and the effect we
// asked for. Anything else is UNKNOWN, and another amount or id an integrity alarm.
import { equals } from '#core/kernel/money.ts';
import type {
  PgCancelRequest,
  PgConfirmRequest,
  PgPayment,
  PgReply,
} from '#core/payments/payment-gateway.ts';

export type Judged = Pick<PgReply, 'class' | 'cause' | 'code' | 'payment'>;

export const broken = (code: string, payment?: PgPayment): Judged => ({
  class: 'UNKNOWN',
  cause: 'INTEGRITY',
  code,
  ...(payment !== undefined && { payment }),
});

/** Without a payment key the PG makes the payment; then the order says whose it is. */
export const hasOurIds = (
  request: { readonly paymentKey: string | undefined; readonly pgOrderId: string },
  payment: PgPayment,
): boolean =>
  payment.paymentKey === (request.paymentKey ?? payment.paymentKey) &&
  payment.pgOrderId === request.pgOrderId;

export const judgeConfirmed = (
  request: PgConfirmRequest,
  payment: PgPayment | undefined,
): Judged => {
  if (payment === undefined) return broken('UNREADABLE_REPLY');
  if (!hasOurIds(request, payment)) return broken('OTHER_PAYMENT', payment);
  if (!equals(payment.total, request.amount)) return broken('OTHER_AMOUNT', payment);
  // A waiting deposit has no money yet, and an account the buyer can be told.
  const isWaiting =
    payment.status === 'WAITING_FOR_DEPOSIT' && payment.virtualAccount !== undefined;
  return payment.status === 'DONE' || isWaiting
    ? { class: 'SUCCESS', code: payment.status, payment }
    : { class: 'UNKNOWN', cause: 'STATE', code: payment.status, payment };
};

export const judgeCancelled = (
  request: PgCancelRequest,
  payment: PgPayment | undefined,
): Judged => {
  if (payment === undefined) return broken('UNREADABLE_REPLY');
  if (!hasOurIds(request, payment)) return broken('OTHER_PAYMENT', payment);
  if (!equals(payment.total, request.total)) return broken('OTHER_AMOUNT', payment);
  const ours = payment.cancels.filter(({ reason }) => reason.endsWith(request.mark));
  // One that is not done yet has begun all the same: the reads tell when its bank is.
  const begun = ours.find(({ isDone }) => isDone) ?? ours.at(0);
  if (begun === undefined) {
    return { class: 'UNKNOWN', cause: 'STATE', code: 'CANCEL_NOT_SHOWN', payment };
  }
  return equals(begun.amount, request.amount)
    ? { class: 'SUCCESS', code: payment.status, payment }
    : broken('OTHER_AMOUNT', payment);
};
