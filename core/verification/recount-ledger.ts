// Ledger groups recounted: each by itself, each against the object of its effect, and the balances of
// all together.
import type { Books, Difference, GroupRow } from './books.ts';

const signed = ({ side, amount }: GroupRow['lines'][number]): bigint =>
  side === 'D' ? amount : -amount;

const groupFaults = ({ keyedAs, effectKey, currency, lines }: GroupRow): string[] => {
  const off = lines.reduce((sum, line) => sum + signed(line), 0n);
  const faults: string[] = [];
  if (effectKey !== keyedAs) faults.push(`says that it is ${effectKey}`);
  if (off !== 0n) faults.push(`is off by ${off}`);
  if (lines.length < 2 || lines.length > 20) faults.push(`has ${lines.length} lines`);
  if (lines.some(({ amount }) => amount <= 0n)) faults.push('has a line that is not positive');
  if (lines.some(({ side }) => side !== 'D' && side !== 'C')) faults.push('has a line of no side');
  if (currency === '') faults.push('names no currency');
  return faults;
};

/** Effects of an object that must be there, by the first word of their key. */
const ownersOf = ({ payments, refunds, orders, attempts }: Books) => ({
  auth: new Set(payments.map(({ paymentId }) => paymentId)),
  capture: new Set(payments.map(({ paymentId }) => paymentId)),
  topup: new Set(payments.map(({ paymentId }) => paymentId)),
  reversal: new Set(payments.flatMap(({ reversals = [] }) => reversals)),
  deliver: new Set(orders.map(({ orderId }) => orderId)),
  refund: new Set(refunds.map(({ refundId }) => refundId)),
  doubt: new Set(attempts.map(({ attemptId }) => attemptId)),
});

const isStray = (owners: ReturnType<typeof ownersOf>, { keyedAs }: GroupRow): boolean => {
  const [effect = '', object = '', ...more] = keyedAs.split(':');
  if (!(effect in owners)) return false;
  // A transaction key may hold a colon: of a PG that gave none, it is one of ours.
  const owner = effect === 'reversal' ? [object, ...more].join(':') : object;
  return !owners[effect as keyof typeof owners].has(owner);
};

/** Accounts whose balance is what the engine owes, so never below zero. */
const liabilities = new Set(['order_deferred', 'refund_payable']);

const balancesOf = (groups: readonly GroupRow[]): ReadonlyMap<string, bigint> => {
  const balances = new Map<string, bigint>();
  for (const { currency, lines } of groups) {
    for (const line of lines) {
      const name = `${line.account} ${currency}`;
      balances.set(name, (balances.get(name) ?? 0n) + signed(line));
    }
  }
  return balances;
};

const balanceFaults = (tenant: string, groups: readonly GroupRow[]): Difference[] =>
  [...balancesOf(groups)].flatMap(([name, balance]): Difference[] => {
    const [account = ''] = name.split(' ');
    if (!liabilities.has(account) || balance <= 0n) return [];
    return [{ kind: 'ledger', record: `${tenant} ${name}`, says: `owes ${-balance}` }];
  });

export const recountLedger = (books: Books): Difference[] => {
  const owners = ownersOf(books);
  const faulty = books.groups.flatMap((group): Difference[] =>
    [
      ...groupFaults(group),
      ...(isStray(owners, group) ? ['is posted for an object that is not there'] : []),
    ].map((says) => ({ kind: 'ledger', record: group.keyedAs, says })),
  );
  return [...faulty, ...balanceFaults(books.tenant, books.groups)];
};

/** Debits less credits per account and currency: the trial balance, which adds up to zero. */
export const trialBalance = balancesOf;
