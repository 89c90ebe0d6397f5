// `trial-balance --merchant <id>`: 0 when every page sums to zero, else 1.
import type { Api } from './api.ts';
import { accounts as columns } from './columns.ts';
import { env, type OwnCommand, required, span } from './command.ts';
import { both } from './language.ts';
import { money, table } from './table.ts';
import { succeeded } from './succeeded.ts';
import type { Terminal } from './terminal.ts';

interface Account {
  readonly account: string;
  readonly currency: string;
  readonly debit: string;
  readonly credit: string;
  readonly balance: string;
}

interface Balance {
  readonly payments: number;
  readonly groups: number;
  readonly isBalanced: boolean;
  readonly accounts: readonly Account[];
}

const options = { merchant: required('merchantId', 'whose books', '장부의 가맹점'), ...span, ...env };

const sum = (a: string, b: string): string => String(BigInt(a) + BigInt(b));

/** Adds the accounts of a page to those before it. */
const added = (before: readonly Account[], page: readonly Account[]): Account[] => {
  const byName = new Map(before.map((row) => [`${row.account} ${row.currency}`, row]));
  for (const row of page) {
    const name = `${row.account} ${row.currency}`;
    const { debit, credit, balance } = byName.get(name) ?? { debit: '0', credit: '0', balance: '0' };
    byName.set(name, {
      ...row,
      debit: sum(debit, row.debit),
      credit: sum(credit, row.credit),
      balance: sum(balance, row.balance),
    });
  }
  return [...byName.values()].toSorted((a, b) => (a.account < b.account ? -1 : 1));
};

const counted = ({ payments, groups }: Balance) =>
  both(`${payments} payments, ${groups} groups`, `결제 ${payments}건, 분개 묶음 ${groups}개`);

const verdict = (isBalanced: boolean) =>
  isBalanced ? both('balanced', '차대 일치') : both('NOT BALANCED', '차대 불일치');

/** Every page of the balance, added up; a line of progress for each that comes late. */
const wholeBalance = async (
  api: Api,
  query: Readonly<Record<string, string | readonly string[]>>,
  tell: (soFar: Balance) => void,
): Promise<Balance> => {
  let whole: Balance = { payments: 0, groups: 0, isBalanced: true, accounts: [] };
  let cursor: string | undefined;
  do {
    const page = succeeded(
      await api('viewer', {
        method: 'GET',
        path: '/admin/v1/ledger/trial-balance',
        query: { ...query, ...(cursor === undefined ? {} : { cursor }) },
      }),
      { options },
    ) as unknown as Balance & { readonly nextCursor?: string };
    whole = {
      payments: whole.payments + page.payments,
      groups: whole.groups + page.groups,
      isBalanced: whole.isBalanced && page.isBalanced,
      accounts: added(whole.accounts, page.accounts),
    };
    cursor = page.nextCursor;
    if (cursor !== undefined) tell(whole);
  } while (cursor !== undefined);
  return whole;
};

const quietMs = 2_000;

const run: OwnCommand['run'] = async (asked, open, { out, err, now, width }: Terminal) => {
  const { language, values, isJson } = asked;
  const { merchant, ...rest } = values;
  const api = await open(asked);
  const startedAt = now();
  const query = { ...rest, merchantId: merchant as string, limit: '100' };
  const result = await wholeBalance(api, query, (soFar) => {
    if (now() - startedAt > quietMs) err(`${counted(soFar)[language]}\n`);
  });
  if (isJson) out(`${JSON.stringify(result, null, 2)}\n`);
  else {
    const rows = result.accounts.map(({ account, currency, debit, credit, balance }) => ({
      account,
      debit: money(debit, currency),
      credit: money(credit, currency),
      balance: money(balance, currency),
    }));
    const end = `${counted(result)[language]}, ${verdict(result.isBalanced)[language]}\n`;
    out(rows.length === 0 ? end : `${table(rows, columns, { language, width })}\n${end}`);
  }
  return result.isBalanced ? 0 : 1;
};

export const trialBalance: OwnCommand = {
  name: 'trial-balance',
  help: both('sums of every account of a merchant; they must meet at zero', '가맹점의 계정별 합계, 차변과 대변이 같아야 합니다'),
  words: [],
  options,
  run,
};
