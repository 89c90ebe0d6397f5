// Codes that many routes share: whose they are is said here by what a route is, not by what the registry lists.
import type { ErrorCode } from '#core/contracts/error-table.ts';
import type { RouteContract } from '#core/contracts/http/route-contract.ts';
import type { RouteRow } from '#core/contracts/http/route-row.ts';
import { type RouteId, routeOf } from '#core/contracts/http/route-table.ts';
import type { Scope } from '#core/contracts/vocabulary.ts';
import { routeContracts } from '#local/generate/route-contracts.ts';
import { askOf as askAboutNothing } from '#test/security/asks.ts';
import { fieldsOf } from '#test/security/id-fields.ts';
import type { SiegeEvent } from '#test/security/siege.ts';
import { type Ask, signedGateway } from '#test/support/world/client.ts';
import { operatorsGateway } from '#test/support/world/operator-client.ts';
import { credentialsOf, webhookEndpointsOf } from '#test/support/world/set-up-rows.ts';
import { type CodeRow, type Recipe, routes, rowsOfRecipe, rowsOfRoute } from './code-row.ts';
import type { CodeStage, StageName } from './code-stage.ts';
import { keptAsk, otherPayload } from './kept-asks.ts';

const contracts: Readonly<Record<string, RouteContract>> = routeContracts;

const isSigned = ({ scope }: RouteRow): boolean => scope !== 'none' && scope !== 'iam';
const isOperators = ({ scope }: RouteRow): boolean => scope === 'iam';
const isKeyed = ({ key }: RouteRow): boolean => key !== 'none';

/** What a service reports is told by its state before anybody looks at a key. */
const isKept = ({ key }: RouteRow): boolean => key === 'required' || key === 'made';

/** Routes that answer by themselves: nothing they need can be away. */
const alone: ReadonlySet<string> = new Set([
  'get-health',
  'get-documents',
  'list-policies',
  'get-policy',
]);
const asksOthers = ({ id }: RouteRow): boolean => !alone.has(id);

const fields = (schema: unknown): readonly string[] => fieldsOf(schema as never, '');

const namesMerchant = ({ id }: RouteRow): boolean =>
  contracts[id]?.body !== undefined && fields(contracts[id].body).includes('.merchantId');

const hasPages = ({ id }: RouteRow): boolean =>
  contracts[id] !== undefined && fields(contracts[id].query).includes('.cursor');

const withHeaders = (headers: object) => ({
  change: (event: SiegeEvent) => ({ ...event, headers: { ...event.headers, ...headers } }),
});

const withBytes = (ask: Ask, bytes: string): Ask => ({ ...ask, bytes: Buffer.from(bytes) });

const withQuery = (ask: Ask, query: string): Ask => ({
  ...ask,
  query: ask.query === undefined ? query : `${ask.query}&${query}`,
});

/** Of the right form, and sealed by nobody. */
const unknownCursor = Buffer.alloc(60, 1).toString('base64url');

const credentials = credentialsOf('M123');

/** Whoever asks is known, and nothing that the work needs is there. */
const storeAway = {
  kind: 'throttle',
  at: /^(?!nonce|key\.|merchant\.byId)/u,
} as const;

/** Written, and nobody was told. */
const replyLost = { kind: 'timeout-after', at: /^TX-/u } as const;

const answersLiveMs = 25 * 3_600_000;

/** Where nothing is there the answer comes too soon to look at what follows it. */
const about: Readonly<Record<string, Partial<Ask>>> = {
  'receive-pg-webhook': {
    params: { provider: 'toss', endpointId: webhookEndpointsOf('M123').test },
    body: {
      eventType: 'PAYMENT_STATUS_CHANGED',
      createdAt: '2026-03-02T13:00:00.000000',
      data: { paymentKey: 'tliar-none', orderId: 'order-none-0001', status: 'DONE' },
    },
  },
  'get-breaker': { params: { name: 'pg-toss-confirm' } },
  'change-breaker': { params: { name: 'pg-toss-confirm' } },
  'list-sagas': { query: 'merchantId=M123' },
  'search-payments': { query: 'merchantId=M123' },
  'get-trial-balance': { query: 'merchantId=M123' },
  'list-audit': { query: 'merchantId=M123' },
};

const askOf = (route: RouteId): Ask => ({ ...askAboutNothing(route), ...about[route] });

/** The same about something that is there. */
const realAsk = ({ estate, auditId }: CodeStage, route: RouteId): Ask => {
  const ask = askOf(route);
  const { sagaId, attentionId, paymentId } = estate;
  const real: Readonly<Record<string, string>> = {
    sagaId,
    attentionId,
    paymentId,
    auditId,
    merchantId: 'M123',
    keyId: credentials.keyId,
  };
  const params = Object.fromEntries(
    Object.entries(ask.params ?? {}).map(([name, value]) => [name, real[name] ?? value]),
  );
  return { ...ask, params };
};

/** Of each kind of route its codes, and how they are reached. */
const recipes = (
  fits: (row: RouteRow) => boolean,
  reaches: Readonly<Partial<Record<ErrorCode, Recipe['reach']>>>,
  on: StageName = 'whole',
): readonly CodeRow[] =>
  (Object.entries(reaches) as [ErrorCode, Recipe['reach']][]).flatMap(([code, reach]) =>
    rowsOfRecipe({ code, on, fits, reach }),
  );

const signature = recipes(isSigned, {
  AUTH_001: ({ send }, route) => send(askOf(route), withHeaders({ authorization: '' })),
  AUTH_002: ({ send }, route) =>
    send(askOf(route), { by: signedGateway({ ...credentials, secret: 'another' }) }),
  AUTH_003: ({ send, here }, route) =>
    send(askOf(route), { timestamp: new Date(here.now() - 600_000).toISOString() }),
  AUTH_004: async ({ send, fresh }, route) => {
    const nonce = `used-once-${fresh()}`.padEnd(24, '0');
    await send(askOf(route), { nonce });
    return send(askOf(route), { nonce });
  },
  AUTH_005: async ({ send, without }, route) =>
    send(askOf(route), { by: await without(routeOf(route).scope as Scope) }),
  AUTH_006: ({ send, suspended }, route) => send(askOf(route), { by: suspended }),
});

const merchant = recipes((row) => isSigned(row) && namesMerchant(row), {
  AUTH_007: ({ send }, route) => {
    const ask = askOf(route);
    return send({ ...ask, body: { ...ask.body, merchantId: 'M777' } });
  },
});

/** What a body may weigh: a PG tells the whole payment. */
const bytesMax = ({ id }: RouteRow): number => (id === 'receive-pg-webhook' ? 262_144 : 65_536);

const input = [
  ...recipes(({ id }) => contracts[id] !== undefined && id !== 'receive-pg-webhook', {
    VAL_001: ({ send }, route) => send(withQuery(askOf(route), 'surprise=1')),
  }),
  ...recipes(({ method }) => method !== 'GET', {
    VAL_002: ({ send }, route) => send(withBytes(askOf(route), '{"a":')),
    VAL_003: ({ send }, route) => send({ ...askOf(route), contentType: 'text/plain' }),
  }),
  ...recipes(() => true, {
    VAL_004: ({ send }, route) =>
      send(withBytes(askOf(route), ' '.repeat(bytesMax(routeOf(route)) + 1))),
  }),
  ...recipes(hasPages, {
    VAL_005: ({ send, estate: { paymentId } }, route) => {
      const ask = askOf(route);
      const real = route === 'list-payment-refunds' ? { params: { paymentId } } : {};
      return send(withQuery({ ...ask, ...real }, `cursor=${unknownCursor}`));
    },
  }),
];

const twice: Recipe['reach'] = async ({ send }, route) => {
  await send(askOf(route));
  return send(askOf(route));
};

const isLimited = ({ limit }: RouteRow): boolean => limit !== 'none';

const redisAway = { kind: 'error-before', at: /^redis\.rl-/u } as const;

const limits = [
  ...recipes((row) => isLimited(row) && row.cost === 1, { RATE_001: twice }, 'tight'),
  ...recipes((row) => isLimited(row) && row.cost > 1, { RATE_001: twice }, 'narrow'),
  ...recipes(
    (row) => isLimited(row) && row.cost > 1,
    { RATE_005: ({ send }, route) => send(askOf(route)) },
    'tight',
  ),
  ...recipes(
    ({ failClosed }) => failClosed,
    { RATE_004: ({ sendUnder }, route) => sendUnder(redisAway, askOf(route)) },
    'redis',
  ),
  ...recipes(
    (row) => isSigned(row) && isLimited(row) && !row.failClosed,
    {
      RATE_004: async ({ sendUnder, other }, route) =>
        sendUnder(redisAway, askOf(route), { by: await other() }),
    },
    'redis',
  ),
];

/** A key that another request has used, or that is no key. */
const keys = [
  ...recipes(isKept, {
    IDEM_002: async (stage, route) => {
      const ask = await keptAsk(stage, route);
      await stage.send(ask);
      return stage.send(otherPayload(ask));
    },
  }),
  ...recipes(isKeyed, {
    IDEM_004: ({ send }, route) => send({ ...askOf(route), key: 'auto:x' }),
    IDEM_005: async (stage, route) => stage.sendUnder(storeAway, await keptAsk(stage, route)),
  }),
  ...recipes(({ key }) => key === 'required', {
    IDEM_003: ({ send }, route) => {
      const { key: _key, ...ask } = askOf(route);
      return send(ask);
    },
  }),
  ...recipes(
    (row) => isKeyed(row) && isSigned(row),
    { IDEM_001: ({ together }, route) => together(askOf(route), 409) },
    'redis',
  ),
  ...recipes(
    isKept,
    {
      PAY_003: async (stage, route) => {
        const ask = await keptAsk(stage, route);
        await stage.send(ask);
        await stage.here.pass(answersLiveMs);
        return stage.send(ask);
      },
    },
    'aged',
  ),
];

const trouble = [
  ...recipes(
    (row) => asksOthers(row) && row.id !== 'create-merchant',
    { SYS_001: (stage, route) => stage.send(realAsk(stage, route)) },
    'spoiled',
  ),
  ...recipes((row) => asksOthers(row) && !(isOperators(row) && isKeyed(row)), {
    SYS_002: ({ sendUnder }, route) => sendUnder({ kind: 'error-before' }, askOf(route)),
  }),
  ...recipes((row) => isOperators(row) && isKeyed(row), {
    SYS_002: async (stage, route) => stage.sendUnder(replyLost, await keptAsk(stage, route)),
  }),
];

const operators = recipes(isOperators, {
  SYS_007: ({ send }, route) =>
    send(askOf(route), { by: operatorsGateway('arn:aws:iam::000000000000:root') }),
});

/** An id that nobody has: in a path, or that of an order in a body. */
const unknown = [
  ...routes
    .filter(({ notFound }) => notFound !== undefined && notFound !== 'VAL_006')
    .flatMap(({ id, notFound }) =>
      rowsOfRoute(id as RouteId, {
        [notFound as ErrorCode]: ({ send }: CodeStage) => send(askAboutNothing(id)),
      }),
    ),
  ...rowsOfRoute('confirm-payment', {
    ORD_001: ({ send }) => send(askAboutNothing('confirm-payment')),
  }),
];

export const sharedRows: readonly CodeRow[] = [
  ...signature,
  ...merchant,
  ...input,
  ...limits,
  ...keys,
  ...trouble,
  ...operators,
  ...unknown,
];
