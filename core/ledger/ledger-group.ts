// A ledger group: one effect in double entry. Append-only; sums to zero; one group per effect for ever.
import type { Tenant } from '#core/contracts/tenant.ts';
import { assert } from '#core/kernel/assert.ts';
import type { Instant } from '#core/kernel/instant.ts';
import type { Money } from '#core/kernel/money.ts';

export interface LedgerLine {
  readonly account: string;
  readonly side: 'D' | 'C';
  /** Minor units of the group's currency, above zero. */
  readonly amount: bigint;
}

export interface LedgerRefs {
  readonly orderId?: string;
  readonly paymentId?: string;
  readonly refundId?: string;
}

export interface LedgerGroup {
  readonly tenant: Tenant;
  /** Names the effect; the ledger refuses a second group under it. */
  readonly effectKey: string;
  readonly currency: string;
  readonly effectiveAt: Instant;
  readonly recordedAt: Instant;
  readonly lines: readonly LedgerLine[];
  readonly refs: LedgerRefs;
  readonly reverses?: string;
}

export interface GroupHead {
  readonly tenant: Tenant;
  readonly effectKey: string;
  readonly effectiveAt: Instant;
  readonly recordedAt: Instant;
  readonly refs: LedgerRefs;
  readonly reverses?: string;
}

const total = (lines: readonly LedgerLine[], side: 'D' | 'C'): bigint =>
  lines.filter((line) => line.side === side).reduce((sum, line) => sum + line.amount, 0n);

/**
 * Builds a group and checks it: 2 to 20 lines, every amount above zero, debits equal credits.
 * Lines of zero are left out, so that a split without VAT needs no special case.
 *
 * @throws AssertionFailed when the lines do not balance.
 */
export const ledgerGroup = (
  head: GroupHead,
  lines: readonly { readonly account: string; readonly side: 'D' | 'C'; readonly amount: Money }[],
): LedgerGroup => {
  const kept = lines.filter((line) => line.amount.minor !== 0n);
  const currency = kept[0]?.amount.currency ?? '';
  assert(kept.length >= 2 && kept.length <= 20, 'a ledger group has 2 to 20 lines');
  assert(
    kept.every((line) => line.amount.currency === currency && line.amount.minor > 0n),
    'the lines of a ledger group are positive and of one currency',
  );
  const entries = kept.map(({ account, side, amount }) => ({
    account,
    side,
    amount: amount.minor,
  }));
  assert(total(entries, 'D') === total(entries, 'C'), 'debits equal credits');
  return { ...head, currency, lines: entries };
};
