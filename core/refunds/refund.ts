// A refund: money on its way back. Refunds by request come later; here it is the compensation of a
// saga, and what was returned at the PG without us.
import type { Tenant } from '#core/contracts/tenant.ts';
import { assert } from '#core/kernel/assert.ts';
import type { OrderId, PaymentId, RefundId } from '#core/kernel/ids.ts';
import type { Instant } from '#core/kernel/instant.ts';
import type { Money } from '#core/kernel/money.ts';
import { next, type Versioned } from '#core/kernel/versioned.ts';

export type RefundStatus = 'SENT' | 'IN_DOUBT' | 'SUCCEEDED' | 'FAILED';

export const refundMoves: Readonly<Record<RefundStatus, readonly RefundStatus[]>> = {
  SENT: ['SUCCEEDED', 'FAILED', 'IN_DOUBT'],
  IN_DOUBT: ['SUCCEEDED', 'FAILED'],
  SUCCEEDED: [],
  FAILED: ['SUCCEEDED'],
};

export interface Refund extends Versioned {
  readonly tenant: Tenant;
  readonly refundId: RefundId;
  readonly paymentId: PaymentId;
  readonly orderId: OrderId;
  readonly userId: string;
  readonly amount: Money;
  readonly origin: 'COMPENSATION' | 'EXTERNAL';
  readonly reason: string;
  readonly status: RefundStatus;
  readonly pgTxId?: string;
  readonly failure?: { readonly pgCode: string; readonly pgMessage: string };
  readonly createdAt: Instant;
  readonly completedAt?: Instant;
}

export const moveRefund = (
  refund: Refund,
  status: RefundStatus,
  patch: Pick<Partial<Refund>, 'pgTxId' | 'failure' | 'completedAt'> = {},
): Refund => {
  assert(
    refundMoves[refund.status].includes(status),
    `a refund does not go from ${refund.status} to ${status}`,
  );
  return next(refund, { ...patch, status }) as Refund;
};

/** The mark by which our own cancel is found in the PG's list. */
export const refundMark = (refundId: RefundId): string => `[rf:${refundId}]`;

/** The reason sent to the PG: cut so that the mark always fits in. @param max - Characters. */
export const markedReason = (reason: string, refundId: RefundId, max = 200): string => {
  const mark = refundMark(refundId);
  return `${reason.slice(0, max - mark.length - 1)} ${mark}`;
};
