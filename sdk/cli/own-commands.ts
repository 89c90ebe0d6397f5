// Commands that are more than one request: reading all doubts now, the trial balance, a call as it is typed.
import { parseArgs } from 'node:util';
import type { Api, Method } from './api.ts';
import { placeOf } from './arguments.ts';
import { type ExitCode, usage } from './failure.ts';
import { progress } from './progress.ts';
import { type OpenStage, succeeded, type Terminal } from './run.ts';
import { money, table } from './table.ts';

const place = {
  stage: { type: 'string' },
  region: { type: 'string' },
  as: { type: 'string' },
  json: { type: 'boolean' },
  yes: { type: 'boolean' },
  all: { type: 'boolean' },
  key: { type: 'string' },
  help: { type: 'boolean' },
  env: { type: 'string' },
  merchant: { type: 'string' },
  from: { type: 'string' },
  to: { type: 'string' },
  data: { type: 'string' },
} as const;

const parse = (args: readonly string[]) => {
  try {
    return parseArgs({ args: [...args], allowPositionals: true, options: place });
  } catch (error) {
    throw usage((error as Error).message.split('. ')[0] ?? 'wrong options');
  }
};

const queryOf = (env: string | undefined) => (env === undefined ? {} : { env });

type Doubt = { readonly paymentId: string; readonly status: string };

/** `in-doubt check [<paymentId>]`: 0 when none is left in doubt, else 1. */
export const checkDoubts = async (
  args: readonly string[],
  open: OpenStage,
  terminal: Terminal,
): Promise<ExitCode> => {
  const { values, positionals } = parse(args);
  const asked = placeOf(values as never, terminal.env);
  const api = await open(asked);
  const query = queryOf(values.env);
  const named = positionals.slice(2);
  const ids: string[] = [...named];
  let cursor: string | undefined;
  while (named.length === 0) {
    const result = succeeded(
      await api('viewer', {
        method: 'GET',
        path: '/admin/v1/payments',
        query: { ...query, status: 'IN_DOUBT', limit: '100', ...(cursor === undefined ? {} : { cursor }) },
      }),
    );
    ids.push(...(result['items'] as Doubt[]).map(({ paymentId }) => paymentId));
    cursor = result['nextCursor'] as string | undefined;
    if (cursor === undefined) break;
  }
  const bar = progress(ids.length, { isTerminal: terminal.isTerminal, write: terminal.err, now: terminal.now });
  const found: Doubt[] = [];
  for (const id of ids) {
    const path = `/admin/v1/payments/${encodeURIComponent(id)}`;
    const read = await api('viewer', { method: 'GET', path, query: { ...query, refresh: 'true' } });
    const { paymentId, status } = succeeded(read) as unknown as Doubt;
    found.push({ paymentId, status });
    bar.step();
  }
  bar.end();
  const left = found.filter(({ status }) => status === 'IN_DOUBT').length;
  if (asked.isJson) terminal.out(`${JSON.stringify({ items: found, inDoubt: left }, null, 2)}\n`);
  else {
    const columns = [
      { title: 'PAYMENT', path: 'paymentId' },
      { title: 'STATUS NOW', path: 'status' },
    ];
    terminal.out(found.length === 0 ? 'none in doubt\n' : `${table(found, columns)}\n${left} of ${found.length} still in doubt\n`);
  }
  return left === 0 ? 0 : 1;
};

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

/** Every page of the balance, added up; a line of progress for each that comes late. */
const wholeBalance = async (
  api: Api,
  query: Readonly<Record<string, string>>,
  { err, now }: Terminal,
): Promise<Balance> => {
  const startedAt = now();
  let whole: Balance = { payments: 0, groups: 0, isBalanced: true, accounts: [] };
  let cursor: string | undefined;
  do {
    const page = succeeded(
      await api('viewer', {
        method: 'GET',
        path: '/admin/v1/ledger/trial-balance',
        query: { ...query, ...(cursor === undefined ? {} : { cursor }) },
      }),
    ) as unknown as Balance & { readonly nextCursor?: string };
    whole = {
      payments: whole.payments + page.payments,
      groups: whole.groups + page.groups,
      isBalanced: whole.isBalanced && page.isBalanced,
      accounts: added(whole.accounts, page.accounts),
    };
    cursor = page.nextCursor;
    if (cursor !== undefined && now() - startedAt > 2_000) {
      err(`${whole.payments} payments, ${whole.groups} groups\n`);
    }
  } while (cursor !== undefined);
  return whole;
};

/** `trial-balance --merchant <id>`: 0 when every page sums to zero, else 1. */
export const showBalance = async (
  args: readonly string[],
  open: OpenStage,
  terminal: Terminal,
): Promise<ExitCode> => {
  const { values } = parse(args);
  const { merchant, from, to } = values;
  if (merchant === undefined) throw usage('trial-balance needs --merchant');
  const asked = placeOf(values as never, terminal.env);
  const api = await open(asked);
  const query = {
    ...queryOf(values.env),
    merchantId: merchant,
    limit: '100',
    ...(from === undefined ? {} : { from }),
    ...(to === undefined ? {} : { to }),
  };
  const result = await wholeBalance(api, query, terminal);
  if (asked.isJson) terminal.out(`${JSON.stringify(result, null, 2)}\n`);
  else {
    const rows = result.accounts.map((row) => ({
      account: row.account,
      debit: money(row.debit, row.currency),
      credit: money(row.credit, row.currency),
      balance: money(row.balance, row.currency),
    }));
    const columns = ['account', 'debit', 'credit', 'balance'].map((path) => ({
      title: path.toUpperCase(),
      path,
    }));
    const end = `${result.payments} payments, ${result.groups} groups, ${result.isBalanced ? 'balanced' : 'NOT BALANCED'}`;
    terminal.out(rows.length === 0 ? `${end}\n` : `${table(rows, columns)}\n${end}\n`);
  }
  return result.isBalanced ? 0 : 1;
};

const methods: readonly string[] = ['GET', 'POST', 'PATCH'];

/** `request <METHOD> <path> [--data json] [--key k]`: prints status and body as they came. */
export const sendOne = async (
  args: readonly string[],
  open: OpenStage,
  terminal: Terminal,
): Promise<ExitCode> => {
  const { values, positionals } = parse(args);
  const [, word = '', target = ''] = positionals;
  const method = word.toUpperCase();
  if (!methods.includes(method)) throw usage(`"${word}" is none of ${methods.join(', ')}`);
  if (!target.startsWith('/admin/v1/')) {
    throw usage(`"${target}" is no path of operators`, 'for /api/v1 there is npm run request');
  }
  const asked = placeOf(values as never, terminal.env);
  const url = new URL(target, 'http://x');
  const query: Record<string, string[]> = {};
  for (const [name, value] of url.searchParams) (query[name] ??= []).push(value);
  let body: Record<string, unknown> | undefined;
  try {
    body = values.data === undefined ? undefined : (JSON.parse(values.data) as Record<string, unknown>);
  } catch (error) {
    throw usage(`--data is no JSON: ${(error as Error).message}`);
  }
  const role = method === 'GET' ? 'viewer' : url.pathname.endsWith('/approve') ? 'approver' : 'operator';
  const api = await open(asked);
  const { requestId, ...answer } = await api(role, {
    method: method as Method,
    path: url.pathname,
    query,
    ...(body === undefined ? {} : { body }),
    ...(method === 'GET' ? {} : { idempotencyKey: asked.key ?? `cli-${crypto.randomUUID()}` }),
  });
  terminal.err(`HTTP ${answer.status}${requestId === undefined ? '' : `  request ${requestId}`}\n`);
  const { status: _told, ...envelope } = answer;
  terminal.out(`${JSON.stringify(envelope, null, 2)}\n`);
  return answer.isSuccess ? 0 : 1;
};
