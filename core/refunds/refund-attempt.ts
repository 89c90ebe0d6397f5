// The PG cancel of a refund as it is written before it is sent, whoever asked for it.
import { present } from '#core/kernel/assert.ts';
import { type Instant, plus } from '#core/kernel/instant.ts';
import { add } from '#core/kernel/money.ts';
import type { Digests } from '#core/kernel/ports.ts';
import { pgOrderIdOf } from '#core/orders/order.ts';
import { type Attempt, attemptLifeMs, moneyAttempt } from '#core/payments/attempt.ts';
import type { EndedPayment, TakenPayment } from '#core/payments/payment.ts';
import { pgKeyText } from '#core/payments/payment-gateway.ts';
import { requestHash } from '#core/payments/send-attempt.ts';
import { cancelGapMs, markedReason, type Refund } from './refund.ts';

export interface Cancelling {
  /** As it stands before this claim. */
  readonly payment: TakenPayment | EndedPayment;
  readonly attempts: readonly Attempt[];
  readonly refund: Refund;
  /** What the PG shows beside our mark. */
  readonly reason: string;
  readonly at: Instant;
}

/** The balance the PG must show: what waits for its turn has not left it yet. */
const balanceOf = ({ amounts }: Cancelling['payment']) =>
  add(amounts.refundable, amounts.refunding);

export const refundAttempt = (
  { payment, attempts, refund, reason, at }: Cancelling,
  digests: Digests,
): Attempt => {
  const { tenant, refundId, amount } = refund;
  const taken = present(moneyAttempt(attempts), 'a payment was taken by an attempt');
  const paymentKey = present(taken.paymentKey, 'what took the money knows its key');
  const pgOrderId = pgOrderIdOf(payment.orderId, payment.number);
  const key = { ...tenant, op: 'REFUND' as const, objectId: refundId, attemptNo: 1 };
  return {
    tenant,
    paymentId: payment.paymentId,
    orderId: payment.orderId,
    userId: payment.userId,
    op: 'REFUND',
    objectId: refundId,
    attemptNo: 1,
    state: 'SENT',
    fence: 1,
    pgKey: digests.sha256Base64Url(pgKeyText(key)),
    requestHash: requestHash(digests, { paymentKey, pgOrderId, amount: amount.minor }),
    provider: payment.provider,
    paymentKey,
    pgOrderId,
    amount,
    refundableBefore: balanceOf(payment),
    total: payment.amount,
    cancelReason: markedReason(reason, refundId),
    ...(refund.account === undefined ? {} : { refundAccount: refund.account.sealed }),
    sentAt: at,
    deadlineAt: plus(at, attemptLifeMs),
    evidence: [],
    requestId: refund.requestId,
    ...(refund.traceparent === undefined ? {} : { traceparent: refund.traceparent }),
  };
};

/** How long the next cancel of a payment must wait, as all that is known of the former ones says. */
export const pauseBeforeCancel = (attempts: readonly Attempt[], now: Instant): number => {
  const times = attempts
    .filter(({ op }) => op !== 'CONFIRM')
    .flatMap(({ sentAt, evidence }) => [sentAt, ...evidence.map(({ at }) => at)]);
  return Math.max(0, ...times.map((at) => plus(at, cancelGapMs) - now));
};
