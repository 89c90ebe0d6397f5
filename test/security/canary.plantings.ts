// Marked values, and every way to bring one in: in each header, query, path, body and content type of each route,
// right and wrong, and in the posts of a PG.
import type { RouteRow } from '#core/contracts/http/route-row.ts';
import { apiRoutes } from '#core/contracts/http/route-table.ts';
import type { PlantedSecret } from '#test/support/oracle/run-record.ts';
import { type Ask, bytesOf, type Gateway, signedGateway } from '#test/support/world/client.ts';
import { operatorArn, operatorsGateway } from '#test/support/world/operator-client.ts';
import { credentialsOf, pgSecret, webhookEndpointsOf } from '#test/support/world/set-up-rows.ts';
import { askOf, operatorsRoutes, signedRoutes } from './asks.ts';
import type { Siege, SiegeEvent } from './siege.ts';

/** Told in the right fields by requests that are let in: they may be kept sealed, and shown masked. */
export const persons = {
  name: 'KANARIENVOGEL HONG',
  email: 'canary.kim@example.test',
  phone: '01098765432',
  account: '11022233344455',
  holder: '카나리아 남궁',
};

/** Told where nobody asks for them. */
const strays = {
  card: '4242424242424242',
  cvcLine: '4000056655665556 12/31 123',
  bearer: 'canary-bearer-7f3a91d2c4',
  cookie: 'session=canary-cookie-51d0aa',
  billingKey: 'bln_canary_Z5WlQ0pXa81',
  authKey: 'bln_auth_canary_77Qe2',
  birth: '1987-02-13/canary',
  webhookSecret: 'ps_canary0webhook1',
  clientSecret: 'fps_test_canary000000000000000000000000000000',
};

export const values: Readonly<Record<string, string>> = { ...persons, ...strays };

/** Of the stage and its clients: known to the world from its beginning. */
export const known: Readonly<Record<string, string>> = {
  'secret of M123': credentialsOf('M123').secret,
  'secret of M777': credentialsOf('M777').secret,
  'secret at the PG': pgSecret,
};

/**
 * The only places where a planted value may be found, and whether it must be a ciphertext there. Whatever is not
 * named here may stand nowhere.
 */
export const allowedPlaces = {
  /** A callback resumes its step by this token; only the dispatcher's role may use one. */
  token: [
    { kind: 'SVC', attribute: 'token' },
    { kind: 'SAGA', attribute: 'waiting' },
    { kind: 'CMD', attribute: 'payload' },
  ],
  /** What a deposit's callback is compared with: by it alone nothing is believed. */
  callbackSecret: [{ kind: 'PAYMENT', attribute: 'callbackSecret' }],
} as const satisfies Readonly<Record<string, PlantedSecret['allowed']>>;

/** Must be ciphertexts, and are: the search finds nothing in them. */
export const sealedPlaces = [
  { kind: 'KEY', attribute: 'secretCipher' },
  { kind: 'ORDER', attribute: 'customer' },
  { kind: 'REFUND', attribute: 'account' },
  { kind: 'ATTEMPT', attribute: 'refundAccount' },
] as const;

type Shape = readonly [name: string, plant: (event: SiegeEvent, value: string) => object];

const headersWith = (event: SiegeEvent, headers: object): object => ({
  ...event,
  headers: { ...event.headers, ...headers },
});

/** What a client names its request by is carried into every line by that name: a value of its form is its own. */
const isRequestId = /^[A-Za-z0-9_-]{8,64}$/u;

/** Laid over an event that is signed and right. */
const shapes: readonly Shape[] = [
  ['Authorization', (event, value) => headersWith(event, { authorization: `Bearer ${value}` })],
  [
    'Authorization, half right',
    (event, value) =>
      headersWith(event, {
        authorization: `FLUXPAY-HMAC-SHA256 keyId=${value},signature=${value}`,
      }),
  ],
  ['Cookie', (event, value) => headersWith(event, { cookie: value })],
  ['User-Agent', (event, value) => headersWith(event, { 'user-agent': value })],
  ['Accept-Language', (event, value) => headersWith(event, { 'accept-language': value })],
  ['traceparent', (event, value) => headersWith(event, { traceparent: `00-${value}-01` })],
  [
    'X-Request-Id',
    (event, value) =>
      headersWith(event, { 'x-request-id': isRequestId.test(value) ? `${value}!` : value }),
  ],
  ['a header of one’s own', (event, value) => headersWith(event, { 'x-card-number': value })],
  ['X-Timestamp', (event, value) => headersWith(event, { 'x-timestamp': value })],
  ['X-Nonce', (event, value) => headersWith(event, { 'x-nonce': value })],
  [
    'Content-Type',
    (event, value) => headersWith(event, { 'content-type': `text/plain; a=${value}` }),
  ],
  [
    'a query that was not signed',
    (event, value) => ({ ...event, rawQueryString: `a=${encodeURIComponent(value)}` }),
  ],
  [
    'a path that was not signed',
    (event, value) => ({ ...event, rawPath: `/${encodeURIComponent(value)}` }),
  ],
  [
    'a body that was not signed',
    (event, value) => ({ ...event, body: JSON.stringify({ note: value }), isBase64Encoded: false }),
  ],
];

type Asking = readonly [name: string, ask: (ask: Ask, value: string) => Ask];

const withBytes = (ask: Ask, bytes: string): Ask => ({ ...ask, bytes: Buffer.from(bytes) });

const textOf = (ask: Ask): string =>
  Buffer.from(bytesOf({ ...ask, body: ask.body ?? {} })).toString();

/** Signed as they are: faults of whoever may ask. */
const askings: readonly Asking[] = [
  ['an unknown field', (ask, value) => ({ ...ask, body: { ...ask.body, cardNumber: value } })],
  [
    'a field of a field',
    (ask, value) => ({ ...ask, body: { ...ask.body, bank: { account: value } } }),
  ],
  ['the name of a field', (ask, value) => ({ ...ask, body: { ...ask.body, [value]: 1 } })],
  ['half a JSON text', (ask, value) => withBytes(ask, `{"holder":${JSON.stringify(value)}`)],
  ['no JSON at all', (ask, value) => withBytes(ask, value)],
  [
    'a body too large',
    (ask, value) => withBytes(ask, JSON.stringify({ note: value }).padEnd(70_000)),
  ],
  [
    'a body too deep',
    (ask, value) =>
      withBytes(ask, `${'{"a":'.repeat(30)}${JSON.stringify(value)}${'}'.repeat(30)}`),
  ],
  [
    'a name twice',
    (ask, value) =>
      withBytes(ask, textOf(ask).replace(/\}$/u, `,"a":${JSON.stringify(value)},"a":1}`)),
  ],
  [
    'an unknown query',
    (ask, value) => ({ ...ask, query: `${ask.query ?? ''}&email=${encodeURIComponent(value)}` }),
  ],
  ['a cursor', (ask, value) => ({ ...ask, query: `cursor=${encodeURIComponent(value)}` })],
  [
    'an id in the path',
    (ask, value) => ({
      ...ask,
      params: Object.fromEntries(
        Object.keys(ask.params ?? {}).map((name) => [name, encodeURIComponent(value)]),
      ),
    }),
  ],
  [
    'every field of the body',
    (ask, value) => ({
      ...ask,
      body: {
        ...Object.fromEntries(Object.keys(ask.body ?? {}).map((name) => [name, { is: value }])),
        extra: value,
      },
    }),
  ],
];

const routes: readonly RouteRow[] = [...signedRoutes, ...operatorsRoutes];

const gatewayOf = ({ scope }: RouteRow): Gateway =>
  scope === 'iam' ? operatorsGateway(operatorArn) : signedGateway(credentialsOf('M123'));

/** Ways in, by their names: `create-order: half a JSON text`. */
export interface WayIn {
  readonly path: string;
  send(here: Siege, value: string): Promise<unknown>;
}

const ofRoute = (row: RouteRow): readonly WayIn[] => [
  ...shapes.map(([name, plant]) => ({
    path: `${row.id}: ${name}`,
    send: (here: Siege, value: string) =>
      here.knock({
        ask: askOf(row.id),
        by: gatewayOf(row),
        change: (event) => plant(event, value),
      }),
  })),
  ...askings
    .filter(([name]) => row.method !== 'GET' || !/body|JSON|field|twice/u.test(name))
    .map(([name, plant]) => ({
      path: `${row.id}: ${name}`,
      send: (here: Siege, value: string) =>
        here.knock({ ask: plant(askOf(row.id), value), by: gatewayOf(row) }),
    })),
];

const openRoutes = apiRoutes.filter(({ scope }) => scope === 'none');

/** Posts of whoever knows a PG's address, and requests to what is open or not there. */
const ofOpen: readonly WayIn[] = [
  ...(['secret', 'paymentKey', 'orderId', 'status'] as const).map((field) => ({
    path: `receive-pg-webhook: ${field}`,
    send: (here: Siege, value: string) => {
      const endpointId = webhookEndpointsOf('M123').test;
      return here.deliver('api/receive-pg-webhook', {
        rawPath: `/api/v1/webhooks/pg/toss/${endpointId}`,
        rawQueryString: '',
        pathParameters: { provider: 'toss', endpointId },
        headers: { 'content-type': 'application/json', 'x-secret': value },
        body: JSON.stringify({
          ...(field === 'secret' ? {} : { eventType: 'PAYMENT_STATUS_CHANGED' }),
          createdAt: '2026-03-02T13:05:00.000000',
          status: 'DONE',
          orderId: 'ord_01KJPBG54TEGFV0XS2T709NSFK',
          [field]: value,
          data: {
            orderId: 'ord_01KJPBG54TEGFV0XS2T709NSFK',
            card: { number: value },
            [field]: value,
          },
        }),
        isBase64Encoded: false,
        requestContext: { http: { method: 'POST', sourceIp: '198.51.100.9' } },
      });
    },
  })),
  ...openRoutes.flatMap(({ id, path }) =>
    shapes.slice(2, 8).map(([name, plant]) => ({
      path: `${id}: ${name}`,
      send: (here: Siege, value: string) => {
        const event = here.eventOf({
          ask: askOf('list-orders'),
          by: signedGateway(credentialsOf('M123')),
        });
        return here.deliver(`api/${id}`, plant({ ...event, rawPath: path }, value));
      },
    })),
  ),
  ...shapes.map(([name, plant]) => ({
    path: `refuse-unknown-route: ${name}`,
    send: (here: Siege, value: string) => {
      const event = here.eventOf({
        ask: askOf('list-orders'),
        by: signedGateway(credentialsOf('M123')),
      });
      const rawPath = `/api/v1/${encodeURIComponent(value)}`;
      return here.deliver('api/refuse-unknown-route', plant({ ...event, rawPath }, value));
    },
  })),
];

export const waysIn: readonly WayIn[] = [...routes.flatMap(ofRoute), ...ofOpen];
