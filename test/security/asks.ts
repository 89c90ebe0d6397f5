// One request for every route of the registry, right in every way, about things that are not there: let in it
// is told so and changes nothing, so whatever refuses it sooner is the thing a row looks at.
import type { RouteRow } from '#core/contracts/http/route-row.ts';
import { type RouteId, routeTable } from '#core/contracts/http/route-table.ts';
import type { DocumentedRoute } from '#local/generate/route-contracts.ts';
import { routeExamples } from '#local/generate/route-examples.ts';
import type { Ask } from '#test/support/world/client.ts';

/** An id of each kind that nobody has. */
const nobodys: Readonly<Record<string, string>> = {
  orderId: 'ord_01KJPBG54TEGFV0XS2T709NSFK',
  paymentId: 'pay_01KJPBG54TFCY9TKJZC1RR54X4',
  refundId: 'rf_01KJPD72S0F88RR8GX7S7N0RBJ',
  sagaId: 'saga_01KJPBG54TEGFV0XS2T709NSFK',
  attentionId: 'attn_01KJPBG54TEGFV0XS2T709NSFK',
  auditId: 'aud_01KJPBG54TEGFV0XS2T709NSFK',
  merchantId: 'M999',
  keyId: 'fpk_test_M999_99',
  serviceId: 'nothing',
  name: 'pg-none',
  key: 'a-key-that-nobody-used',
  provider: 'toss',
  endpointId: 'f'.repeat(32),
};

const reason = 'a row of a table';

/** Bodies of operators. */
const operatorsBodies: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  'resolve-attention': { action: 'REFUND' },
  'approve-attention': { action: 'CLOSE' },
  'refund-as-operator': { amount: 100 },
  // There is an M123 already.
  'create-merchant': { merchantId: 'M123', name: 'again' },
  'create-api-key': { environment: 'live', scopes: ['orders:read'] },
  'change-merchant': { name: 'again' },
  'change-breaker': { action: 'RESET' },
};

const bodies: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  'authorize-payment': {
    merchantId: 'M123',
    amount: 1_000,
    orderId: nobodys['orderId'],
    paymentKey: 'tliar-none',
  },
};

const queries: Readonly<Record<string, string>> = {
  'get-idempotency-record': 'method=POST&route=/api/v1/payments/confirm',
  'search-payments': 'merchantId=M999',
  'list-sagas': 'merchantId=M999',
  'get-trial-balance': 'merchantId=M999',
  'list-audit': 'merchantId=M999',
};

const paramsOf = ({ path }: RouteRow): Readonly<Record<string, string>> =>
  Object.fromEntries(
    [...path.matchAll(/\{(\w+)\}/gu)].map(([, name = '']) => [name, nobodys[name] ?? '']),
  );

const bodyOf = ({ id, method, scope }: RouteRow): Ask['body'] => {
  if (method === 'GET') return undefined;
  if (scope === 'iam') return { ...operatorsBodies[id], reason };
  return bodies[id] ?? (routeExamples[id as DocumentedRoute]?.body as Ask['body']);
};

const rows: readonly RouteRow[] = routeTable;

export const signedRoutes = rows.filter(({ scope }) => scope !== 'none' && scope !== 'iam');
export const operatorsRoutes = rows.filter(({ scope }) => scope === 'iam');

let asked = 0;

/** The request of a route, under a key of its own. */
export const askOf = (route: string): Ask => {
  const row = rows.find(({ id }) => id === route);
  if (row === undefined) throw new Error(`there is no route ${route}`);
  asked += 1;
  const params = paramsOf(row);
  const body = bodyOf(row);
  const query = queries[route];
  return {
    route: route as RouteId,
    ...(Object.keys(params).length === 0 ? {} : { params }),
    ...(body === undefined ? {} : { body }),
    ...(query === undefined ? {} : { query }),
    ...(row.key === 'none' ? {} : { key: `ask-${asked}` }),
  };
};
