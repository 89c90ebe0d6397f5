// A PG that reserves before it takes: every answer of its three calls in our classes, lies included.
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { sandboxGateway } from '#adapters/sandbox/sandbox-gateway.ts';
import { tossGateway } from '#adapters/toss/toss-gateway.ts';
import { present } from '#core/kernel/assert.ts';
import { money } from '#core/kernel/money.ts';
import type { PgAuthorizeRequest, PgClass } from '#core/payments/payment-gateway.ts';
import { optionsFor, type PgWorld, pgWorld, tenant, won } from './pg-world.ts';

let world: PgWorld;
let payments = 0;

beforeEach(async () => {
  world = await pgWorld('sandbox');
});

afterEach(() => world.close());

const twoStep = () => present(world.gateway.twoStep, 'the sandbox captures by request');

const authorizeOf = (over: Partial<PgAuthorizeRequest> = {}): PgAuthorizeRequest => {
  payments += 1;
  return {
    tenant,
    paymentKey: undefined,
    pgOrderId: `reserve-${payments}`,
    amount: won(10_000),
    orderName: '컵',
    idempotencyKey: `authorize-${payments}`,
    timeoutMs: 2_000,
    ...over,
  };
};

const reserved = async (over: Partial<PgAuthorizeRequest> = {}) => {
  const request = authorizeOf(over);
  const { payment } = await twoStep().authorize(request);
  const { pgOrderId, amount } = request;
  const paymentKey = present(payment, 'the PG tells the payment').paymentKey;
  const call = { tenant, paymentKey, pgOrderId, amount, timeoutMs: 2_000 };
  return {
    ...call,
    capture: { ...call, idempotencyKey: `capture-${pgOrderId}` },
    void: { ...call, idempotencyKey: `void-${pgOrderId}`, reason: 'sold out [vd:1]' },
  };
};

const truthOf = (pgOrderId: string) => world.pg.control.truth.order(pgOrderId).payments[0];

it('is what Toss is not', () => {
  expect(tossGateway(optionsFor(world.baseUrl)).twoStep).toBeUndefined();
  expect(sandboxGateway(optionsFor(world.baseUrl)).capabilities.partialCancel).toBe(true);
});

describe('authorize', () => {
  it('reserves and says until when', async () => {
    const reply = await twoStep().authorize(authorizeOf());

    expect(reply).toMatchObject({
      class: 'SUCCESS',
      code: 'AUTHORIZED',
      payment: { status: 'AUTHORIZED', total: won(10_000), approvedAt: undefined },
    });
    const { authorizationExpiresAt = 0, requestedAt = 0 } = reply.payment ?? {};
    expect(authorizationExpiresAt - requestedAt).toBe(7 * 24 * 3_600_000);
    expect(world.labels).toEqual(['pg.authorize']);
  });

  it('reserves the payment of the window', async () => {
    const { paymentKey, pgOrderId } = world.authenticated();

    const reply = await twoStep().authorize(authorizeOf({ paymentKey, pgOrderId }));

    expect(reply).toMatchObject({ class: 'SUCCESS', payment: { paymentKey, pgOrderId } });
  });

  it('carries cents as cents', async () => {
    const reply = await twoStep().authorize(authorizeOf({ amount: money(1_999n, 'USD') }));

    expect(reply).toMatchObject({ class: 'SUCCESS', payment: { total: money(1_999n, 'USD') } });
  });

  it.each([
    [991_001, 'DECLINED_SOFT', 'FUNDS', 'REJECT_CARD_PAYMENT'],
    [991_003, 'DECLINED_HARD', 'INSTRUMENT', 'INVALID_CARD_LOST_OR_STOLEN'],
    [991_006, 'DECLINED_HARD', 'FRAUD', 'FDS_ERROR'],
    [991_010, 'DECLINED_HARD', 'CONFIG', 'INVALID_API_KEY'],
    [99, 'DECLINED_HARD', 'CONFIG', 'BELOW_MINIMUM_AMOUNT'],
  ])('classifies the refusal of %i as %s, %s', async (amount, cls, cause, code) => {
    const reply = await twoStep().authorize(authorizeOf({ amount: won(amount) }));

    expect(reply).toMatchObject({ class: cls, cause, code, isListedRefusal: true });
  });

  it('makes one payment under one key', async () => {
    const request = authorizeOf();

    const first = await twoStep().authorize(request);
    const second = await twoStep().authorize(request);

    expect(second).toMatchObject({ class: 'SUCCESS', bodyHash: first.bodyHash });
    expect(world.pg.control.truth.order(request.pgOrderId).payments).toHaveLength(1);
  });
});

describe('capture', () => {
  it('takes what was reserved', async () => {
    const sale = await reserved();

    const reply = await twoStep().capture(sale.capture);

    expect(reply).toMatchObject({
      class: 'SUCCESS',
      code: 'DONE',
      payment: { total: won(10_000), balance: won(10_000) },
    });
    expect(reply.payment?.approvedAt).toBeGreaterThan(0);
  });

  it('can be given back in parts, as any payment', async () => {
    const sale = await reserved();
    await twoStep().capture(sale.capture);
    const request = { ...sale, idempotencyKey: 'unused' };

    const reply = await world.gateway.cancel(world.cancelOf(request, { amount: won(4_000) }));

    expect(reply).toMatchObject({ class: 'SUCCESS', payment: { balance: won(6_000) } });
  });

  it.each([
    ['captured before', 'UNKNOWN', 'STATE', 'ALREADY_PROCESSED_PAYMENT', undefined],
    ['voided', 'DECLINED_HARD', 'STATE', 'ALREADY_CANCELED_PAYMENT', true],
    ['lapsed', 'UNKNOWN', 'SESSION', 'NOT_FOUND_PAYMENT_SESSION', true],
    ['of nobody', 'UNKNOWN', 'SESSION', 'NOT_FOUND_PAYMENT', true],
  ] as const)('of what was %s asks a read', async (what, cls, cause, code, needsRead) => {
    const sale = await reserved();
    if (what === 'captured before')
      await twoStep().capture({ ...sale.capture, idempotencyKey: 'x' });
    if (what === 'voided') await twoStep().void(sale.void);
    if (what === 'lapsed') world.pg.control.expire(sale.paymentKey);
    const paymentKey = what === 'of nobody' ? 'nobody' : sale.paymentKey;

    const reply = await twoStep().capture({ ...sale.capture, paymentKey });

    expect(reply).toMatchObject({ class: cls, cause, code });
    expect(reply.needsRead).toBe(needsRead);
  });

  it('may be declined, and the reservation stays', async () => {
    const sale = await reserved();
    world.pg.control.addRule({ fault: 'DECLINE', match: { op: 'capture' } });

    const reply = await twoStep().capture(sale.capture);

    expect(reply).toMatchObject({ class: 'DECLINED_SOFT', cause: 'FUNDS' });
    expect(await world.readOf({ ...sale, idempotencyKey: '' })).toMatchObject({
      payment: { status: 'AUTHORIZED' },
    });
  });
});

describe('void', () => {
  it('gives the reservation up', async () => {
    const sale = await reserved();

    const reply = await twoStep().void(sale.void);

    expect(reply).toMatchObject({ class: 'SUCCESS', code: 'CANCELED', payment: { cancels: [] } });
    expect(reply.payment?.approvedAt).toBeUndefined();
  });

  it('of what was captured is refused, and a read tells', async () => {
    const sale = await reserved();
    await twoStep().capture(sale.capture);

    const reply = await twoStep().void(sale.void);

    expect(reply).toMatchObject({
      class: 'DECLINED_HARD',
      cause: 'STATE',
      code: 'NOT_CANCELABLE_PAYMENT',
      needsRead: true,
    });
  });

  it('asked for twice says that it is done already', async () => {
    const sale = await reserved();
    await twoStep().void(sale.void);

    const reply = await twoStep().void({ ...sale.void, idempotencyKey: 'another' });

    expect(reply).toMatchObject({ class: 'UNKNOWN', code: 'ALREADY_CANCELED_PAYMENT' });
  });

  it('cuts a reason that is too long', async () => {
    const sale = await reserved();

    const reply = await twoStep().void({ ...sale.void, reason: 'x'.repeat(300) });

    expect(reply.class).toBe('SUCCESS');
  });
});

type Row = readonly [
  fault: string,
  args: Readonly<Record<string, string | number>>,
  first: readonly [PgClass, string | undefined, string],
];

const network = (code: string) => ['UNKNOWN', 'NETWORK', code] as const;
const transient = (code: string) => ['UNKNOWN', 'TRANSIENT', code] as const;

/** What the first call of each lie is; the same key again then tells the truth, or waits. */
const lies: readonly Row[] = [
  ['F01', { holdMs: 20 }, network('CONNECTION_RESET')],
  ['F02', {}, network('CONNECTION_RESET')],
  ['F03', {}, network('CONNECTION_RESET')],
  ['F05', {}, transient('FAILED_INTERNAL_SYSTEM_PROCESSING')],
  ['F06', {}, transient('FAILED_INTERNAL_SYSTEM_PROCESSING')],
  ['F07', {}, transient('PROVIDER_ERROR')],
  ['F08', {}, transient('PROVIDER_ERROR')],
  ['F09', { form: 'html' }, ['UNKNOWN', 'INTEGRITY', 'UNREADABLE_REPLY']],
  ['F10', { n: 1 }, transient('IDEMPOTENT_REQUEST_PROCESSING')],
  ['F11', { n: 1 }, ['UNKNOWN', 'THROTTLE', 'TOO_MANY_REQUESTS']],
  ['F13', { field: 'status' }, ['UNKNOWN', 'STATE', 'OTHER']],
  ['F26', {}, ['DECLINED_HARD', 'CONFIG', 'INVALID_REQUEST']],
];

const words = ['authorize', 'capture', 'void'] as const;
const integrity = words.slice(0, 2);
const cases = lies.flatMap((lie) => words.map((word) => [word, ...lie] as const));

/** One call of the word, ready to be sent again under its key. */
const callOf = async (word: (typeof words)[number]) => {
  if (word === 'authorize') {
    const request = authorizeOf();
    return { pgOrderId: request.pgOrderId, send: () => twoStep().authorize(request) };
  }
  const sale = await reserved();
  const send = () =>
    word === 'capture' ? twoStep().capture(sale.capture) : twoStep().void(sale.void);
  return { pgOrderId: sale.pgOrderId, send };
};

const effectsOf = (word: (typeof words)[number], pgOrderId: string): number => {
  const truth = truthOf(pgOrderId);
  if (word === 'authorize') return truth?.authorizations ?? 0;
  return (word === 'capture' ? truth?.approvals : truth?.voids) ?? 0;
};

describe('a lie about', () => {
  it.each(cases)('%s, %s %j', async (word, fault, args, expected) => {
    const { pgOrderId, send } = await callOf(word);
    world.pg.control.addRule({ fault, match: { op: word, orderId: pgOrderId }, args });

    const first = await send();
    const again = await send();

    expect([first.class, first.cause, first.code]).toEqual(expected);
    expect(effectsOf(word, pgOrderId)).toBeLessThanOrEqual(1);
    // The first reply is kept under the key for F07, F08 and F26, and F05 is not known to be.
    if (again.class === 'SUCCESS') expect(effectsOf(word, pgOrderId)).toBe(1);
    expect(again.class === 'SUCCESS').toBe(!['F05', 'F07', 'F08', 'F26'].includes(fault));
  });

  it.each(words)('%s as F14 is read all the same', async (word) => {
    const { pgOrderId, send } = await callOf(word);
    world.pg.control.addRule({ fault: 'F14', match: { op: word, orderId: pgOrderId } });

    expect((await send()).class).toBe('SUCCESS');
  });

  it.each(integrity)('the amount of %s is never believed', async (word) => {
    const { pgOrderId, send } = await callOf(word);
    world.pg.control.addRule({ fault: 'F27', match: { op: word, orderId: pgOrderId } });

    expect(await send()).toMatchObject({ class: 'UNKNOWN', cause: 'INTEGRITY' });
  });

  it.each(['capture', 'void'] as const)('%s that comes too soon', async (word) => {
    const { pgOrderId, send } = await callOf(word);
    world.pg.control.addRule({ fault: 'F25', match: { op: word, orderId: pgOrderId } });

    expect(await send()).toMatchObject({ class: 'UNKNOWN', cause: 'THROTTLE' });
    expect((await send()).class).toBe('SUCCESS');
  });

  it.each(words)('%s that ends in a crash took place once', async (word) => {
    const { pgOrderId, send } = await callOf(word);
    world.pg.control.addRule({ fault: 'F28', match: { op: word, orderId: pgOrderId } });

    const first = await send();
    const again = await send();

    expect([first.class, again.class]).toEqual(['UNKNOWN', 'SUCCESS']);
    expect(effectsOf(word, pgOrderId)).toBe(1);
  });
});
