// Random programs of requests to the PG's simulator: what the engine sends, what it never would, and
// the control calls that open payments, move time and tell it to lie.

import type { LiarRequest } from '#local/pg-simulator/wire.ts';
import { basic, otherSecretKey, secretKey } from '#test/contract/pg-simulator/doors.ts';
import { type Draw, seededDraw } from '#test/support/dynamo-programs/draw.ts';

/** A request whose `{key0}`, `{key1}`... stand for the payment keys in order of opening. */
export type PgCommand = { readonly name: string; readonly request: LiarRequest };

type Opened = { readonly orderId: string; readonly amount: number };
type Pen = { readonly draw: Draw; readonly opened: Opened[] };

export const controlPath = '/__liar/v1/';

/** Every fault of the simulator by its own word; those of other surfaces are refused as a rule. */
const faults: readonly string[] = [
  ...Array.from({ length: 14 }, (_, at) => `F${String(at + 1).padStart(2, '0')}`),
  ...['F25', 'F26', 'F27', 'F28', 'DECLINE'],
];

const control = (method: string, path: string, body?: unknown): LiarRequest => ({
  method,
  path: `${controlPath}${path}`,
  headers: { 'content-type': 'application/json' },
  ...(body === undefined ? {} : { body: JSON.stringify(body) }),
});

const maybe = (draw: Draw, probability: number, fields: object): object =>
  draw.chance(probability) ? fields : {};

const marker = ({ draw }: Pen): string =>
  `[LIE:${draw.pick(faults.slice(0, -1))}${draw.chance(0.3) ? ',times=2' : ''}]`;

const amountOf = ({ draw }: Pen): number => {
  const shape = draw.below(12);
  if (shape === 0) return 990_001 + draw.below(28);
  if (shape === 1) return 991_001 + draw.below(10);
  return draw.pick([10_000, 10_000, 15_000, 1_004, 99, 12_000_000]);
};

const open = (pen: Pen): LiarRequest => {
  const { draw, opened } = pen;
  const lie = draw.chance(0.06) ? `-LIE-${draw.pick(faults.slice(0, -1))}-2` : '';
  const orderId = `order-${draw.below(4)}${lie}`;
  const amount = amountOf(pen);
  const isWrong = draw.chance(0.06);
  if (!isWrong) opened.push({ orderId, amount });
  return control('POST', 'payments', {
    orderId: isWrong ? 'no' : orderId,
    amount,
    ...maybe(draw, 0.4, { method: draw.pick(['CARD', 'TRANSFER', 'EASY_PAY', 'MOBILE_PHONE']) }),
    ...maybe(draw, 0.1, { currency: draw.pick(['USD', 'JPY']) }),
    ...maybe(draw, 0.1, { mId: draw.pick(['tdocsapi', 'tliar01']) }),
    ...maybe(draw, 0.1, { orderName: `cup ${marker(pen)}` }),
    ...maybe(draw, 0.1, { taxFreeAmount: 10 }),
    ...maybe(draw, 0.3, { successUrl: 'https://shop.test/ok', failUrl: 'https://shop.test/no' }),
  });
};

/** Mostly the newest payment; now and then one that nobody opened. */
const placeOf = ({ draw, opened }: Pen): number =>
  draw.chance(0.6) ? opened.length - 1 : draw.below(opened.length + 1);

const keyOf = (pen: Pen): string => `{key${placeOf(pen)}}`;

const headersOf = ({ draw }: Pen, isPost: boolean): Record<string, string> => {
  const secret = draw.chance(0.94) ? secretKey : draw.pick([otherSecretKey, 'live_sk_no', 'x']);
  const authorization = draw.chance(0.02) ? 'Bearer x' : basic(secret);
  const longKey = 'k'.repeat(301);
  return {
    ...maybe(draw, 0.98, { authorization }),
    ...maybe(draw, 0.15, { 'accept-language': 'en-US' }),
    ...(isPost ? { 'content-type': 'application/json' } : {}),
    ...(isPost && draw.chance(0.6)
      ? { 'idempotency-key': draw.chance(0.02) ? longKey : `key-${draw.below(4)}` }
      : {}),
    ...(isPost && draw.chance(0.04)
      ? { 'tosspayments-test-code': draw.pick(['INVALID_STOPPED_CARD', 'FDS_ERROR', 'NO_SUCH']) }
      : {}),
  };
};

const posted = (pen: Pen, path: string, body: object): LiarRequest => ({
  method: 'POST',
  path,
  headers: headersOf(pen, true),
  body: pen.draw.chance(0.03) ? '{"cut":' : JSON.stringify(body),
});

const confirm = (pen: Pen): LiarRequest => {
  const { draw, opened } = pen;
  const place = placeOf(pen);
  const { orderId, amount } = opened[place] ?? { orderId: 'order-9', amount: 1 };
  return posted(pen, '/v1/payments/confirm', {
    paymentKey: `{key${place}}`,
    orderId: draw.chance(0.04) ? 'order-8' : orderId,
    amount: draw.chance(0.04) ? amount + 1 : amount,
  });
};

const cancel = (pen: Pen): LiarRequest => {
  const { draw } = pen;
  const lie = draw.chance(0.08) ? ` ${marker(pen)}` : '';
  return posted(pen, `/v1/payments/${keyOf(pen)}/cancel`, {
    ...maybe(draw, 0.96, { cancelReason: `changed mind${lie}` }),
    ...maybe(draw, 0.5, { cancelAmount: draw.pick([1_000, 4_000, 10_000, 0, 20_000]) }),
    ...maybe(draw, 0.1, { refundableAmount: draw.pick([10_000, 6_000]) }),
    ...maybe(draw, 0.05, { currency: 'USD' }),
  });
};

const read = (pen: Pen): LiarRequest => {
  const { draw, opened } = pen;
  const orderId = opened[placeOf(pen)]?.orderId ?? 'order-9';
  const place = draw.chance(0.5) ? keyOf(pen) : `orders/${orderId}`;
  return { method: 'GET', path: `/v1/payments/${place}`, headers: headersOf(pen, false) };
};

const addRule = ({ draw }: Pen): LiarRequest => {
  const fault = draw.chance(0.04) ? 'F99' : draw.pick(faults);
  return control('POST', 'rules', {
    fault,
    ...maybe(draw, 0.4, { match: { op: draw.pick(['confirm', 'cancel', 'read']) } }),
    ...maybe(draw, 0.2, { after: 1 }),
    ...maybe(draw, 0.3, { times: 2 }),
    ...maybe(draw, 0.3, { args: { n: 1, form: 'cut', field: 'method', lagMs: 60_000 } }),
  });
};

const switchOf = ({ draw }: Pen): LiarRequest =>
  control(
    'PUT',
    'switches',
    draw.pick([
      { 'idem.otherBody': 'execute' },
      { 'idem.store5xx': 'replay' },
      { 'cancel.oneSecond': 'off' },
      { 'confirm.declineAborts': 'in-progress' },
      { 'cancel.zeroStatus': 'CANCELED' },
      { 'no.such': 'on' },
    ]),
  );

const minuteMs = 60_000;
const strides = [
  997,
  997,
  1_000,
  2_000,
  minuteMs,
  11 * minuteMs,
  31 * minuteMs,
  16 * 24 * 60 * minuteMs,
];

const odd = (pen: Pen): LiarRequest => {
  const headers = headersOf(pen, false);
  return pen.draw.pick([
    { method: 'GET', path: '/v1/nothing', headers },
    { method: 'DELETE', path: '/v1/payments/x', headers },
    control('GET', 'nothing'),
    { method: 'POST', path: `${controlPath}payments`, headers: {}, body: 'no json' },
  ]);
};

const merchant = { mId: 'tnew01', secretKey: 'test_sk_new', clientKey: 'test_ck_new' };

const makers: readonly (readonly [
  weight: number,
  name: string,
  make: (pen: Pen) => LiarRequest,
])[] = [
  [4, 'open', open],
  [6, 'authenticate', (pen) => control('POST', `payments/${keyOf(pen)}/authenticate`)],
  [2, 'fail', (pen) => control('POST', `payments/${keyOf(pen)}/fail`, {})],
  [1, 'expire', (pen) => control('POST', `payments/${keyOf(pen)}/expire`)],
  [2, 'console cancel', (pen) => control('POST', `payments/${keyOf(pen)}/console-cancel`, {})],
  [18, 'confirm', confirm],
  [16, 'cancel', cancel],
  [8, 'read', read],
  [2, 'truth of a payment', (pen) => control('GET', `truth/payments/${keyOf(pen)}`)],
  [1, 'truth of an order', () => control('GET', 'truth/orders/order-1?mId=tliar01')],
  [1, 'truth of a key', () => control('GET', 'truth/keys/key-1')],
  [1, 'summary', () => control('GET', 'truth/summary')],
  [6, 'add a rule', addRule],
  [1, 'rules', () => control('GET', 'rules')],
  [1, 'drop rules', () => control('DELETE', 'rules')],
  [1, 'drop a rule', () => control('DELETE', 'rules/rule-3')],
  [2, 'set a switch', switchOf],
  [1, 'switches', () => control('GET', 'switches')],
  [1, 'add a merchant', () => control('POST', 'merchants', merchant)],
  [6, 'move the clock', ({ draw }) => control('POST', 'clock', { advanceMs: draw.pick(strides) })],
  [1, 'webhooks', () => control('GET', 'webhooks')],
  [1, 'journal so far', () => control('GET', 'journal?after=3')],
  [1, 'health', () => control('GET', 'health')],
  [2, 'no such call', odd],
];

/** A payment on its way: without it most confirms would come to nothing. */
const sale = (pen: Pen): readonly PgCommand[] => {
  const opening: PgCommand = { name: 'open', request: open(pen) };
  const place = pen.opened.length - 1;
  const path = `payments/{key${place}}/authenticate`;
  const window: PgCommand = { name: 'authenticate', request: control('POST', path) };
  const payment = { paymentKey: `{key${place}}`, ...pen.opened[place] };
  const request = posted(pen, '/v1/payments/confirm', payment);
  return [opening, window, ...(pen.draw.chance(0.8) ? [{ name: 'confirm', request }] : [])];
};

const longest = 30;

const wheel = makers.flatMap(([weight, ...maker]) => Array.from({ length: weight }, () => maker));

export const commandNames: readonly string[] = makers.map(([, name]) => name);
export const faultNames: readonly string[] = faults;

/** 5 to 30 commands, beginning with a sale; now and then another one comes between. */
export const drawPgProgram = (seed: number): readonly PgCommand[] => {
  const draw = seededDraw(seed);
  const pen: Pen = { draw, opened: [] };
  const first = sale(pen);
  const rest = draw.many(3, longest, (): readonly PgCommand[] => {
    if (draw.chance(0.1)) return sale(pen);
    const [name, make] = draw.pick(wheel);
    return [{ name, request: make(pen) }];
  });
  return [...first, ...rest.flat()].slice(0, longest);
};
