// A refund: money on its way back, asked for by a client, by the saga that compensates, or returned at
// the PG without us. A refund waits as REQUESTED while another PG operation of its payment is open, as
// PENDING_ACCOUNT until somebody tells where a deposit goes back to, as PENDING_PG while its bank pays.
import type { Tenant } from '#core/contracts/tenant.ts';
import { assert } from '#core/kernel/assert.ts';
import type { OrderId, PaymentId, RefundId } from '#core/kernel/ids.ts';
import type { Instant } from '#core/kernel/instant.ts';
import type { Money, TaxSplit } from '#core/kernel/money.ts';
import { next, type Versioned } from '#core/kernel/versioned.ts';

export type RefundStatus =
  | 'REQUESTED'
  | 'PENDING_ACCOUNT'
  | 'SENT'
  | 'PENDING_PG'
  | 'IN_DOUBT'
  | 'SUCCEEDED'
  | 'FAILED';

/**
 * Legal moves. A pair that is not here is refused; FAILED goes on when its cancel is found after all. What waits
 * for its account fails where its money is gone before anybody has told one.
 */
export const refundMoves: Readonly<Record<RefundStatus, readonly RefundStatus[]>> = {
  REQUESTED: ['SENT'],
  PENDING_ACCOUNT: ['SENT', 'FAILED'],
  SENT: ['SUCCEEDED', 'FAILED', 'IN_DOUBT', 'PENDING_PG'],
  PENDING_PG: ['SUCCEEDED', 'FAILED'],
  IN_DOUBT: ['SUCCEEDED', 'FAILED'],
  SUCCEEDED: [],
  FAILED: ['SUCCEEDED'],
};

/** Why the PG said no for good. */
export interface RefundFailure {
  readonly type: 'SOFT' | 'HARD' | 'CONFIG' | 'EXPIRED';
  readonly pgCode: string;
  readonly pgMessage: string;
}

/** A bank account at rest. */
export interface SealedAccount {
  /** Canonical JSON of the account under a data key of KMS. */
  readonly sealed: string;
  /** `88 *********789`: bank and last digits. */
  readonly shown: {
    readonly bankCode: string;
    readonly accountNumber: string;
    readonly holderName: string;
  };
}

export interface Refund extends Versioned {
  readonly tenant: Tenant;
  readonly refundId: RefundId;
  readonly paymentId: PaymentId;
  readonly orderId: OrderId;
  readonly userId: string;
  readonly amount: Money;
  /** What of it is sale, VAT and free of tax; there where it was claimed after the delivery. */
  readonly tax?: TaxSplit;
  /** What stayed refundable of the payment when this refund last moved its amounts. */
  readonly refundableAfter: Money;
  readonly origin: 'REQUEST' | 'COMPENSATION' | 'EXTERNAL' | 'LATE_SUCCESS';
  /** Where a deposit goes back to: sealed for this refund, and what of it may be shown. */
  readonly account?: SealedAccount;
  readonly reason: string;
  readonly status: RefundStatus;
  readonly pgTxId?: string;
  readonly failure?: RefundFailure;
  readonly createdAt: Instant;
  readonly completedAt?: Instant;
  readonly requestId: string;
  readonly traceparent?: string;
}

type Moved = Pick<
  Partial<Refund>,
  'pgTxId' | 'failure' | 'completedAt' | 'refundableAfter' | 'tax' | 'account'
>;

export const moveRefund = (refund: Refund, status: RefundStatus, patch: Moved = {}): Refund => {
  assert(
    refundMoves[refund.status].includes(status),
    `a refund does not go from ${refund.status} to ${status}`,
  );
  // A failed one that is found done has not failed.
  const { failure: _disproved, ...rest } = refund;
  return next(status === 'SUCCEEDED' ? rest : refund, { ...patch, status }) as Refund;
};

/** The PG refuses a second cancel of one payment within a second of the first. */
export const cancelGapMs = 1_100;

/** It has all it needs, and waits for its turn. */
export const isSendable = ({ status, account }: Refund): boolean =>
  status === 'REQUESTED' || (status === 'PENDING_ACCOUNT' && account !== undefined);

/** True while one of these waits for its turn. */
export const isRefundQueued = (refunds: readonly Refund[]): boolean => refunds.some(isSendable);

/** The mark by which our own cancel is found in the PG's list; a void carries its payment's. */
export const refundMark = (refundId: RefundId | PaymentId): string => `[rf:${refundId}]`;

/** The reason sent to the PG: cut so that the mark always fits in. @param max - Characters. */
export const markedReason = (reason: string, refundId: RefundId | PaymentId, max = 200): string => {
  const mark = refundMark(refundId);
  return `${reason.slice(0, max - mark.length - 1)} ${mark}`;
};
