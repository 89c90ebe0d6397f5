// The rows of headers: a signed request proves itself, a request that changes something has a key, and any may have a
// name of its own. Source: API specification, 2.2 and 5.1.
import { hash } from 'node:crypto';
import type { ErrorCode } from '#core/contracts/error-table.ts';
import type { RouteRow } from '#core/contracts/http/route-row.ts';
import { routeOf } from '#core/contracts/http/route-table.ts';
import type { DocumentedRoute } from '#local/generate/route-contracts.ts';
import type { FieldRow, Sending } from './field-row.ts';
import { type FullRequest, fullRequests } from './full-requests.ts';
import { documentedRoutes } from './request-form.ts';

type Row = Pick<FieldRow, 'field' | 'kind'> &
  Partial<Pick<FieldRow, 'key' | 'sending' | 'request' | 'told' | 'becomes'>>;

const rows = (route: DocumentedRoute, made: readonly Row[]): readonly FieldRow[] => {
  const [request] = fullRequests(route) as [FullRequest];
  return made.map((row) => ({ route, request, told: request, ...row }));
};

const withHeader = (name: string, value: string | undefined): Sending => ({
  change: ({ headers: { [name]: _sent, ...others }, ...event }) => ({
    ...event,
    headers: value === undefined ? others : { ...others, [name]: value },
  }),
});

const unproven = { code: 'AUTH_001' } as const;

/** So many signs that no other row uses. */
const nonceOf = (route: string, many: number): string =>
  hash('sha256', route).slice(0, many).padEnd(many, '_');

const signatureRows = (route: DocumentedRoute): readonly Row[] => {
  const nonce = (kind: string, text: string, more: Partial<Row> = {}): Row => ({
    field: 'header.X-Nonce',
    kind,
    sending: { nonce: text },
    ...more,
  });
  const time = (kind: string, sending: Sending): Row => ({
    field: 'header.X-Timestamp',
    kind,
    sending,
    told: unproven,
  });
  return [
    time('missing', withHeader('x-timestamp', undefined)),
    time('wrong form', { timestamp: '1772424000000' }),
    time('other offset', { timestamp: '2026-03-02T13:00:00+09:00' }),
    nonce('missing', nonceOf(route, 20), {
      sending: withHeader('x-nonce', undefined),
      told: unproven,
    }),
    nonce('too short', nonceOf(route, 15), { told: unproven }),
    nonce('shortest', nonceOf(route, 16)),
    nonce('longest', nonceOf(route, 64)),
    nonce('too long', nonceOf(route, 65), { told: unproven }),
    nonce('wrong form', nonceOf(route, 20).padEnd(24, '.'), { told: unproven }),
  ];
};

/** Whatever names a request by another form gets a name of ours. */
const nameRows: readonly Row[] = (
  [
    ['too short', 'a'.repeat(7), 'replaced'],
    ['shortest', 'a'.repeat(8), 'echoed'],
    ['longest', 'a'.repeat(64), 'echoed'],
    ['too long', 'a'.repeat(65), 'replaced'],
    ['wrong form', 'a name of blanks', 'replaced'],
  ] as const
).map(([kind, text, becomes]) => ({
  field: 'header.X-Request-Id',
  kind,
  sending: withHeader('x-request-id', text),
  becomes,
}));

const withoutKey: Readonly<Record<RouteRow['key'], ErrorCode | undefined>> = {
  required: 'IDEM_003',
  // The engine makes one, or needs none.
  made: undefined,
  optional: undefined,
  none: undefined,
};

const noKey = { code: 'IDEM_004' } as const;

const keyRows = (route: DocumentedRoute): readonly Row[] => {
  const [request] = fullRequests(route) as [FullRequest];
  const missing = withoutKey[routeOf(route).key];
  const key = (kind: string, sent: string | null, more: Partial<Row> = {}): Row => ({
    field: 'header.Idempotency-Key',
    kind,
    key: sent,
    ...more,
  });
  const alias = (
    kind: string,
    sent: string | null,
    text: string,
    more: Partial<Row> = {},
  ): Row => ({
    field: 'body.idempotencyKey',
    kind,
    key: sent,
    request: { ...request, body: { ...request.body, idempotencyKey: text } },
    ...more,
  });
  return [
    key('missing', null, missing === undefined ? {} : { told: { code: missing } }),
    key('too short', '', { told: noKey }),
    key('shortest', 'k'),
    key('longest', `"${'k'.repeat(255)}"`),
    key('longest bare', 'b'.repeat(255)),
    key('too long', `"${'k'.repeat(256)}"`, { told: noKey }),
    key('too long bare', 'b'.repeat(256), { told: noKey }),
    key('wrong form', 'two words', { told: noKey }),
    key('other script', '열쇠', { told: noKey }),
    key('quotes around nothing', '""', { told: noKey }),
    alias('alone', null, 'field-alias-alone'),
    alias('quoted in the header', '"field-alias-quoted"', 'field-alias-quoted'),
    alias('another than the header’s', 'field-alias-one', 'field-alias-two', { told: noKey }),
    alias('empty', null, '', { told: noKey }),
    alias('the engine’s own', null, 'auto:capture:mine', { told: noKey }),
  ];
};

const isSigned = ({ scope }: RouteRow): boolean => scope !== 'none' && scope !== 'iam';

export const headerRows: readonly FieldRow[] = documentedRoutes.flatMap((route) => {
  const row = routeOf(route);
  return rows(route, [
    ...(isSigned(row) ? signatureRows(route) : []),
    ...(row.key === 'none' ? [] : keyRows(route)),
    ...nameRows,
  ]);
});
