// What a client is told of its refund, whoever found it out: returned, refused by the PG, queued, or not
// known yet. Source: API specification, section 6.5; Toss specification, section 12.4.
import type { ErrorCode } from '#core/contracts/error-table.ts';
import { type Answer, accepted, created, refusal } from '#core/contracts/http/answer.ts';
import { type Instant, toIso } from '#core/kernel/instant.ts';
import { toWire } from '#core/kernel/money.ts';
import type { Attempt } from '#core/payments/attempt.ts';
import { isOpen } from '#core/payments/attempt.ts';
import type { Refund, RefundFailure } from './refund.ts';
import { doubtOf, refundItem } from './refund-object.ts';

type RefusalCode = Extract<ErrorCode, 'PAY_014' | `REF_00${2 | 5 | 6 | 7 | 8}`>;

/** Codes of the PG that say more than that it refused. */
const codesOfPg: Readonly<Record<string, RefusalCode>> = {
  NOT_CANCELABLE_AMOUNT: 'REF_002',
  INVALID_REFUND_ACCOUNT_INFO: 'REF_005',
  INVALID_REFUND_ACCOUNT_NUMBER: 'REF_005',
  INVALID_BANK: 'REF_005',
  FORBIDDEN_BANK_REFUND_REQUEST: 'REF_005',
  EXCEED_MAX_REFUND_DUE: 'REF_006',
  NOT_ALLOWED_PARTIAL_REFUND: 'REF_007',
  NOT_ALLOWED_PARTIAL_REFUND_WAITING_DEPOSIT: 'REF_007',
};

const refusalCode = ({ type, pgCode }: RefundFailure): RefusalCode =>
  type === 'CONFIG' ? 'PAY_014' : (codesOfPg[pgCode] ?? 'REF_008');

/** The PG refused for good; the refund tells why, and what is refundable now. */
export const refusedRefund = (refund: Refund, failure: RefundFailure): Answer =>
  refusal(refusalCode(failure), {
    refund: refundItem(refund),
    refundableAmount: toWire(refund.refundableAfter.minor),
  });

/** 202: the amount stays reserved until the PG tells. The same key, or the status URL, tells when. */
export const refundInDoubt = (
  { refundId, paymentId, orderId }: Pick<Refund, 'refundId' | 'paymentId' | 'orderId'>,
  since: Instant,
  nextCheckAt: Instant,
): Answer =>
  refusal(
    'PAY_005',
    {
      paymentId,
      orderId,
      refundId,
      status: 'IN_DOUBT',
      inDoubt: { operation: 'REFUND', since: toIso(since), nextCheckAt: toIso(nextCheckAt) },
      statusUrl: `/api/v1/refunds/${refundId}`,
    },
    2,
  );

/** The truth of a refund that was sent, for the request that asked for it. */
export const refundAnswer = (refund: Refund, attempt: Attempt, now: Instant): Answer => {
  if (refund.status === 'PENDING_PG') return accepted(refundItem(refund));
  if (isOpen(attempt)) {
    const { since, nextCheckAt } = doubtOf(attempt, now);
    return refundInDoubt(refund, since, nextCheckAt);
  }
  return refund.failure === undefined
    ? created(refundItem(refund))
    : refusedRefund(refund, refund.failure);
};
