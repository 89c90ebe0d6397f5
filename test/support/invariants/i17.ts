// I17: nobody owes less than nothing, and a user's credit accounts are what the wallets say.
import { textAt } from './field-reading.ts';
import { Findings } from './findings.ts';
import { linesOf } from './ledger-lines.ts';
import type { Invariant, Step, Tables, View } from './view.ts';
import { unitsAt, userOfWallet } from './wallets.ts';

/** The liabilities of the chart of accounts; 2910 and 2920 may go below zero. */
const liabilities = new Set([
  'order_deferred',
  'subscription_deferred',
  'credit_paid',
  'credit_paid_held',
  'credit_promo',
  'credit_promo_held',
  'refund_payable',
  'vat_output',
]);

const creditAccounts = ['credit_paid', 'credit_promo'] as const;

/** `tenant|account|currency` of every account that a step moved; without a step all there are. */
function accountsOf({ tables }: View, step: Step | undefined): Iterable<string> {
  if (step === undefined) return tables.balances.keys();
  const moved = new Set<string>();
  for (const { old, next } of step.changes) {
    const group = next ?? old;
    if (group?.kind !== 'GROUP') continue;
    for (const line of linesOf(group)) {
      moved.add(`${group.tenant}|${textAt(line, 'account')}|${textAt(group, 'currency')}`);
    }
  }
  return moved;
}

/** What is owed on an account, in whichever currency. */
const owed = ({ balances }: Tables, tenant: string, account: string): number => {
  let sum = 0;
  for (const [key, debits] of balances) if (key.startsWith(`${tenant}|${account}|`)) sum -= debits;
  return sum;
};

function judgeUser(view: View, tenant: string, user: string, findings: Findings): void {
  const wallets = view.tables
    .ofKind('WALLET')
    .filter((wallet) => wallet.tenant === tenant && userOfWallet(wallet) === user);
  const open = creditAccounts.reduce(
    (sum, name) => sum + owed(view.tables, tenant, `${name}:${user}`),
    0,
  );
  const held = creditAccounts.reduce(
    (sum, name) => sum + owed(view.tables, tenant, `${name}_held:${user}`),
    0,
  );
  const reserved = wallets.reduce((sum, wallet) => sum + unitsAt(wallet, 'reserved'), 0);
  const free = wallets.reduce((sum, wallet) => sum + unitsAt(wallet, 'balance'), 0) - reserved;
  findings.see();
  findings.expect(
    open === free && held === reserved,
    `${tenant} ${user}`,
    () => `accounts say ${open} and ${held} held; wallets ${free} and ${reserved} reserved`,
  );
}

export const i17: Invariant = {
  id: 'I17',
  when: 'A',
  rows: ['GROUP', 'WALLET'],
  production: true,
  check: (view, step) => {
    const findings = new Findings();
    const users = new Set<string>();
    for (const key of accountsOf(view, step)) {
      const [tenant = '', account = ''] = key.split('|');
      const [name = '', user] = account.split(':');
      if (!liabilities.has(name)) continue;
      findings.see();
      const debits = view.tables.balances.get(key) ?? 0;
      findings.expect(debits <= 0, key, () => `a liability of ${-debits}`);
      if (name.startsWith('credit_') && user !== undefined) users.add(`${tenant}|${user}`);
    }
    const wallets =
      step === undefined
        ? view.tables.ofKind('WALLET')
        : step.changes.flatMap(({ next }) => (next?.kind === 'WALLET' ? [next] : []));
    for (const wallet of wallets) users.add(`${wallet.tenant}|${userOfWallet(wallet)}`);
    for (const key of users) {
      const [tenant = '', user = ''] = key.split('|');
      judgeUser(view, tenant, user, findings);
    }
    return findings;
  },
};
