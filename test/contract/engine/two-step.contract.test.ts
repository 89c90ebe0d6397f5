// Authorize, capture, void and the lapse of an authorization, from the first call to the books.
// Source: API specification, sections 6.2 to 6.4 and 7.2; saga specification, section 1.2.
import { describe, expect, it } from 'vitest';
import { lookUpKey } from '#core/idempotency/look-up.ts';
import { present } from '#core/kernel/assert.ts';
import { getOrder } from '#core/orders/read-orders.ts';
import { readsAsLapsed } from '#core/payments/authorization.ts';
import { presentTruth } from '#core/payments/present-payment.ts';
import { readNow } from '#core/payments/read-now.ts';
import { getPayment } from '#core/payments/read-payments.ts';
import {
  attentionOf,
  auditsOf,
  balancesOf,
  effectsOf,
  eventNames,
  eventsOf,
  recordOf,
  statesOf,
  truthOf,
  viewOf,
} from '#test/support/engine/books.ts';
import { tenant } from '#test/support/engine/engine.ts';
import { amountsOf, askRefund } from '#test/support/engine/refunds.ts';
import { cancel, confirm, resultOf, sell, shop } from '#test/support/engine/sale.ts';
import { expectSound } from '#test/support/engine/soundness.ts';
import {
  authorize,
  authorizeRoute,
  capture,
  captureRoute,
  heldOf,
  madeCaptureKey,
  reserved,
  reservingShop,
  saleOf,
} from '#test/support/engine/two-step.ts';
import type { World } from '#test/support/engine/world.ts';

const weekMs = 7 * 86_400_000;
const minuteMs = 60_000;

const captureEvents = [
  'payment.approved',
  'payment.captured',
  'order.paid',
  'payment.confirmed',
  'order.completed',
];

/** Minutes of life with a sweep after each: what was left behind is found. */
const liveOn = async (at: World, minutes: number): Promise<void> => {
  for (let minute = 0; minute < minutes; minute += 1) {
    await at.runFor(minuteMs);
    await at.sweepOnce();
  }
};

const shownPayment = async (at: World, sale: { readonly paymentId: string }) =>
  resultOf(
    await getPayment({ ...at.deps, readNow: readNow(at.deps) } as never)({
      tenant,
      paymentId: sale.paymentId as never,
      refresh: false,
    }),
  );

const shownOrder = async (at: World, sale: { readonly orderId: string }) =>
  resultOf(await getOrder(at.deps)({ tenant, orderId: sale.orderId as never }));

describe('an authorization without an order', () => {
  it('makes one of its own, and takes nothing', async () => {
    const at = reservingShop();

    const answer = await authorize(at, { metadata: { sku: 'A-1' } });

    expect(answer).toMatchObject({
      status: 200,
      code: 'COMMON_000',
      result: {
        status: 'AUTHORIZED',
        amount: 10_000,
        currency: 'KRW',
        capturedAmount: 0,
        refundedAmount: 0,
        authorizationExpiresAt: '2026-03-09T04:00:00.000Z',
        ledgerEntries: [
          { debitAccount: 'memo.auth_open', creditAccount: 'memo.auth_contra', amount: 10_000 },
        ],
      },
    });
    const sale = saleOf(answer);
    expect(await statesOf(at, sale)).toEqual({
      order: 'PENDING',
      payment: 'AUTHORIZED',
      attempts: ['AUTHORIZE SUCCEEDED'],
    });
    expect(eventNames(at)).toEqual(['order.created', 'payment.authorized']);
    expect(effectsOf(at)).toEqual(['E7']);
    expect(heldOf(at, sale)).toEqual({ reserved: 1, taken: 0, voided: 0, kept: 0 });
    expect(await shownOrder(at, sale)).toMatchObject({
      kind: 'DIRECT',
      userId: `anon:${sale.paymentId}`,
      fulfilment: 'none',
      metadata: { sku: 'A-1' },
    });
    await expectSound(at);
  });

  it('shows what is reserved on the payment, and opens no checkout', async () => {
    const { at, sale } = await reserved();

    expect(await shownPayment(at, sale)).toMatchObject({
      status: 'AUTHORIZED',
      authorizedAmount: 10_000,
      capturedAmount: 0,
      authorizationExpiresAt: '2026-03-09T04:00:00.000Z',
      ledgerEntries: [{ debitAccount: 'memo.auth_open' }],
    });
    expect(await shownOrder(at, sale)).not.toHaveProperty('checkout');
  });

  it('is made once, however often its key asks', async () => {
    const at = reservingShop();

    const first = await authorize(at, { key: 'k' });
    const second = await authorize(at, { key: 'k' });

    expect(second).toEqual({ ...first, isReplayed: true });
    expect(eventNames(at)).toEqual(['order.created', 'payment.authorized']);
  });

  it('is told in its own shape as the truth of its key', async () => {
    const { at, sale } = await reserved({}, { key: 'told' });

    const truth = await presentTruth(at.deps)(
      tenant,
      sale.paymentId,
      `POST ${authorizeRoute}#told`,
    );

    expect(truth).toMatchObject({
      status: 200,
      result: { paymentId: sale.paymentId, status: 'AUTHORIZED' },
    });
  });

  it('is looked up by its key under either spelling', async () => {
    const at = reservingShop();
    await authorize(at, { key: 'k' });

    for (const prefix of ['', '/api/v1']) {
      const route = `${prefix}${authorizeRoute}`;
      const asked = { tenant, method: 'POST', route, key: 'k' };
      expect(await lookUpKey(at.deps.records)(asked)).toMatchObject({
        status: 200,
        result: { state: 'COMPLETED', resourceType: 'payment' },
      });
    }
  });

  it('is made once when fifty ask with one key at once', async () => {
    const at = reservingShop();

    const answers = await Promise.all(
      Array.from({ length: 50 }, () => authorize(at, { key: 'k' })),
    );

    const made = answers.filter(({ status }) => status === 200);
    expect(new Set(made.map((answer) => saleOf(answer).paymentId)).size).toBe(1);
    expect(answers.every(({ code }) => code === 'COMMON_000' || code === 'IDEM_001')).toBe(true);
    expect(heldOf(at, saleOf(made[0] as never))).toMatchObject({ reserved: 1 });
  });
});

describe('an authorization of an order', () => {
  it('leaves it PENDING, past its own time too', async () => {
    const at = reservingShop();
    const sale = await sell(at, { amount: 10_000n });

    const answer = await authorize(at, { orderId: sale.orderId, paymentKey: sale.paymentKey });
    await liveOn(at, 40);

    expect(answer).toMatchObject({ status: 200, result: { status: 'AUTHORIZED' } });
    expect(await shownOrder(at, sale)).toMatchObject({
      status: 'PENDING',
      displayStatus: 'PENDING',
      payments: [{ status: 'AUTHORIZED' }],
    });
    expect(await capture(at, sale)).toMatchObject({ status: 200, result: { status: 'CONFIRMED' } });
  });

  it('is paid in no other way', async () => {
    const at = reservingShop();
    const sale = await sell(at, { amount: 10_000n });
    await authorize(at, { orderId: sale.orderId, paymentKey: sale.paymentKey });

    expect(await confirm(at, sale)).toMatchObject({ status: 409, code: 'PAY_010' });
    expect(await authorize(at, { orderId: sale.orderId })).toMatchObject({ code: 'PAY_010' });
    expect(truthOf(at, sale)).toMatchObject({ approvals: 0 });
  });

  it('declined leaves the next payment READY', async () => {
    const at = reservingShop();
    const sale = await sell(at, { amount: 991_001n });

    const answer = await authorize(at, {
      orderId: sale.orderId,
      paymentKey: sale.paymentKey,
      amount: 991_001n,
    });

    expect(answer).toMatchObject({
      status: 402,
      code: 'PAY_002',
      result: { payment: { status: 'FAILED' }, checkout: { pgOrderId: `${sale.orderId}-2` } },
    });
    expect(await statesOf(at, sale)).toEqual({
      order: 'PENDING',
      payment: 'FAILED',
      attempts: ['AUTHORIZE DECLINED'],
    });
    await expectSound(at);
  });

  it('that could not be sent is released, and its key tries again', async () => {
    const at = reservingShop();
    const left = [25_000, 1_000];
    const late = { remainingMs: () => left.shift() ?? 0 };

    const first = await authorize(at, { key: 'k', ...late });
    const second = await authorize(at, { key: 'k' });

    expect(first).toMatchObject({ status: 503, code: 'PAY_009' });
    expect(second).toMatchObject({ status: 200, result: { status: 'AUTHORIZED' } });
    expect(eventNames(at)).toEqual(['order.created', 'payment.authorized']);
    expect(heldOf(at, saleOf(second))).toMatchObject({ reserved: 1 });
    await expectSound(at);
  });
});

describe('an authorization is refused', () => {
  it.each([
    ['an unknown order', { orderId: 'ord_nobody' as never }, 404, 'ORD_001'],
    ['an unknown service', { serviceId: 'nothing' }, 422, 'ORD_003'],
    ['another currency', { currency: 'USD' }, 422, 'PAY_007'],
    ['too little', { amount: 99n }, 422, 'PAY_013'],
    ['too much', { amount: 2_000_001n }, 422, 'PAY_013'],
    ['too little time', { remainingMs: () => 12_999 }, 504, 'SYS_003'],
    [
      'a live payment without a key of the window',
      { tenant: { ...tenant, environment: 'live' as never } },
      400,
      'VAL_001',
    ],
  ])('for %s', async (_what, over, status, code) => {
    const at = reservingShop();

    expect(await authorize(at, over)).toMatchObject({ status, code });
    expect(eventNames(at)).toEqual([]);
  });

  it('with PAY_008 where the PG cannot capture by request, and nothing is sent', async () => {
    const at = shop();
    const sale = await sell(at, { amount: 10_000n });
    const { paymentId } = sale;

    const answers = [
      await authorize(at, { key: 'direct' }),
      await authorize(at, { orderId: sale.orderId, paymentKey: sale.paymentKey }),
      await capture(at, { paymentId }, { key: 'capture' }),
    ];

    expect(answers.map(({ status, code }) => [status, code])).toEqual(
      Array.from({ length: 3 }, () => [422, 'PAY_008']),
    );
    expect(at.mishap.called.filter((label) => label.startsWith('pg.'))).toEqual([]);
    const record = await recordOf(at, `POST ${authorizeRoute}#direct`);
    expect(record).toMatchObject({ state: 'COMPLETED', code: 'PAY_008' });
  });

  it('for an order that is delivered by somebody', async () => {
    const at = reservingShop({ fulfilment: 'callback' });
    const sale = await sell(at, { amount: 10_000n });

    expect(await authorize(at, { orderId: sale.orderId })).toMatchObject({ code: 'PAY_004' });
    expect(await authorize(at)).toMatchObject({ code: 'ORD_003' });
  });

  it.each([
    ['another amount', {}, 'PAY_007', { amount: 9_999n }],
    ['another currency', {}, 'PAY_007', { currency: 'USD' }],
    ['an order past its time', { expiresInSeconds: 60 }, 'PAY_004', {}],
  ])('for %s', async (_what, order, code, asked) => {
    const at = reservingShop();
    const sale = await sell(at, { amount: 10_000n, ...order });
    at.clock.advance(minuteMs);

    expect(await authorize(at, { orderId: sale.orderId, ...asked })).toMatchObject({ code });
  });

  it('for an order that is paid or cancelled', async () => {
    const at = reservingShop();
    const paid = saleOf(await authorize(at));
    await capture(at, paid);
    const over = await sell(at, { amount: 10_000n });
    await cancel(at, over);

    expect(await authorize(at, { orderId: paid.orderId })).toMatchObject({
      code: 'PAY_003',
      result: { paymentId: paid.paymentId, status: 'CONFIRMED' },
    });
    expect(await authorize(at, { orderId: over.orderId })).toMatchObject({ code: 'PAY_004' });
  });

  it('for two services that both could, until one is named', async () => {
    const at = reservingShop();
    const [only] = at.deps.policies.all();
    const both = { all: () => [only, { ...only, serviceId: 'second' }] };
    const deps = { ...at.deps, loadPolicies: () => Promise.resolve(both) } as typeof at.deps;

    expect(await authorize({ deps })).toMatchObject({
      code: 'VAL_001',
      result: { fieldErrors: [{ field: 'serviceId', code: 'required' }] },
    });
    expect(await authorize({ deps }, { serviceId: 'second' })).toMatchObject({ status: 200 });
  });

  it('for a key of the PG that another payment used', async () => {
    const at = reservingShop();
    const first = await sell(at, { amount: 10_000n });
    await authorize(at, { orderId: first.orderId, paymentKey: first.paymentKey });
    const second = await sell(at, { amount: 10_000n });
    const { paymentKey } = first;

    const ofOrder = await authorize(at, { orderId: second.orderId, paymentKey, key: 'k' });
    const direct = await authorize(at, { paymentKey });

    expect(ofOrder).toMatchObject({ code: 'PAY_003', result: { paymentId: first.paymentId } });
    expect(direct).toMatchObject({ code: 'PAY_003', result: { paymentId: first.paymentId } });
    expect(await authorize(at, { orderId: second.orderId, paymentKey, key: 'k' })).toMatchObject({
      code: 'PAY_003',
      isReplayed: true,
    });
  });
});

describe('a capture', () => {
  it('takes what is reserved, and completes the order', async () => {
    const { at, sale } = await reserved();

    const answer = await capture(at, sale);

    expect(answer).toMatchObject({
      status: 200,
      result: { status: 'CONFIRMED', capturedAmount: 10_000, refundedAmount: 0 },
    });
    expect(resultOf(answer)).not.toHaveProperty('authorizationExpiresAt');
    expect(await statesOf(at, sale)).toEqual({
      order: 'COMPLETED',
      payment: 'CONFIRMED',
      attempts: ['AUTHORIZE SUCCEEDED', 'CAPTURE SUCCEEDED'],
    });
    expect(eventNames(at)).toEqual(['order.created', 'payment.authorized', ...captureEvents]);
    expect(effectsOf(at)).toEqual(['E7', 'E8', 'E9', 'E10']);
    expect(heldOf(at, sale)).toEqual({ reserved: 1, taken: 1, voided: 0, kept: 10_000 });
    expect(at.mishap.called.filter((label) => label === 'pg.capture')).toHaveLength(1);
    await expectSound(at);
  });

  it('without a key replays its success', async () => {
    const { at, sale } = await reserved();

    const first = await capture(at, sale);

    expect(await capture(at, sale)).toEqual({ ...first, isReplayed: true });
    expect(heldOf(at, sale)).toMatchObject({ taken: 1 });
  });

  it('is made once when fifty ask at once, each with a key of its own', async () => {
    const { at, sale } = await reserved();

    const answers = await Promise.all(
      Array.from({ length: 50 }, (_, index) => capture(at, sale, { key: `k${index}` })),
    );

    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
    const others = new Set(answers.map(({ code }) => code));
    expect([...others].sort()).toEqual(['COMMON_000', 'PAY_004']);
    expect(heldOf(at, sale)).toMatchObject({ taken: 1 });
    expect(effectsOf(at)).toEqual(['E7', 'E8', 'E9', 'E10']);
    await expectSound(at);
  });

  it('refused by the PG leaves the payment AUTHORIZED, and the same wish is judged again', async () => {
    const { at, sale } = await reserved();
    at.pg.control.addRule({ fault: 'DECLINE', match: { op: 'capture' } });

    const refused = await capture(at, sale);

    expect(refused).toMatchObject({
      status: 402,
      code: 'PAY_002',
      result: { payment: { status: 'AUTHORIZED' } },
    });
    expect(
      await recordOf(at, `POST ${captureRoute}#${madeCaptureKey(sale.paymentId)}`),
    ).toMatchObject({ state: 'RECOVERABLE', recoveryPoint: 'NONE' });
    expect(await capture(at, sale)).toMatchObject({ status: 200, result: { status: 'CONFIRMED' } });
    expect((await statesOf(at, sale)).attempts).toEqual([
      'AUTHORIZE SUCCEEDED',
      'CAPTURE DECLINED',
      'CAPTURE SUCCEEDED',
    ]);
    expect(auditsOf(at)).toContainEqual(
      expect.objectContaining({ action: 'payment.capture', statusAfter: 'AUTHORIZED' }),
    );
    await expectSound(at);
  });

  it('refused for our configuration says so', async () => {
    const { at, sale } = await reserved();
    at.pg.control.addRule({ fault: 'F26', match: { op: 'capture' } });

    const refused = await capture(at, sale, { key: 'k' });

    expect(refused).toMatchObject({ status: 502, code: 'PAY_014' });
    expect(await capture(at, sale, { key: 'k' })).toMatchObject({ isReplayed: true });
    expect(await statesOf(at, sale)).toMatchObject({ payment: 'AUTHORIZED' });
  });

  it.each([
    ['another amount', { amount: 9_999n }, 422, 'PAY_007'],
    ['too little time', { remainingMs: () => 12_999 }, 504, 'SYS_003'],
  ])('is refused for %s', async (_what, over, status, code) => {
    const { at, sale } = await reserved();

    expect(await capture(at, sale, over)).toMatchObject({ status, code });
    expect(heldOf(at, sale)).toMatchObject({ taken: 0 });
  });

  it('is refused for a payment that is unknown, not reserved, taken or let go', async () => {
    const { at, sale } = await reserved();
    const ready = await sell(at, { amount: 10_000n });
    await capture(at, sale);

    expect(await capture(at, { paymentId: 'pay_nobody' as never })).toMatchObject({
      code: 'PAY_006',
    });
    expect(await capture(at, ready)).toMatchObject({ code: 'PAY_010' });
    expect(await capture(at, sale, { key: 'other' })).toMatchObject({ code: 'PAY_010' });
  });

  it('of a part is refused with the amount that can be taken', async () => {
    const { at, sale } = await reserved();

    expect(await capture(at, sale, { amount: 4_000n })).toMatchObject({
      status: 422,
      code: 'PAY_007',
      result: { capturableAmount: 10_000, currency: 'KRW' },
    });
  });

  it('accepts the whole amount by name', async () => {
    const { at, sale } = await reserved();

    expect(await capture(at, sale, { amount: 10_000n })).toMatchObject({ status: 200 });
  });
});

describe('a capture in doubt', () => {
  it.each([
    ['F01', 'took it and says nothing'],
    ['F03', 'resets before it did anything'],
    ['F05', 'answers 500 and has taken it'],
    ['F06', 'answers 500 and has not'],
    ['F10', 'is still at work on the key'],
  ])('of a PG that %s (%s) ends CONFIRMED with one capture', async (fault) => {
    const { at, sale } = await reserved();
    at.pg.control.addRule({ fault, match: { op: 'capture' } });

    const first = await capture(at, sale);
    await at.runFor(30_000);

    expect([200, 202]).toContain(first.status);
    expect(await statesOf(at, sale)).toMatchObject({ order: 'COMPLETED', payment: 'CONFIRMED' });
    expect(heldOf(at, sale)).toEqual({ reserved: 1, taken: 1, voided: 0, kept: 10_000 });
    expect(effectsOf(at)).toEqual(['E7', 'E8', 'E9', 'E10']);
    expect(await capture(at, sale)).toMatchObject({ status: 200, isReplayed: true });
    await expectSound(at);
  });

  it('tells the operation that is not known, and shows what is reserved', async () => {
    const { at, sale } = await reserved();
    at.pg.control.addRule({ fault: 'F01', match: { op: 'capture' } });

    const answer = await capture(at, sale);

    expect(answer).toMatchObject({
      status: 202,
      code: 'PAY_005',
      result: { status: 'IN_DOUBT', inDoubt: { operation: 'CAPTURE' } },
    });
    expect(await capture(at, sale)).toMatchObject({ code: 'PAY_005' });
    expect(await capture(at, sale, { key: 'other' })).toMatchObject({
      code: 'PAY_004',
      retryAfterSeconds: 5,
    });
    expect(await shownPayment(at, sale)).toMatchObject({
      status: 'IN_DOUBT',
      authorizedAmount: 10_000,
      inDoubt: { operation: 'CAPTURE' },
    });
    expect(balancesOf(at)).toMatchObject({ 'memo.auth_open': 10_000n });
    await expectSound(at);
  });

  it('found not done is AUTHORIZED again', async () => {
    const { at, sale } = await reserved();
    at.pg.control.addRule({ fault: 'F03', match: { op: 'capture' } });
    at.pg.control.addRule({ fault: 'DECLINE', match: { op: 'capture' } });

    await capture(at, sale, { key: 'k' });
    await at.runFor(30_000);

    expect(await statesOf(at, sale)).toMatchObject({ order: 'PENDING', payment: 'AUTHORIZED' });
    expect(eventNames(at).slice(-2)).toEqual(['payment.in_doubt', 'payment.in_doubt_resolved']);
    expect(eventsOf(at).at(-1)?.data).toMatchObject({
      operation: 'CAPTURE',
      outcome: 'AUTHORIZED',
    });
    expect(await capture(at, sale, { key: 'k' })).toMatchObject({
      code: 'PAY_002',
      isReplayed: true,
    });
    await expectSound(at);
  });

  it.each([
    ['taken after all: the money goes back', 'F01', 'CANCELLED', { taken: 1, voided: 0, kept: 0 }],
    ['not taken: it is let go', 'DECLINE', 'CANCELLED', { taken: 0, voided: 1, kept: 0 }],
  ])('with a cancel noted, and %s', async (_what, then, status, truth) => {
    const { at, sale } = await reserved();
    at.pg.control.addRule({ fault: then === 'F01' ? 'F01' : 'F03', match: { op: 'capture' } });
    if (then !== 'F01') at.pg.control.addRule({ fault: then, match: { op: 'capture' } });
    await capture(at, sale);

    const answer = await cancel(at, sale);
    await at.runFor(minuteMs);

    expect(answer).toMatchObject({ status: 202, code: 'COMMON_001' });
    expect(await statesOf(at, sale)).toMatchObject({ order: 'CANCELLED', payment: status });
    expect(heldOf(at, sale)).toMatchObject(truth);
    expect(attentionOf(at)).toEqual([]);
    await expectSound(at);
  });
});

describe('a refund beside a capture', () => {
  it('comes before it in vain, and after it in parts', async () => {
    const { at, sale } = await reserved();

    expect(await askRefund(at, sale)).toMatchObject({ status: 409, code: 'PAY_010' });
    await capture(at, sale);
    expect(await askRefund(at, sale, { amount: 3_000n })).toMatchObject({ status: 201 });
    expect(await amountsOf(at, sale)).toEqual([7_000n, 0n, 3_000n]);
  });

  it('in the two-step spelling answers with the payment', async () => {
    const { at, sale } = await reserved();
    await capture(at, sale);

    const part = await askRefund(at, sale, { amount: 3_000n, shape: 'TWO_STEP' });
    await at.runFor(2_000);
    const rest = await askRefund(at, sale, { shape: 'TWO_STEP', key: 'auto:refund:p:all' });

    expect(part).toMatchObject({
      status: 200,
      result: {
        status: 'PARTIALLY_REFUNDED',
        refundedAmount: 3_000,
        refundId: expect.stringMatching(/^rf_/u) as string,
      },
    });
    expect(rest).toMatchObject({
      status: 200,
      result: { status: 'REFUNDED', refundedAmount: 10_000 },
    });
    expect(
      (resultOf(part)['ledgerEntries'] as { creditAccount: string }[]).map(
        (each) => each.creditAccount,
      ),
    ).toEqual(['refund_payable', 'refund_payable', 'pg_receivable:sandbox']);
    expect(
      await askRefund(at, sale, { shape: 'TWO_STEP', key: 'auto:refund:p:all' }),
    ).toMatchObject({
      isReplayed: true,
    });
    expect(heldOf(at, sale)).toMatchObject({ kept: 0 });
    await expectSound(at);
  });

  it('races it: one of both is told to wait, and nothing is lost', async () => {
    const { at, sale } = await reserved();

    const [taken, back] = await Promise.all([capture(at, sale), askRefund(at, sale)]);

    expect(taken).toMatchObject({ status: 200 });
    expect(['PAY_004', 'PAY_010', 'COMMON_000']).toContain(back.code);
    await expectSound(at);
  });
});

describe('a cancel of an order whose payment is reserved', () => {
  it('lets go at the PG first', async () => {
    const { at, sale } = await reserved();

    const answer = await cancel(at, sale);

    expect(answer).toMatchObject({
      status: 200,
      result: { status: 'CANCELLED', cancelReason: 'CUSTOMER' },
    });
    expect(await statesOf(at, sale)).toEqual({
      order: 'CANCELLED',
      payment: 'CANCELLED',
      attempts: ['AUTHORIZE SUCCEEDED', 'VOID SUCCEEDED'],
    });
    expect(eventNames(at)).toEqual([
      'order.created',
      'payment.authorized',
      'payment.cancelled',
      'order.cancelled',
    ]);
    expect(effectsOf(at)).toEqual(['E7', 'E8']);
    expect(heldOf(at, sale)).toEqual({ reserved: 1, taken: 0, voided: 1, kept: 0 });
    expect(await cancel(at, sale)).toMatchObject({ status: 200, isReplayed: true });
    expect(await capture(at, sale)).toMatchObject({ code: 'PAY_010' });
    await expectSound(at);
  });

  it.each(['F01', 'F03', 'F05', 'F10'])('in doubt (%s) ends let go', async (fault) => {
    const { at, sale } = await reserved();
    at.pg.control.addRule({ fault, match: { op: 'void' } });

    const first = await cancel(at, sale);
    await at.runFor(30_000);

    expect([200, 202]).toContain(first.status);
    expect(await statesOf(at, sale)).toMatchObject({ order: 'CANCELLED', payment: 'CANCELLED' });
    expect(heldOf(at, sale)).toMatchObject({ voided: 1, kept: 0 });
    expect(await cancel(at, sale)).toMatchObject({ status: 200, result: { status: 'CANCELLED' } });
    await expectSound(at);
  });

  it('refused by the PG goes to a person, and the key keeps the refusal', async () => {
    const { at, sale } = await reserved();
    at.pg.control.addRule({ fault: 'F26', match: { op: 'void' } });

    expect(await cancel(at, sale)).toMatchObject({ status: 409, code: 'PAY_004' });
    await liveOn(at, 3);

    expect(attentionOf(at).map(({ kind }) => kind)).toEqual(['CANCEL_REFUSED']);
    expect(await statesOf(at, sale)).toMatchObject({ order: 'PENDING', payment: 'AUTHORIZED' });
    const captured = await capture(at, sale);
    expect(captured).toMatchObject({ code: 'PAY_004' });
    expect(captured).not.toHaveProperty('retryAfterSeconds');
    await expectSound(at);
  });

  it('of an order of the client ends that order too', async () => {
    const at = reservingShop();
    const sale = await sell(at, { amount: 10_000n });
    await authorize(at, { orderId: sale.orderId, paymentKey: sale.paymentKey });

    expect(await cancel(at, sale)).toMatchObject({ result: { status: 'CANCELLED' } });
    expect(heldOf(at, sale)).toMatchObject({ voided: 1 });
  });

  it('beside a capture: either it is taken, or it is let go', async () => {
    const { at, sale } = await reserved();

    const [taken, cancelled] = await Promise.all([capture(at, sale), cancel(at, sale)]);
    await at.runFor(minuteMs);

    const won = [taken, cancelled].filter(({ status }) => status === 200);
    expect(won).toHaveLength(1);
    const { kept, voided } = heldOf(at, sale);
    expect([kept, voided]).toEqual(taken.status === 200 ? [10_000, 0] : [0, 1]);
    await expectSound(at);
  });

  it('asked too late to call is told so', async () => {
    const { at, sale } = await reserved();

    const answer = await cancel(at, sale, 'k', () => 1_000);

    expect(answer).toMatchObject({ code: 'SYS_003' });
    expect(heldOf(at, sale)).toMatchObject({ voided: 0 });
  });
});

describe('a cancel noted while an authorization is in doubt', () => {
  it.each([
    ['reserved after all: let go', 'F01', { reserved: 1, voided: 1 }],
    ['never reserved: it ends', 'F03', { reserved: 0, voided: 0 }],
  ])('%s', async (_what, fault, truth) => {
    const at = reservingShop();
    const sale = await sell(at, { amount: 10_000n });
    at.pg.control.addRule({ fault, match: { op: 'authorize' } });
    await authorize(at, { orderId: sale.orderId, paymentKey: sale.paymentKey });

    const answer = await cancel(at, sale);
    await at.runFor(20 * minuteMs);

    expect(answer).toMatchObject({ status: 202, code: 'COMMON_001' });
    expect(await statesOf(at, sale)).toMatchObject({ order: 'CANCELLED' });
    expect(heldOf(at, sale)).toMatchObject({ ...truth, kept: 0 });
    await expectSound(at);
  });

  it('is voided by the sweep where the command is lost', async () => {
    const at = reservingShop();
    const sale = await sell(at, { amount: 10_000n });
    at.pg.control.addRule({ fault: 'F01', match: { op: 'authorize' } });
    await authorize(at, { orderId: sale.orderId, paymentKey: sale.paymentKey });
    await cancel(at, sale);
    at.losing.commands = true;
    at.losing.watchMessages = true;

    await liveOn(at, 5);

    expect(await statesOf(at, sale)).toMatchObject({ order: 'CANCELLED', payment: 'CANCELLED' });
    expect(heldOf(at, sale)).toMatchObject({ voided: 1 });
  });
});

describe('an authorization in doubt', () => {
  it.each(['F01', 'F03', 'F05', 'F06', 'F10'])(
    'of %s ends AUTHORIZED, reserved once',
    async (fault) => {
      const at = reservingShop();
      const sale = await sell(at, { amount: 10_000n });
      at.pg.control.addRule({ fault, match: { op: 'authorize' } });

      await authorize(at, { orderId: sale.orderId, paymentKey: sale.paymentKey });
      await at.runFor(30_000);

      expect(await statesOf(at, sale)).toMatchObject({ order: 'PENDING', payment: 'AUTHORIZED' });
      expect(heldOf(at, sale)).toMatchObject({ reserved: 1, taken: 0 });
      expect(balancesOf(at)['memo.doubt_open']).toBeUndefined();
      await expectSound(at);
    },
  );

  it('that the PG has never heard of is sent again at once: no window tells of it', async () => {
    const at = reservingShop();
    at.pg.control.addRule({ fault: 'F03', match: { op: 'authorize' } });

    const sale = saleOf(await authorize(at));
    await at.runFor(30_000);

    expect(await statesOf(at, sale)).toMatchObject({ payment: 'AUTHORIZED' });
    expect(heldOf(at, sale)).toMatchObject({ reserved: 1, taken: 0 });
  });

  it('of which the money was taken meanwhile is recorded as captured', async () => {
    const at = reservingShop();
    const sale = await sell(at, { amount: 10_000n });
    at.pg.control.addRule({ fault: 'F05', match: { op: 'authorize' } });
    at.pg.control.addRule({ fault: 'F06', match: { op: 'read' } });
    await authorize(at, { orderId: sale.orderId, paymentKey: sale.paymentKey });
    const gateway = present(at.deps.gateways('sandbox').twoStep, 'it captures by request');
    await gateway.capture({
      tenant,
      idempotencyKey: 'another-program',
      paymentKey: sale.paymentKey,
      pgOrderId: sale.pgOrderId,
      amount: { minor: 10_000n, currency: 'KRW' },
      timeoutMs: 10_000,
    });
    await at.runFor(30_000);

    expect(await statesOf(at, sale)).toMatchObject({ order: 'COMPLETED', payment: 'CONFIRMED' });
    expect(heldOf(at, sale)).toMatchObject({ reserved: 1, taken: 1 });
    await expectSound(at);
  });

  it('without a key of the window is found by its order', async () => {
    const at = reservingShop();
    at.pg.control.addRule({ fault: 'F01', match: { op: 'authorize' } });

    const first = await authorize(at, { key: 'k' });
    await at.runFor(30_000);
    const again = await authorize(at, { key: 'k' });

    expect(first).toMatchObject({
      code: 'PAY_005',
      result: { inDoubt: { operation: 'AUTHORIZE' } },
    });
    expect(again).toMatchObject({
      status: 200,
      isReplayed: true,
      result: { status: 'AUTHORIZED' },
    });
    expect(await capture(at, saleOf(again))).toMatchObject({ status: 200 });
    await expectSound(at);
  });
});

describe('an authorization past its time', () => {
  it('reads as over before anybody has written it', async () => {
    const { at, sale } = await reserved();
    at.clock.advance(weekMs);

    expect(readsAsLapsed((await viewOf(at, sale)).payment, at.clock.now())).toBe(true);
    expect(await shownPayment(at, sale)).toMatchObject({ status: 'EXPIRED' });
    expect(await shownOrder(at, sale)).toMatchObject({
      status: 'CANCELLED',
      cancelReason: 'AUTH_EXPIRED',
      cancelledAt: '2026-03-09T04:00:00.000Z',
    });
    expect(await capture(at, sale)).toMatchObject({ status: 410, code: 'PAY_011' });
    expect(await cancel(at, sale)).toMatchObject({ status: 200, result: { status: 'CANCELLED' } });
    expect(heldOf(at, sale)).toMatchObject({ taken: 0 });
  });

  it('lives one millisecond before it', async () => {
    const { at, sale } = await reserved();
    at.clock.advance(weekMs - 1);

    expect(await shownPayment(at, sale)).toMatchObject({ status: 'AUTHORIZED' });
    expect(await capture(at, sale)).toMatchObject({ status: 200 });
  });

  it('is written by the sweep, and its order ends with it', async () => {
    const { at, sale } = await reserved();
    at.clock.advance(weekMs + 1);

    await at.sweepOnce();

    expect(await statesOf(at, sale)).toMatchObject({ order: 'CANCELLED', payment: 'EXPIRED' });
    expect(eventNames(at).slice(2)).toEqual(['payment.expired', 'order.cancelled']);
    expect(eventsOf(at).at(-1)?.data).toMatchObject({ reason: 'AUTH_EXPIRED' });
    expect(effectsOf(at)).toEqual(['E7', 'E8']);
    expect(await capture(at, sale)).toMatchObject({ code: 'PAY_011' });
    await expectSound(at);
  });

  it('leaves the order of a client to its own time', async () => {
    const at = reservingShop();
    const sale = await sell(at, { amount: 10_000n });
    await authorize(at, { orderId: sale.orderId, paymentKey: sale.paymentKey });
    at.clock.advance(weekMs + 1);

    expect(await shownOrder(at, sale)).toMatchObject({ cancelReason: 'EXPIRED' });
    await at.sweepOnce();
    expect(eventNames(at)).toEqual(['order.created', 'payment.authorized', 'payment.expired']);
    await liveOn(at, 1);

    expect(await statesOf(at, sale)).toMatchObject({ order: 'CANCELLED', payment: 'EXPIRED' });
    expect(eventsOf(at).map(({ type }) => type.replace('com.fluxpay.', ''))).toContain(
      'order.cancelled',
    );
    await expectSound(at);
  });

  it('does not read as lapsed while its capture is under way', async () => {
    const { at, sale } = await reserved();
    at.clock.advance(weekMs - 5_000);
    at.mishap.plan('pg.capture', 'DIES_AFTER');

    void capture(at, sale).catch(() => undefined);
    await at.runFor(6_000);
    const { payment } = await viewOf(at, sale);
    await at.sweepOnce();

    expect(payment).toMatchObject({ status: 'AUTHORIZED', openAttempt: { op: 'CAPTURE' } });
    expect(readsAsLapsed(payment, at.clock.now())).toBe(false);
    await at.runFor(30_000);
    expect(await statesOf(at, sale)).toMatchObject({ order: 'COMPLETED', payment: 'CONFIRMED' });
    expect(heldOf(at, sale)).toMatchObject({ taken: 1, kept: 10_000 });
    await expectSound(at);
  });

  it('does not lapse while its capture is in doubt', async () => {
    const { at, sale } = await reserved();
    at.clock.advance(weekMs - 20_000);
    at.pg.control.addRule({ fault: 'F01', match: { op: 'capture' } });

    await capture(at, sale);
    at.clock.advance(20_000);
    await at.sweepOnce();
    await at.runFor(30_000);

    expect(await statesOf(at, sale)).toMatchObject({ order: 'COMPLETED', payment: 'CONFIRMED' });
    expect(heldOf(at, sale)).toMatchObject({ taken: 1, kept: 10_000 });
    await expectSound(at);
  });

  it('found lapsed at the PG ends a capture in doubt', async () => {
    const { at, sale } = await reserved();
    at.clock.advance(weekMs - 1_500);
    at.pg.control.addRule({ fault: 'F03', match: { op: 'capture' } });

    await capture(at, sale, { key: 'k' });
    await at.runFor(30_000);

    expect(await statesOf(at, sale)).toMatchObject({ order: 'CANCELLED', payment: 'EXPIRED' });
    expect(await capture(at, sale, { key: 'k' })).toMatchObject({ code: 'PAY_011' });
    expect(effectsOf(at)).toEqual(['E7', 'E8']);
    await expectSound(at);
  });

  it('is cancelled by its client: the lapse comes first', async () => {
    const at = reservingShop();
    const sale = await sell(at, { amount: 10_000n, expiresInSeconds: 86_400 * 8 });
    await authorize(at, { orderId: sale.orderId, paymentKey: sale.paymentKey });
    at.clock.advance(weekMs);

    expect(await confirm(at, sale)).toMatchObject({ code: 'PAY_004', retryAfterSeconds: 1 });
    expect(await cancel(at, sale)).toMatchObject({
      status: 200,
      result: { status: 'CANCELLED', cancelReason: 'CUSTOMER' },
    });
    expect(heldOf(at, sale)).toMatchObject({ voided: 0 });
    await expectSound(at);
  });
});
