// Commands that are not one request of the table: reading all doubts now, a call as it is typed.
import { act, isMeant } from './act.ts';
import type { Api, Method, Request } from './api.ts';
import { doubtsRead } from './columns.ts';
import { type Asked, env, option, type OwnCommand } from './command.ts';
import { usage } from './failure.ts';
import { both, same } from './language.ts';
import { progress } from './progress.ts';
import { newKey } from './request-of.ts';
import { table } from './table.ts';
import { succeeded } from './succeeded.ts';

/** A refund's doubt stands beside a payment whose status is another. */
type Doubt = { readonly paymentId: string; readonly status: string; readonly inDoubt?: unknown };

const queryOf = ({ values }: Asked) => (values['env'] === undefined ? {} : { env: values['env'] });

/** Every payment in doubt, page by page. */
const doubtsOf = async (api: Api, asked: Asked): Promise<string[]> => {
  const ids: string[] = [];
  let cursor: string | undefined;
  do {
    const query = { ...queryOf(asked), status: 'IN_DOUBT', limit: '100', ...(cursor === undefined ? {} : { cursor }) };
    const answer = await api('viewer', { method: 'GET', path: '/admin/v1/payments', query });
    const result = succeeded(answer, { options: env });
    ids.push(...(result['items'] as Doubt[]).map(({ paymentId }) => paymentId));
    cursor = result['nextCursor'] as string | undefined;
  } while (cursor !== undefined);
  return ids;
};

const noDoubt = both('none in doubt', '결과를 모르는 결제가 없습니다');

const stillIn = (left: number, all: number) =>
  both(`${left} of ${all} still in doubt`, `${all}건 중 ${left}건은 아직 결과를 모릅니다`);

const runCheck: OwnCommand['run'] = async (asked, open, { out, err, isTerminal, now, width }) => {
  const { language } = asked;
  const api = await open(asked);
  const ids = asked.words.length > 0 ? asked.words : await doubtsOf(api, asked);
  const bar = progress(ids.length, { isTerminal, language, write: err, now });
  const found: Doubt[] = [];
  for (const id of ids) {
    const path = `/admin/v1/payments/${encodeURIComponent(id)}`;
    const read = await api('viewer', { method: 'GET', path, query: { ...queryOf(asked), refresh: 'true' } });
    const { paymentId, status, inDoubt } = succeeded(read, { options: env }) as unknown as Doubt;
    found.push({ paymentId, status, ...(inDoubt === undefined ? {} : { inDoubt }) });
    bar.step();
  }
  bar.end();
  const left = found.filter(({ inDoubt }) => inDoubt !== undefined).length;
  if (asked.isJson) out(`${JSON.stringify({ items: found, inDoubt: left }, null, 2)}\n`);
  else if (found.length === 0) out(`${noDoubt[language]}\n`);
  else out(`${table(found, doubtsRead, { language, width })}\n${stillIn(left, found.length)[language]}\n`);
  return left === 0 ? 0 : 1;
};

/** `in-doubt check [<paymentId> …]`: 0 when none is left in doubt, else 1. */
export const checkDoubts: OwnCommand = {
  name: 'in-doubt check',
  help: both('read the PG now for a payment, or for all in doubt, refunds too', '결제 한 건, 또는 결과를 모르는 모든 결제와 환불을 지금 PG에서 조회합니다'),
  words: ['[paymentId …]'],
  options: env,
  run: runCheck,
};

const methods: readonly string[] = ['GET', 'POST', 'PATCH'];

const bodyOf = ({ values }: Asked): Record<string, unknown> | undefined => {
  const { data } = values;
  if (data === undefined) return undefined;
  try {
    return JSON.parse(data as string) as Record<string, unknown>;
  } catch {
    throw usage(both(`--data is no JSON: ${String(data)}`, `--data 값이 JSON이 아닙니다: ${String(data)}`));
  }
};

const roleOf = (method: string, path: string) => {
  if (method === 'GET') return 'viewer';
  return path.endsWith('/approve') ? 'approver' : 'operator';
};

const typedRequest = (method: Method, target: string, asked: Asked): Request => {
  const url = new URL(target, 'http://x');
  const query: Record<string, string[]> = {};
  for (const [name, value] of url.searchParams) (query[name] ??= []).push(value);
  const body = bodyOf(asked);
  return {
    method,
    path: url.pathname,
    query,
    ...(body === undefined ? {} : { body }),
    ...(method === 'GET' ? {} : { idempotencyKey: asked.key ?? newKey() }),
  };
};

const sends = ({ method, path }: Request) =>
  both(`sends 1 request: ${method} ${path}`, `요청 1건을 보냅니다: ${method} ${path}`);

const runRequest: OwnCommand['run'] = async (asked, open, terminal) => {
  const [word = '', target = ''] = asked.words;
  const method = word.toUpperCase();
  if (!methods.includes(method)) {
    const list = methods.join(', ');
    throw usage(both(`"${word}" is none of ${list}`, `"${word}": ${list} 중 하나여야 합니다`), same('fluxpay request GET /admin/v1/attention'));
  }
  if (!target.startsWith('/admin/v1/')) {
    throw usage(
      both(`"${target}" is no path of operators`, `운영자 경로가 아닙니다: "${target}"`),
      both('for /api/v1 there is npm run request', '/api/v1은 npm run request로 보냅니다'),
    );
  }
  const request = typedRequest(method as Method, target, asked);
  const api = await open(asked);
  if (method !== 'GET') {
    terminal.err(`${sends(request)[asked.language]}\n`);
    if (!(await isMeant(sendOne.name, asked, terminal))) return 1;
  }
  const { answer } = await act(api, sendOne, roleOf(method, request.path), request);
  const { requestId, status, ...envelope } = answer;
  terminal.err(`HTTP ${status}${requestId === undefined ? '' : `  request ${requestId}`}\n`);
  terminal.out(`${JSON.stringify(envelope, null, 2)}\n`);
  return 0;
};

/** `request <METHOD> <path> [--data json] [--key k]`: prints status and body of a success as they came. */
export const sendOne: OwnCommand = {
  name: 'request',
  help: both('one signed call as typed: request GET /admin/v1/attention', '입력한 그대로 서명하여 호출: request GET /admin/v1/attention'),
  words: ['<method>', '<path>'],
  options: { data: option('data', 'the body, as JSON', '본문, JSON') },
  run: runRequest,
};
