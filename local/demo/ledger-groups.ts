// The ledger as its groups: the API gives the entries, the timeline the name and size of each group.
import type { TimelineEntry } from '#core/contracts/http/get-payment-timeline.ts';
import type { LedgerEntryObject } from '#core/contracts/http/payment-object.ts';

export type LedgerGroup = {
  /** Effect key: `capture:pay_…`. */
  readonly name: string;
  readonly at: string;
  readonly entries: readonly LedgerEntryObject[];
  /** Debits less credits of the group, minor units; 0 or the books are wrong. */
  readonly sum: number;
  /** Whether the entries touch as many accounts as the group has lines. */
  readonly isWhole: boolean;
};

/** Debits less credits by account. */
export function netByAccount(
  entries: readonly LedgerEntryObject[],
): Readonly<Record<string, number>> {
  const net: Record<string, number> = {};
  for (const { debitAccount, creditAccount, amount } of entries) {
    net[debitAccount] = (net[debitAccount] ?? 0) + Number(amount);
    net[creditAccount] = (net[creditAccount] ?? 0) - Number(amount);
  }
  return net;
}

/**
 * A group of n lines is shown as n − 1 entries, and both lists have one order.
 *
 * @param entries - Of one payment, as the API has them.
 * @returns One group for each `LEDGER` entry of the timeline, and a nameless one for what is left.
 */
export function ledgerGroupsOf(
  entries: readonly LedgerEntryObject[],
  timeline: readonly TimelineEntry[],
): readonly LedgerGroup[] {
  let start = 0;
  const groups = timeline
    .filter(({ kind }) => kind === 'LEDGER')
    .map(({ name, at, detail }) => {
      const lines = Number(detail?.['lines'] ?? 0);
      const own = entries.slice(start, start + lines - 1);
      start += own.length;
      return group({ name, at, lines }, own);
    });
  const left = entries.slice(start);
  const [first] = left;
  if (first === undefined) return groups;
  return [...groups, group({ name: '', at: first.occurredAt, lines: 0 }, left)];
}

function group(
  { name, at, lines }: { readonly name: string; readonly at: string; readonly lines: number },
  entries: readonly LedgerEntryObject[],
): LedgerGroup {
  const net = netByAccount(entries);
  const isOfOneTime = entries.every(({ occurredAt }) => occurredAt === at);
  return {
    name,
    at,
    entries,
    sum: Object.values(net).reduce((sum, part) => sum + part, 0),
    isWhole: name !== '' && Object.keys(net).length === lines && isOfOneTime,
  };
}
