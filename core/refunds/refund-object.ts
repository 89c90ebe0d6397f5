// The refund as clients see it: complete and current, effective on read.
import { type Instant, toIso } from '#core/kernel/instant.ts';
import type { JsonObject } from '#core/kernel/json.ts';
import { toWire } from '#core/kernel/money.ts';
import { type Attempt, firstLook, isInDoubt } from '#core/payments/attempt.ts';
import type { Refund } from './refund.ts';

const ended = ({ pgTxId, failure, completedAt }: Refund): JsonObject => ({
  ...(pgTxId === undefined ? {} : { pgTxId }),
  ...(failure === undefined ? {} : { failure: { ...failure } }),
  ...(completedAt === undefined ? {} : { completedAt: toIso(completedAt) }),
});

/** A refund as a list shows it: without what its attempt holds. */
export const refundItem = (refund: Refund): JsonObject => ({
  refundId: refund.refundId,
  paymentId: refund.paymentId,
  orderId: refund.orderId,
  amount: toWire(refund.amount.minor),
  pgAmount: toWire(refund.amount.minor),
  creditAmount: 0,
  currency: refund.amount.currency,
  status: refund.status,
  origin: refund.origin,
  destination: 'ORIGINAL',
  reason: refund.reason,
  ...(refund.account === undefined ? {} : { refundAccount: { ...refund.account.shown } }),
  ...ended(refund),
  refundableAmountAfter: toWire(refund.refundableAfter.minor),
  createdAt: toIso(refund.createdAt),
});

/** Since when a call that reads as in doubt is so, and when the PG is read next. */
export const doubtOf = (
  { doubtAt, deadlineAt, nextReadAt }: Attempt,
  now: Instant,
): { readonly since: Instant; readonly nextCheckAt: Instant } => ({
  since: doubtAt ?? deadlineAt,
  nextCheckAt: nextReadAt ?? firstLook(now),
});

/** @param attempt - The PG call of this refund, where one was sent. */
export const refundObject = (
  refund: Refund,
  attempt: Attempt | undefined,
  now: Instant,
): JsonObject => {
  const isShownAsIs = refund.status === 'PENDING_PG' || attempt === undefined;
  if (isShownAsIs || !isInDoubt(attempt, now)) return refundItem(refund);
  const { since, nextCheckAt } = doubtOf(attempt, now);
  return {
    ...refundItem(refund),
    status: 'IN_DOUBT',
    inDoubt: { since: toIso(since), nextCheckAt: toIso(nextCheckAt) },
  };
};
