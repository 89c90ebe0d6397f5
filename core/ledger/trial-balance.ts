// The trial balance: what every account holds by the groups at hand. Each currency must add up to zero.
import type { LedgerGroup } from './ledger-group.ts';

export interface AccountSums {
  readonly account: string;
  readonly currency: string;
  /** Minor units. */
  readonly debit: bigint;
  readonly credit: bigint;
}

export interface CurrencySum {
  readonly currency: string;
  /** Debits less credits. */
  readonly sum: bigint;
}

export const trialBalance = (
  groups: readonly LedgerGroup[],
): { readonly accounts: readonly AccountSums[]; readonly currencies: readonly CurrencySum[] } => {
  const accounts = new Map<string, AccountSums>();
  const currencies = new Map<string, bigint>();
  for (const { currency, lines } of groups) {
    for (const { account, side, amount } of lines) {
      const name = `${account} ${currency}`;
      const { debit, credit } = accounts.get(name) ?? { debit: 0n, credit: 0n };
      const isDebit = side === 'D';
      accounts.set(name, {
        account,
        currency,
        debit: isDebit ? debit + amount : debit,
        credit: isDebit ? credit : credit + amount,
      });
      const sum = currencies.get(currency) ?? 0n;
      currencies.set(currency, isDebit ? sum + amount : sum - amount);
    }
  }
  const byName = (a: AccountSums, b: AccountSums): number => (a.account < b.account ? -1 : 1);
  return {
    accounts: [...accounts.values()].toSorted(byName),
    currencies: [...currencies].map(([currency, sum]) => ({ currency, sum })),
  };
};
