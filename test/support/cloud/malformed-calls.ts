// Requests that mean nothing, drawn from a seed: bodies, encodings, headers, paths and queries, each
// broken in one of many ways. None of them may have an effect.
import { randomUUID } from 'node:crypto';
import type { RawCall } from './raw-call.ts';

export type MalformedCall = {
  readonly label: string;
  readonly call: RawCall;
  readonly isSigned: boolean;
};

type Draw = (below: number) => number;

/** Mulberry32: small, and the same everywhere. */
const drawsFrom = (seed: number): Draw => {
  let state = seed >>> 0;
  return (below) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296) * below);
  };
};

const writes = [
  '/api/v1/orders',
  '/api/v1/payments/confirm',
  '/api/v1/service-callbacks/completed',
  '/api/v1/service-callbacks/failed',
  '/api/v1/orders/ord_01KJPBG54TEGFV0XS2T709NSFK/cancel',
  '/api/v1/payments/pay_01KJPBG54TFCY9TKJZC1RR54X4/refunds',
];

const reads = [
  '/api/v1/orders',
  '/api/v1/payments',
  '/api/v1/orders/ord_01KJPBG54TEGFV0XS2T709NSFK',
  '/api/v1/payments/pay_01KJPBG54TFCY9TKJZC1RR54X4/timeline',
  '/api/v1/refunds',
  '/api/v1/refunds/rf_01KJPD72S0F88RR8GX7S7N0RBJ',
  '/api/v1/idempotency/nothing',
];

const nested = (open: string, close: string, depth: number): string =>
  open.repeat(depth) + close.repeat(depth);

const bytesOf = (draw: Draw, length: number): Uint8Array =>
  Uint8Array.from({ length }, () => draw(256));

const wrongValues = [
  null,
  true,
  -1,
  0.5,
  2 ** 53,
  '',
  ' ',
  'x'.repeat(300),
  [],
  {},
  [[[]]],
  { a: { b: { c: 1 } } },
  '\u202e',
  '0x10',
  '01',
  '1e3',
  '4242424242424242',
];

const fields = [
  'userId',
  'serviceId',
  'lineItems',
  'amount',
  'orderId',
  'paymentKey',
  'serviceRequestId',
  'reasonCode',
  'reason',
  'metadata',
  'customer',
  'expiresInSeconds',
  'status',
  'constructor',
  'toString',
  'hasOwnProperty',
];

const pick = <T>(draw: Draw, from: readonly T[]): T => from[draw(from.length)] as T;

const wrongObject = (draw: Draw): string =>
  JSON.stringify(
    Object.fromEntries(
      Array.from({ length: 1 + draw(5) }, () => [pick(draw, fields), pick(draw, wrongValues)]),
    ),
  );

/** Ways to break a body; all are sent as JSON, signed as they are. */
const bodies: Readonly<Record<string, (draw: Draw) => string | Uint8Array>> = {
  'random bytes': (draw) => bytesOf(draw, 1 + draw(400)),
  'wrong values': wrongObject,
  'cut JSON': (draw) => wrongObject(draw).slice(0, -1 - draw(3)),
  'JSON twice': (draw) => wrongObject(draw).repeat(2),
  'deep lists': (draw) => nested('[', ']', 15 + draw(2_000)),
  'deep objects': (draw) => nested('{"a":', '', 21 + draw(200)),
  'brackets in a text': (draw) => JSON.stringify({ userId: '['.repeat(100 + draw(500)) }),
  'a NUL': () => '{"userId":"a\\u0000"}',
  'a raw NUL': () => Buffer.from([0x7b, 0x00, 0x7d]),
  'a byte order mark': (draw) => `\ufeff${wrongObject(draw)}`,
  'UTF-16': (draw) => Buffer.from(wrongObject(draw), 'utf16le'),
  'half a surrogate pair': () => '{"userId":"\\udc00"}',
  'a name twice': () => '{"userId":1,"userId":2,"orderId":"a","orderId":"b"}',
  'ten thousand names': () =>
    JSON.stringify(Object.fromEntries(Array.from({ length: 5_000 }, (_, at) => [`k${at}`, 1]))),
  'a huge number': (draw) => `{"amount":${'9'.repeat(20 + draw(300))}}`,
  'a huge exponent': (draw) => `{"amount":1e${300 + draw(90_000)}}`,
  __proto__: () => '{"__proto__":{"amount":1},"constructor":{"prototype":{}}}',
  '65,536 bytes': () => '{"userId":"a"}'.padEnd(65_536),
  '65,537 bytes': () => '{"userId":"a"}'.padEnd(65_537),
  'bare words': (draw) => pick(draw, ['null', 'true', '1', '""', '[]', 'undefined', 'NaN', '{]']),
};

const contentTypes = [
  'text/plain',
  'application/xml',
  'application/json; charset=utf-16',
  'application/jsonp',
  'multipart/form-data; boundary=x',
  '/',
  ';',
  'application/x-www-form-urlencoded',
];

const brokenBody = (draw: Draw): MalformedCall => {
  const [label, make] = pick(draw, Object.entries(bodies));
  const path = pick(draw, writes);
  const call = {
    method: 'POST',
    path,
    contentType: 'application/json',
    key: randomUUID(),
    body: make(draw),
  };
  return { label: `${label} to ${path}`, call, isSigned: true };
};

const brokenType = (draw: Draw): MalformedCall => {
  const contentType = pick(draw, contentTypes);
  const call = { method: 'POST', path: pick(draw, writes), contentType, key: 'k', body: '{}' };
  return { label: `content type ${contentType}`, call, isSigned: true };
};

const queries = [
  'limit=abc',
  'limit=101',
  'limit=1&limit=2',
  'cursor=%00',
  'cursor=',
  `cursor=${'A'.repeat(3_000)}`,
  'from=yesterday',
  'from=2026-13-45T00:00:00Z',
  'status=NOPE',
  'status=PAID&status=NOPE',
  'userId=',
  'userId=%ff%fe',
  '%ff=%ff',
  '__proto__=1',
  '=',
  '&&&',
  'a%',
  'env=live',
  'method=GET',
  'route=..%2f..',
];

const brokenQuery = (draw: Draw): MalformedCall => {
  const path = `${pick(draw, reads)}?${pick(draw, queries)}&surprise=${draw(1_000)}`;
  return { label: `query ${path.slice(0, 80)}`, call: { method: 'GET', path }, isSigned: true };
};

const headers: readonly (readonly [string, string])[] = [
  ['Authorization', ''],
  ['Authorization', 'Bearer abc'],
  ['Authorization', 'FLUXPAY-HMAC-SHA256'],
  ['Authorization', 'FLUXPAY-HMAC-SHA256 keyId=,signature='],
  ['Authorization', `FLUXPAY-HMAC-SHA256 keyId=fpk_test_x,signature=${'0'.repeat(63)}`],
  ['Authorization', `FLUXPAY-HMAC-SHA256 keyId=fpk_test_x,signature=${'0'.repeat(64)}`],
  ['X-Timestamp', 'now'],
  ['X-Timestamp', '2026-02-30T00:00:00Z'],
  ['X-Nonce', 'short'],
  ['Accept-Language', '*;q=2,,;;q=x'],
  ['X-Request-Id', '<script>'],
  ['traceparent', '00-0-0-00'],
  ['X-Junk', 'x'.repeat(4_000)],
  ['X-Huge', 'x'.repeat(12_000)],
  ['Cookie', 'a=b'],
  ['Transfer-Encoding', 'identity'],
];

const now = (): string => new Date().toISOString();

const brokenHeader = (draw: Draw): MalformedCall => {
  const header = pick(draw, headers);
  const forged = [
    ['Authorization', `FLUXPAY-HMAC-SHA256 keyId=fpk_test_x,signature=${'0'.repeat(64)}`],
    ['X-Timestamp', now()],
    ['X-Nonce', randomUUID()],
  ] as const;
  // Signed and doubled, or never signed.
  const others = forged.filter(([name]) => name !== header[0]);
  const call = { method: 'GET', path: pick(draw, reads), headers: [header, ...others] };
  return { label: `header ${header.join(': ').slice(0, 60)}`, call, isSigned: false };
};

const paths = [
  '/',
  '//',
  '/api',
  '/api/v1',
  '/api/v1/orders/',
  '/api/v1//orders',
  '/api/v1/../admin/v1/merchants',
  '/admin/v1/attention',
  '/api/v1/orders/%00',
  '/api/v1/orders/%ff',
  '/api/v1/orders/%',
  '/api/v1/orders/ord_x%2fcancel',
  '/api/v1/payments/pay_/timeline/more',
  `/api/v1/orders/${'a'.repeat(2_000)}`,
  '/api/v1/payments/confirm',
  '/api/v1/idempotency/%20?method=POST&route=/x',
  '/.well-known/jwks.json',
  '/api/v1/openapi.json/x',
];

/** Without OPTIONS: pre-flights are the gateway's own. */
const methods = ['GET', 'PUT', 'PATCH', 'DELETE', 'POST'];

const brokenPath = (draw: Draw): MalformedCall => {
  const call = { method: pick(draw, methods), path: pick(draw, paths) };
  const isSigned = draw(2) === 0;
  return { label: `${call.method} ${call.path.slice(0, 60)} signed ${isSigned}`, call, isSigned };
};

const brokenKeys = ['', ' ', '"', '""', 'ü', 'a b', 'a'.repeat(256), 'auto:x', '\t'];

const brokenKey = (draw: Draw): MalformedCall => {
  const key = pick(draw, brokenKeys);
  const call = {
    method: 'POST',
    path: '/api/v1/payments/confirm',
    contentType: 'application/json',
    key,
    body: JSON.stringify({ orderId: 'ord_01KJPBG54TEGFV0XS2T709NSFK', amount: 1 }),
  };
  return { label: `key ${JSON.stringify(key).slice(0, 40)}`, call, isSigned: true };
};

/** @param seed - The same seed draws the same requests, but for nonces and keys. */
export const malformedCalls = (seed: number): readonly MalformedCall[] => {
  const draw = drawsFrom(seed);
  const times = (many: number, make: (draw: Draw) => MalformedCall): MalformedCall[] =>
    Array.from({ length: many }, () => make(draw));
  return [
    ...times(150, brokenBody),
    ...times(20, brokenType),
    ...times(60, brokenQuery),
    ...times(60, brokenHeader),
    ...times(60, brokenPath),
    ...times(10, brokenKey),
  ];
};
