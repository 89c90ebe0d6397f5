// Refunds by request over the real adapters: what is reserved, sent and told, whole and in part, and what
// the books say afterwards. Source: API specification, sections 6.5 and 7.3.
import { describe, expect, it } from 'vitest';
import { present } from '#core/kernel/assert.ts';
import { plus } from '#core/kernel/instant.ts';
import { attemptId } from '#core/payments/attempt.ts';
import type { PgReply } from '#core/payments/payment-gateway.ts';
import { resolveAttempt } from '#core/payments/resolve-attempt.ts';
import {
  attentionOf,
  auditsOf,
  balancesOf,
  commandsOf,
  effectsOf,
  eventNames,
  eventsOf,
  groupsOf,
  statesOf,
  truthOf,
  viewOf,
} from '#test/support/engine/books.ts';
import { resolve } from '#test/support/engine/desk.ts';
import { tenant } from '#test/support/engine/engine.ts';
import { amountsOf, askRefund, refundsOf, sold } from '#test/support/engine/refunds.ts';
import {
  approved,
  cancel,
  confirm,
  report,
  type Sale,
  sell,
  serviceShop,
  shop,
} from '#test/support/engine/sale.ts';
import { expectSound } from '#test/support/engine/soundness.ts';
import type { World } from '#test/support/engine/world.ts';

describe('a refund', () => {
  it('returns a part, and the payment shows it', async () => {
    const { at, sale } = await sold();

    const answer = await askRefund(at, sale, { amount: 3_000n, expectedRefundable: 10_000n });

    expect(answer).toMatchObject({
      status: 201,
      code: 'COMMON_000',
      result: {
        amount: 3_000,
        status: 'SUCCEEDED',
        origin: 'REQUEST',
        destination: 'ORIGINAL',
        reason: 'one image unusable',
        refundableAmountAfter: 7_000,
      },
    });
    expect(await statesOf(at, sale)).toMatchObject({
      order: 'COMPLETED',
      payment: 'PARTIALLY_REFUNDED',
      refunds: ['SUCCEEDED'],
    });
    expect(await amountsOf(at, sale)).toEqual([7_000n, 0n, 3_000n]);
    expect(truthOf(at, sale)).toEqual({ approvals: 1, cancels: 1, kept: 7_000 });
    expect(effectsOf(at)).toEqual(['E9', 'E10', 'E12', 'E13']);
    expect(eventNames(at).slice(-3)).toEqual([
      'refund.requested',
      'refund.succeeded',
      'payment.refunded',
    ]);
    expect(auditsOf(at).slice(-2)).toMatchObject([
      { action: 'refund.request', statusAfter: 'SENT' },
      { action: 'refund.request', statusAfter: 'SUCCEEDED' },
    ]);
    await expectSound(at);
  });

  it('of no amount returns everything that is left', async () => {
    const { at, sale } = await sold();
    await askRefund(at, sale, { amount: 4_000n });
    await at.runFor(2_000);

    const answer = await askRefund(at, sale);

    expect(answer).toMatchObject({ status: 201, result: { amount: 6_000 } });
    expect(await statesOf(at, sale)).toMatchObject({ payment: 'REFUNDED' });
    expect(balancesOf(at)).toMatchObject({ sales: -9_091n, sales_refund: 9_091n });
    expect(balancesOf(at)['vat_output']).toBeUndefined();
    expect(balancesOf(at)['pg_receivable:toss']).toBeUndefined();
    await expectSound(at);
  });

  it('waits out the second the PG wants between two cancels', async () => {
    const { at, sale } = await sold();
    await askRefund(at, sale, { amount: 1_000n });
    const before = at.clock.now();

    const answer = await askRefund(at, sale, { amount: 1_000n });

    expect(answer.status).toBe(201);
    expect(at.clock.now() - before).toBeGreaterThanOrEqual(1_100);
  });

  it('tells the PG the client’s words and our mark', async () => {
    const { at, sale } = await sold();

    await askRefund(at, sale, { refundId: 'my-refund-1', reason: '고객 요청' });

    const [attempt] = (await viewOf(at, sale)).attempts.filter(({ op }) => op === 'REFUND');
    expect(attempt?.cancelReason).toBe('고객 요청 [rf:my-refund-1]');
  });

  it('keeps the trace of its request for the one who sends it later', async () => {
    const { at, sale } = await sold();
    at.pg.control.addRule({ fault: 'F10', match: { op: 'cancel' } });
    const traceparent = `00-${'a'.repeat(32)}-${'b'.repeat(16)}-01`;
    await askRefund(at, sale, { amount: 1_000n });
    await askRefund(at, sale, {
      amount: 2_000n,
      cause: { requestId: 'request-0002', actor: 'fpk_test_M123_01', traceparent },
    });

    await at.runFor(60_000);

    const done = eventsOf(at).filter(({ type }) => type.endsWith('refund.succeeded'));
    expect(done.at(-1)).toMatchObject({ requestid: 'request-0002', traceparent });
  });
});

describe('the same refund again', () => {
  it('answers 200 with it, and nothing is sent', async () => {
    const { at, sale } = await sold();
    await askRefund(at, sale, { refundId: 'refund-1', amount: 3_000n });

    const again = await askRefund(at, sale, { refundId: 'refund-1', amount: 3_000n });
    const unnamed = await askRefund(at, sale, { refundId: 'refund-1' });

    expect(again).toMatchObject({ status: 200, result: { refundId: 'refund-1', amount: 3_000 } });
    expect(unnamed).toMatchObject({ status: 200, result: { amount: 3_000 } });
    expect(truthOf(at, sale).cancels).toBe(1);
    await expectSound(at);
  });

  it('is told as it is now while it is not final, and that is not kept', async () => {
    const { at, sale } = await sold();
    at.pg.control.addRule({ fault: 'F10', match: { op: 'cancel' } });
    await askRefund(at, sale, { refundId: 'refund-1', amount: 3_000n });

    const open = await askRefund(at, sale, { refundId: 'refund-1', key: 'again' });
    await at.runFor(60_000);
    const later = await askRefund(at, sale, { refundId: 'refund-1', key: 'again' });

    expect(open).toMatchObject({ status: 200, result: { status: 'IN_DOUBT', inDoubt: {} } });
    expect(later).toMatchObject({ status: 200, result: { status: 'SUCCEEDED' } });
  });

  it('that had failed is shown as it failed: a new try needs a new id', async () => {
    const { at, sale } = await sold();
    at.pg.control.addRule({ fault: 'F26', match: { op: 'cancel' } });
    await askRefund(at, sale, { refundId: 'refund-1', amount: 3_000n });

    const again = await askRefund(at, sale, { refundId: 'refund-1', amount: 3_000n, key: 'k' });

    expect(again).toMatchObject({ status: 200, result: { status: 'FAILED' } });
    expect(await askRefund(at, sale, { refundId: 'refund-1', key: 'k' })).toMatchObject({
      isReplayed: true,
    });
  });

  it.each([
    ['another amount', { amount: 2_000n }],
    ['another part free of tax', { amount: 3_000n, taxFreeAmount: 1n }],
  ])('with %s is REF_004', async (_what, over) => {
    const { at, sale } = await sold();
    await askRefund(at, sale, { refundId: 'refund-1', amount: 3_000n });

    expect(await askRefund(at, sale, { refundId: 'refund-1', ...over })).toMatchObject({
      status: 422,
      code: 'REF_004',
    });
  });

  it('for another payment is REF_004', async () => {
    const { at, sale } = await sold();
    await askRefund(at, sale, { refundId: 'refund-1', amount: 3_000n });
    const other = await sell(at, { amount: 10_000n });
    await confirm(at, other);

    const answer = await askRefund(at, other, { refundId: 'refund-1', amount: 3_000n });

    expect(answer).toMatchObject({ status: 422, code: 'REF_004' });
    expect(await amountsOf(at, other)).toEqual([10_000n, 0n, 0n]);
  });

  it('under one key replays its answer, and other content is IDEM_002', async () => {
    const { at, sale } = await sold();
    const first = await askRefund(at, sale, { amount: 3_000n, key: 'k' });

    expect(await askRefund(at, sale, { amount: 3_000n, key: 'k' })).toEqual({
      ...first,
      isReplayed: true,
    });
    const other = { amount: 2_000n, key: 'k', fingerprint: 'e'.repeat(64) };
    expect(await askRefund(at, sale, other)).toMatchObject({ code: 'IDEM_002' });
    at.clock.advance(90_000_000);
    expect(await askRefund(at, sale, { amount: 3_000n, key: 'k' })).toMatchObject({
      status: 409,
      code: 'PAY_003',
      result: { amount: 3_000 },
    });
  });
});

describe('a refund that cannot be', () => {
  it.each([
    ['more than is left', { amount: 10_001n }, 422, 'REF_002'],
    ['a stale view', { amount: 1n, expectedRefundable: 9_999n }, 409, 'REF_003'],
    ['more free of tax than was sold so', { amount: 1_000n, taxFreeAmount: 1n }, 422, 'REF_002'],
  ])('%s: %o gives %i %s', async (_what, over, status, code) => {
    const { at, sale } = await sold();

    const answer = await askRefund(at, sale, { ...over, key: 'k' });

    expect(answer).toMatchObject({ status, code, result: { refundableAmount: 10_000 } });
    expect(await askRefund(at, sale, { ...over, key: 'k' })).toMatchObject({ isReplayed: true });
    expect(await amountsOf(at, sale)).toEqual([10_000n, 0n, 0n]);
    expect(truthOf(at, sale).cancels).toBe(0);
    await expectSound(at);
  });

  it('is no longer told after a day, and has nothing to show', async () => {
    const { at, sale } = await sold();
    await askRefund(at, sale, { amount: 10_001n, key: 'k' });
    at.clock.advance(90_000_000);

    const late = await askRefund(at, sale, { amount: 10_001n, key: 'k' });

    expect(late).toMatchObject({ status: 409, code: 'PAY_003', result: null });
  });

  it('of nothing left', async () => {
    const { at, sale } = await sold();
    await askRefund(at, sale);

    for (const over of [{}, { amount: 1n }]) {
      expect(await askRefund(at, sale, over)).toMatchObject({
        code: 'REF_002',
        result: { refundableAmount: 0 },
      });
    }
  });

  it('of a payment nobody has', async () => {
    const { at, sale } = await sold();
    const unknown = { ...sale, paymentId: 'pay_01KJPBG54TFCY9TKJZC1RR54X4' as never };

    expect(await askRefund(at, unknown)).toMatchObject({ status: 404, code: 'PAY_006' });
  });

  it('while the service works: the order can be cancelled instead', async () => {
    const { at, sale } = await approved();

    expect(await askRefund(at, sale)).toMatchObject({ status: 409, code: 'PAY_004' });
  });

  it('of a payment that took nothing, or gave it back', async () => {
    const at = shop();
    const sale = await sell(at);
    expect(await askRefund(at, sale)).toMatchObject({ status: 409, code: 'PAY_010' });

    const gone = await approved();
    await cancel(gone.at, gone.sale);
    await gone.at.runFor(20_000);
    expect(await askRefund(gone.at, gone.sale)).toMatchObject({ code: 'PAY_010' });
  });

  it('while nobody knows whether the money was taken', async () => {
    const at = shop();
    const sale = await sell(at);
    at.pg.control.addRule({ fault: 'F10', match: { op: 'confirm' } });
    await confirm(at, sale);

    expect(await askRefund(at, sale)).toMatchObject({ code: 'PAY_004', retryAfterSeconds: 5 });
  });

  it('with too little time left is not begun, and not kept', async () => {
    const { at, sale } = await sold();

    const late = await askRefund(at, sale, { key: 'k', remainingMs: () => 14_999 });

    expect(late).toMatchObject({ status: 504, code: 'SYS_003' });
    expect(await askRefund(at, sale, { key: 'k' })).toMatchObject({ status: 201 });
  });

  it('after the policy’s days', async () => {
    const { at, sale } = await sold(10_000n, { refundWindowDays: 1 });
    at.clock.advance(86_400_000);

    expect(await askRefund(at, sale)).toMatchObject({ status: 422, code: 'REF_006' });
  });

  it('in one part more than the policy allows; the rest always can', async () => {
    const { at, sale } = await sold(10_000n, { refundPartialsMax: 1 });
    await askRefund(at, sale, { amount: 1_000n });

    expect(await askRefund(at, sale, { amount: 1_000n })).toMatchObject({ code: 'REF_009' });
    expect(await askRefund(at, sale)).toMatchObject({ status: 201, result: { amount: 9_000 } });
  });
});

describe('sale and VAT', () => {
  it('are shared by parts of what is left, so that the last one leaves nothing', async () => {
    const at = shop();
    const sale = await sell(at, { amount: 10_001n, taxFreeAmount: 3_001n });
    await confirm(at, sale);

    for (const amount of [3_333n, 3_333n, undefined]) {
      await askRefund(at, sale, amount === undefined ? {} : { amount });
    }

    const sums = balancesOf(at);
    expect(sums['vat_output']).toBeUndefined();
    expect((sums['sales'] ?? 0n) + (sums['sales_refund'] ?? 0n)).toBe(0n);
    await expectSound(at);
  });

  it('follow the client’s own split', async () => {
    const at = shop();
    const sale = await sell(at, { amount: 10_000n, taxFreeAmount: 4_000n });
    await confirm(at, sale);

    await askRefund(at, sale, { amount: 4_000n, taxFreeAmount: 4_000n });
    await askRefund(at, sale, { amount: 1_100n, taxFreeAmount: 0n });

    const claims = groupsOf(at).filter(({ effectKey }) => effectKey.endsWith(':claim'));
    expect(
      claims.map(({ lines }) => lines.map(({ account, amount }) => [account, amount])),
    ).toEqual(
      expect.arrayContaining([
        [
          ['sales_refund', 4_000n],
          ['refund_payable', 4_000n],
        ],
        [
          ['sales_refund', 1_000n],
          ['vat_output', 100n],
          ['refund_payable', 1_100n],
        ],
      ]),
    );
    expect(await askRefund(at, sale, { amount: 1n, taxFreeAmount: 1n })).toMatchObject({
      code: 'REF_002',
    });
  });

  it('count only what the delivery posted, where a part went back before it', async () => {
    const at = serviceShop();
    const sale = await sell(at, { amount: 990_001n });
    await confirm(at, sale);
    at.pg.control.consoleCancel(sale.paymentKey, { amount: 90_001 });
    await at.runFor(5_000);
    await report(at, sale, 'COMPLETED');
    await at.runFor(5_000);

    const answer = await askRefund(at, sale);

    expect(answer).toMatchObject({ status: 201, result: { amount: 900_000 } });
    expect(balancesOf(at)).toEqual({ sales: -818_182n, sales_refund: 818_182n });
    await expectSound(at);
  });
});

describe('two refunds at once', () => {
  it('take their turns: the second is reserved, answered, and sent by itself', async () => {
    const { at, sale } = await sold();

    const [first, second] = await Promise.all([
      askRefund(at, sale, { amount: 6_000n, refundId: 'refund-a' }),
      askRefund(at, sale, { amount: 3_000n, refundId: 'refund-b' }),
    ]);
    const between = await amountsOf(at, sale);
    await at.runFor(10_000);

    expect([first.status, second.status]).toEqual([201, 202]);
    expect(second).toMatchObject({ code: 'COMMON_001', result: { status: 'REQUESTED' } });
    expect(between).toEqual([1_000n, 3_000n, 6_000n]);
    expect(await amountsOf(at, sale)).toEqual([1_000n, 0n, 9_000n]);
    expect(truthOf(at, sale)).toEqual({ approvals: 1, cancels: 2, kept: 1_000 });
    expect(commandsOf(at).filter(({ body }) => body.kind === 'SEND_REFUND')).toHaveLength(1);
    expect(eventNames(at).filter((name) => name === 'refund.requested')).toHaveLength(2);
    await expectSound(at);
  });

  it('that together exceed what is left: one is told so', async () => {
    const { at, sale } = await sold();

    const answers = await Promise.all([
      askRefund(at, sale, { amount: 6_000n }),
      askRefund(at, sale, { amount: 6_000n }),
    ]);
    await at.runFor(10_000);

    expect(answers.map(({ code }) => code).sort()).toEqual(['COMMON_000', 'REF_002']);
    expect(truthOf(at, sale).kept).toBe(4_000);
    await expectSound(at);
  });

  it('forty of 1,000 on 10,000 give ten', async () => {
    const { at, sale } = await sold();

    const answers = await Promise.all(
      Array.from({ length: 40 }, () =>
        askRefund(at, sale, { amount: 1_000n, expectedRefundable: undefined } as object),
      ),
    );
    await at.runFor(60_000);

    const accepted = answers.filter(({ status }) => status < 300);
    const codes = new Set(answers.filter(({ status }) => status >= 300).map(({ code }) => code));
    expect(accepted).toHaveLength(10);
    expect([...codes]).toEqual(['REF_002']);
    expect(await statesOf(at, sale)).toMatchObject({ payment: 'REFUNDED' });
    expect(truthOf(at, sale)).toEqual({ approvals: 1, cancels: 10, kept: 0 });
    await expectSound(at);
  });
});

describe('a refund that waits for its turn', () => {
  /** The first is in doubt for some seconds, so the second waits. */
  const waiting = async () => {
    const { at, sale } = await sold();
    at.pg.control.addRule({ fault: 'F10', match: { op: 'cancel' } });
    const first = await askRefund(at, sale, { amount: 6_000n, key: 'first' });
    const second = await askRefund(at, sale, { amount: 3_000n, key: 'second' });
    return { at, sale, first, second };
  };

  it('is sent when the doubt before it has ended', async () => {
    const { at, sale, first, second } = await waiting();
    expect([first.code, second.code]).toEqual(['PAY_005', 'COMMON_001']);

    await at.runFor(60_000);

    expect((await refundsOf(at, sale)).map(({ status }) => status)).toEqual([
      'SUCCEEDED',
      'SUCCEEDED',
    ]);
    expect(await askRefund(at, sale, { amount: 6_000n, key: 'first' })).toMatchObject({
      status: 201,
      isReplayed: true,
    });
    expect(await askRefund(at, sale, { amount: 3_000n, key: 'second' })).toMatchObject({
      status: 202,
      isReplayed: true,
    });
    await expectSound(at);
  });

  it('is sent by the sweep where its message is lost', async () => {
    const { at, sale } = await waiting();
    at.losing.commands = true;
    for (let turn = 0; turn < 6; turn += 1) {
      await at.runFor(61_000);
      await at.sweepOnce();
    }

    expect((await statesOf(at, sale)).refunds).toEqual(['SUCCEEDED', 'SUCCEEDED']);
    expect(at.troubles).toEqual([]);
    await expectSound(at);
  });

  it('is sent again by the read when the sender dies', async () => {
    const { at, sale } = await waiting();
    at.mishap.plan('TX-REFUND-SEND', 'DIES_AFTER');
    for (let turn = 0; turn < 6; turn += 1) {
      await at.runFor(61_000);
      await at.sweepOnce();
    }

    expect(at.mishap.left()).toBe(0);
    expect((await statesOf(at, sale)).refunds).toEqual(['SUCCEEDED', 'SUCCEEDED']);
    expect(truthOf(at, sale).kept).toBe(1_000);
    await expectSound(at);
  });

  it('comes after the one that asked before it, whichever is younger by name', async () => {
    const { at, sale } = await waiting();
    at.clock.advance(1);
    await askRefund(at, sale, { amount: 500n, refundId: 'aaaaaa' });
    await askRefund(at, sale, { amount: 400n, refundId: 'aaaaab' });

    await at.runFor(90_000);

    const sent = (await viewOf(at, sale)).attempts
      .filter(({ op }) => op === 'REFUND')
      .toSorted((a, b) => a.sentAt - b.sentAt)
      .map(({ amount }) => amount.minor);
    expect(sent).toEqual([6_000n, 3_000n, 500n, 400n]);
    await expectSound(at);
  });
});

describe('a made key whose refund had to wait, and then failed', () => {
  const key = 'auto:refund:p:3000';
  const wish = { amount: 3_000n, key };
  const askWish = (
    at: Pick<World, 'deps'>,
    sale: Sale,
    over: Parameters<typeof askRefund>[2] = {},
  ) => askRefund(at, sale, { ...wish, ...over });
  /** The refund before it is in doubt for a while; the PG refuses `refusals` cancels of the wish. */
  const waiting = async (refusals = 1) => {
    const { at, sale } = await sold();
    at.pg.control.addRule({ fault: 'F10', match: { op: 'cancel' } });
    await askRefund(at, sale, { amount: 6_000n, key: 'first' });
    const match = { op: 'cancel', amount: 3_000 };
    if (refusals > 0) at.pg.control.addRule({ fault: 'F26', match, times: refusals });
    const told = await askWish(at, sale);
    return { at, sale, told };
  };
  const failed = async (refusals = 1) => {
    const { at, sale, told } = await waiting(refusals);
    await at.runFor(60_000);
    expect(told).toMatchObject({ status: 202, code: 'COMMON_001' });
    expect(await statesOf(at, sale)).toMatchObject({ refunds: ['SUCCEEDED', 'FAILED'] });
    return { at, sale };
  };
  const expectReturnedOnce = async (at: World, sale: Sale): Promise<void> => {
    expect(await amountsOf(at, sale)).toEqual([1_000n, 0n, 9_000n]);
    expect(truthOf(at, sale)).toEqual({ approvals: 1, cancels: 2, kept: 1_000 });
    await expectSound(at);
  };

  it('is judged again, and replays what comes of it', async () => {
    const { at, sale } = await failed();

    const again = await askWish(at, sale);
    await at.runFor(5_000);
    const third = await askWish(at, sale);

    expect(again).toMatchObject({ status: 201, result: { status: 'SUCCEEDED' } });
    expect(again.isReplayed).toBeUndefined();
    expect(third).toEqual({ ...again, isReplayed: true });
    await expectReturnedOnce(at, sale);
  });

  it('is not judged again while it waits', async () => {
    const { at, sale, told } = await waiting(0);

    expect(await askWish(at, sale)).toEqual({ ...told, isReplayed: true });
    await at.runFor(60_000);
    expect(await askWish(at, sale)).toEqual({ ...told, isReplayed: true });
    await expectReturnedOnce(at, sale);
  });

  it('makes one refund for all who ask at once', async () => {
    const { at, sale } = await failed();

    const answers = await Promise.all([1, 2, 3].map(() => askWish(at, sale)));

    expect(answers.map(({ code }) => code).toSorted()).toEqual([
      'COMMON_000',
      'IDEM_001',
      'IDEM_001',
    ]);
    await expectReturnedOnce(at, sale);
  });

  it('begins anew where another took the key over, and was promised what failed', async () => {
    const { at, sale } = await sold();
    at.pg.control.addRule({ fault: 'F26', match: { op: 'cancel', amount: 3_000 }, times: 2 });
    const refused = await askWish(at, sale);
    const { payments } = at.deps;
    let looks = 0;
    const byId: typeof payments.byId = async (key) => {
      looks += 1;
      if (looks === 2) {
        at.pg.control.addRule({ fault: 'F10', match: { op: 'cancel', amount: 6_000 } });
        await askRefund(at, sale, { amount: 6_000n, key: 'first' });
        await askWish(at, sale);
        await at.runFor(60_000);
      }
      return payments.byId(key);
    };

    const answer = await askWish({ deps: { ...at.deps, payments: { ...payments, byId } } }, sale);

    expect(refused).toMatchObject({ status: 502, code: 'PAY_014' });
    expect(answer).toMatchObject({ status: 201, result: { status: 'SUCCEEDED' } });
    expect((await refundsOf(at, sale)).map(({ status }) => status)).toEqual([
      'FAILED',
      'SUCCEEDED',
      'FAILED',
      'SUCCEEDED',
    ]);
    await expectReturnedOnce(at, sale);
  });

  it('is told its end where another look comes before the PG’s own answer', async () => {
    const { at, sale } = await failed();
    const gateway = at.deps.gateways();
    const cancelled: typeof gateway.cancel = async (request) => {
      const reply = await gateway.cancel(request);
      await at.runFor(60_000);
      return reply;
    };
    const deps = { ...at.deps, gateways: () => ({ ...gateway, cancel: cancelled }) };

    const answer = await askWish({ deps }, sale);

    expect(answer).toMatchObject({ status: 201, isReplayed: true });
    await expectReturnedOnce(at, sale);
  });

  it('waits again where it must, and makes one refund', async () => {
    const { at, sale } = await failed();
    at.pg.control.addRule({ fault: 'F10', match: { op: 'cancel', amount: 1_000 } });
    await askRefund(at, sale, { amount: 1_000n });

    const again = await askWish(at, sale);
    const third = await askWish(at, sale);
    await at.runFor(60_000);

    expect(again).toMatchObject({ status: 202, code: 'COMMON_001' });
    expect(third).toEqual({ ...again, isReplayed: true });
    expect(await amountsOf(at, sale)).toEqual([0n, 0n, 10_000n]);
    await expectSound(at);
  });

  it('is judged again as often as it fails, waiting or at once', async () => {
    const { at, sale } = await failed(3);
    at.pg.control.addRule({ fault: 'F10', match: { op: 'cancel', amount: 1_000 } });
    await askRefund(at, sale, { amount: 1_000n });

    const waited = await askWish(at, sale);
    await at.runFor(60_000);
    const atOnce = await askWish(at, sale);
    await at.runFor(5_000);
    const last = await askWish(at, sale);

    expect(waited).toMatchObject({ status: 202, code: 'COMMON_001' });
    expect(atOnce).toMatchObject({ status: 502, code: 'PAY_014' });
    expect(last).toMatchObject({ status: 201 });
    expect(await amountsOf(at, sale)).toEqual([0n, 0n, 10_000n]);
    await expectSound(at);
  });

  it('is told its refusal, not what it was promised before', async () => {
    const { at, sale } = await failed();
    await askRefund(at, sale, { amount: 2_000n });
    await at.runFor(5_000);

    expect(await askWish(at, sale)).toMatchObject({ status: 422, code: 'REF_002' });
    expect(await amountsOf(at, sale)).toEqual([2_000n, 0n, 8_000n]);
  });

  it('is judged again after its answer has gone as well', async () => {
    const { at, sale } = await failed();
    at.clock.advance(86_400_001);

    expect(await askWish(at, sale)).toMatchObject({ status: 201 });
    await expectReturnedOnce(at, sale);
  });

  it('is no key for another wish', async () => {
    const { at, sale } = await failed();

    expect(await askWish(at, sale, { fingerprint: 'e'.repeat(64) })).toMatchObject({
      status: 422,
      code: 'IDEM_002',
    });
  });

  it('of a client stays with its answer', async () => {
    const { at, sale } = await sold();
    at.pg.control.addRule({ fault: 'F10', match: { op: 'cancel' } });
    await askRefund(at, sale, { amount: 6_000n, key: 'first' });
    at.pg.control.addRule({ fault: 'F26', match: { op: 'cancel', amount: 3_000 } });
    const told = await askWish(at, sale, { key: 'mine' });
    await at.runFor(60_000);

    expect(await statesOf(at, sale)).toMatchObject({ refunds: ['SUCCEEDED', 'FAILED'] });
    expect(await askWish(at, sale, { key: 'mine' })).toEqual({ ...told, isReplayed: true });
  });
});

describe('what the PG says of a refund', () => {
  const refusing = (deps: World['deps'], reply: Partial<PgReply>): World['deps'] => ({
    ...deps,
    gateways: () => ({
      ...deps.gateways(),
      cancel: () =>
        Promise.resolve({ class: 'DECLINED_HARD', code: 'x', durationMs: 1, ...reply } as PgReply),
    }),
  });

  it.each([
    ['REFUND_REJECTED', 'STATE', 422, 'REF_008', 'HARD'],
    ['NOT_CANCELABLE_AMOUNT', 'STATE', 422, 'REF_002', 'HARD'],
    ['INVALID_BANK', 'BUYER_INPUT', 422, 'REF_005', 'HARD'],
    ['EXCEED_MAX_REFUND_DUE', 'STATE', 422, 'REF_006', 'HARD'],
    ['NOT_ALLOWED_PARTIAL_REFUND', 'STATE', 422, 'REF_007', 'HARD'],
    ['FORBIDDEN_REQUEST', 'CONFIG', 502, 'PAY_014', 'CONFIG'],
  ] as const)('%s (%s) is told as %i %s', async (pgCode, cause, status, code, type) => {
    const { at, sale } = await sold();
    const deps = refusing(at.deps, { code: pgCode, cause });

    const answer = await askRefund({ deps }, sale, { amount: 3_000n, key: 'k' });

    expect(answer).toMatchObject({
      status,
      code,
      result: {
        refund: { status: 'FAILED', failure: { type, pgCode } },
        refundableAmount: 10_000,
      },
    });
    expect(await askRefund(at, sale, { amount: 3_000n, key: 'k' })).toMatchObject({
      code,
      isReplayed: true,
    });
  });

  it('refused: the amount is refundable again', async () => {
    const { at, sale } = await sold();
    at.pg.control.addRule({ fault: 'F26', match: { op: 'cancel' } });

    await askRefund(at, sale, { amount: 3_000n });

    expect(await amountsOf(at, sale)).toEqual([10_000n, 0n, 0n]);
    expect(effectsOf(at)).toEqual(['E9', 'E10', 'E12', 'E14']);
    expect(eventNames(at).slice(-2)).toEqual(['refund.requested', 'refund.failed']);
    expect(await statesOf(at, sale)).toMatchObject({ payment: 'CONFIRMED', refunds: ['FAILED'] });
    await expectSound(at);
  });

  it.each(['F01', 'F02', 'F03', 'F05', 'F06', 'F08', 'F09', 'F11', 'F13', 'F14', 'F25', 'F28'])(
    '%s: it ends once, and the books say what the PG says',
    async (fault) => {
      const { at, sale } = await sold();
      at.pg.control.addRule({ fault, match: { op: 'cancel' } });

      const answer = await askRefund(at, sale, { amount: 3_000n, key: 'k' });
      await at.runFor(400_000);

      expect([201, 202, 422]).toContain(answer.status);
      const { refunds } = await statesOf(at, sale);
      const [, , refunded] = await amountsOf(at, sale);
      expect(truthOf(at, sale).kept).toBe(Number(10_000n - (refunded ?? 0n)));
      expect(refunds).toEqual([refunded === 0n ? 'FAILED' : 'SUCCEEDED']);
      const again = await askRefund(at, sale, { amount: 3_000n, key: 'k' });
      expect(again.status).toBe(refunded === 0n ? 422 : 201);
      await expectSound(at);
    },
  );

  it('cannot be reached: nobody knows, the amount stays reserved, and the engine goes on', async () => {
    const { at, sale } = await sold();
    const gateway = at.deps.gateways();
    const notSent = { class: 'NOT_SENT' as const, code: 'CONNECT_REFUSED', durationMs: 0 };
    const away = {
      ...at.deps,
      gateways: () => ({ ...gateway, cancel: () => Promise.resolve(notSent) }),
    };

    const answer = await askRefund({ deps: away }, sale, { amount: 3_000n, key: 'k' });

    expect(answer).toMatchObject({
      status: 202,
      code: 'PAY_005',
      retryAfterSeconds: 2,
      result: { status: 'IN_DOUBT', inDoubt: { operation: 'REFUND' } },
    });
    expect(await amountsOf(at, sale)).toEqual([7_000n, 3_000n, 0n]);
    expect(await askRefund(at, sale, { amount: 3_000n, key: 'k' })).toMatchObject({
      status: 202,
      code: 'PAY_005',
    });
    await at.runFor(60_000);
    expect((await statesOf(at, sale)).refunds).toEqual(['SUCCEEDED']);
    expect(eventNames(at)).toContain('refund.in_doubt');
    await expectSound(at);
  });

  it('returned, and a part by somebody else while nobody knew: both are in the books', async () => {
    const { at, sale } = await sold();
    at.pg.control.addRule({ fault: 'F01', match: { op: 'cancel' } });
    const asking = await askRefund(at, sale, { amount: 3_000n, key: 'k' });
    at.clock.advance(2_000);
    at.pg.control.consoleCancel(sale.paymentKey, { amount: 4_000 });

    await at.runFor(60_000);

    expect(asking).toMatchObject({ status: 202, code: 'PAY_005' });
    expect((await refundsOf(at, sale)).map(({ origin, status }) => [origin, status])).toEqual([
      ['REQUEST', 'SUCCEEDED'],
      ['EXTERNAL', 'SUCCEEDED'],
    ]);
    expect(await amountsOf(at, sale)).toEqual([3_000n, 0n, 7_000n]);
    await expectSound(at);
  });

  it('too much by somebody else for what is not reserved: it waits until what waits is refused', async () => {
    const { at, sale } = await sold();
    at.pg.control.addRule({ fault: 'F01', match: { op: 'cancel' } });
    await askRefund(at, sale, { amount: 1_000n });
    await askRefund(at, sale, { amount: 6_000n });
    at.clock.advance(2_000);
    at.pg.control.consoleCancel(sale.paymentKey, { amount: 5_000 });

    await at.runFor(400_000);

    expect((await refundsOf(at, sale)).map(({ origin, status }) => [origin, status])).toEqual([
      ['REQUEST', 'SUCCEEDED'],
      ['REQUEST', 'FAILED'],
      ['EXTERNAL', 'SUCCEEDED'],
    ]);
    expect(await amountsOf(at, sale)).toEqual([4_000n, 0n, 6_000n]);
    expect(attentionOf(at)).toEqual([]);
    await expectSound(at);
  });

  it('returned by somebody else at the same moment: ours fails, theirs is adopted', async () => {
    const { at, sale } = await sold();
    at.pg.control.consoleCancel(sale.paymentKey, { amount: 9_000 });
    at.clock.advance(2_000);

    const answer = await askRefund(at, sale, { amount: 3_000n });
    await at.runFor(60_000);

    expect(answer).toMatchObject({ status: 422, code: 'REF_008' });
    expect((await refundsOf(at, sale)).map(({ origin, status }) => [origin, status])).toEqual([
      ['REQUEST', 'FAILED'],
      ['EXTERNAL', 'SUCCEEDED'],
    ]);
    expect(await amountsOf(at, sale)).toEqual([1_000n, 0n, 9_000n]);
    await expectSound(at);
  });
});

describe('a refund that had failed', () => {
  it('is found done by its mark: it succeeds after all, under its own origin', async () => {
    const { at, sale } = await sold();
    at.pg.control.addRule({ fault: 'F26', match: { op: 'cancel' } });
    await askRefund(at, sale, { amount: 3_000n, refundId: 'refund-1' });
    at.clock.advance(2_000);
    at.pg.control.consoleCancel(sale.paymentKey, { amount: 3_000, reason: 'x [rf:refund-1]' });
    at.clock.advance(2_000);

    const next = await askRefund(at, sale, { amount: 1_000n });
    await at.runFor(60_000);

    expect(next).toMatchObject({ code: 'REF_008' });
    const [found] = await refundsOf(at, sale);
    expect(found).toMatchObject({ refundId: 'refund-1', origin: 'REQUEST', status: 'SUCCEEDED' });
    expect(found).not.toHaveProperty('failure');
    expect(eventNames(at).slice(-2)).toEqual(['refund.succeeded', 'payment.refunded']);
    expect(groupsOf(at).map(({ effectKey }) => effectKey)).toContain('refund:refund-1:reclaim');
    expect(await amountsOf(at, sale)).toEqual([7_000n, 0n, 3_000n]);
    await expectSound(at);
  });

  it('is not meant by a cancel of another amount', async () => {
    const { at, sale } = await sold();
    at.pg.control.addRule({ fault: 'F26', match: { op: 'cancel' } });
    await askRefund(at, sale, { amount: 3_000n, refundId: 'refund-1' });
    at.clock.advance(2_000);
    at.pg.control.consoleCancel(sale.paymentKey, { amount: 2_000, reason: 'x [rf:refund-1]' });
    at.clock.advance(2_000);

    await askRefund(at, sale, { amount: 1_000n });
    await at.runFor(60_000);

    expect((await refundsOf(at, sale)).map(({ origin, status }) => [origin, status])).toEqual([
      ['REQUEST', 'FAILED'],
      ['REQUEST', 'FAILED'],
      ['EXTERNAL', 'SUCCEEDED'],
    ]);
    await expectSound(at);
  });
});

describe('time', () => {
  it('between two cancels of one payment is 1.1 s at least, whoever sends them', async () => {
    const { at, sale } = await sold();
    await Promise.all([1, 2, 3].map(() => askRefund(at, sale, { amount: 1_000n })));

    await at.runFor(30_000);

    const times = (await viewOf(at, sale)).attempts
      .filter(({ op }) => op === 'REFUND')
      .map(({ evidence }) => evidence.at(-1)?.at ?? 0)
      .toSorted((a, b) => a - b);
    expect(times).toHaveLength(3);
    for (const [index, time] of times.slice(1).entries()) {
      expect(time).toBeGreaterThanOrEqual(plus(times[index] as never, 1_100));
    }
  });
});

describe('a refund in doubt, whose replay is not sent', () => {
  it('does not count as sent: the wait before its refusal is final begins with the sending', async () => {
    const { at, sale } = await sold();
    at.pg.control.addRule({ fault: 'F03', match: { op: 'cancel' } });
    await askRefund(at, sale, { amount: 3_000n });
    const gateway = at.deps.gateways();
    const kept: PgReply = { class: 'NOT_SENT', code: 'BREAKER_OPEN', durationMs: 0 };
    const closed = { ...at.deps, gateways: () => ({ ...gateway, cancel: async () => kept }) };
    const [attempt] = (await viewOf(at, sale)).attempts.filter(({ op }) => op === 'REFUND');
    const { paymentId } = sale;
    at.clock.advance(20_000);

    const again = { tenant, paymentId, attemptId: attemptId(present(attempt, 'it was sent')) };
    await resolveAttempt(closed)(again);

    const after = (await viewOf(at, sale)).attempts.find(({ op }) => op === 'REFUND');
    expect(after).toMatchObject({ state: 'IN_DOUBT' });
    expect(after).not.toHaveProperty('lastSentAt');
    await at.runFor(60_000);
    expect((await statesOf(at, sale)).refunds).toEqual(['SUCCEEDED']);
    await expectSound(at);
  });
});

describe('a refund whose key the PG may have forgotten', () => {
  const dayMs = 86_400_000;

  it('is read and not sent again: it would be a second one', async () => {
    const { at, sale } = await sold();
    at.pg.control.addRule({ fault: 'F03', match: { op: 'cancel' }, times: 100 });
    at.pg.control.addRule({ fault: 'F06', match: { op: 'read' }, times: 100 });
    await askRefund(at, sale, { amount: 3_000n });
    await at.runFor(2 * dayMs);
    at.pg.control.removeRules();
    at.clock.advance(13 * dayMs);

    await resolve(at, { action: 'RETRY' });
    await at.runFor(2 * dayMs);

    expect((await statesOf(at, sale)).refunds).toEqual(['IN_DOUBT']);
    expect(truthOf(at, sale)).toMatchObject({ cancels: 0 });
    expect((await viewOf(at, sale)).attempts.at(-1)?.evidence.at(-1)).toMatchObject({
      source: 'LOCAL',
      code: 'KEY_EXPIRED',
    });
    expect(attentionOf(at).map(({ status }) => status)).toEqual(['RESOLVED', 'OPEN']);
    await expectSound(at);
  });

  it('is sent again while the PG keeps it', async () => {
    const { at, sale } = await sold();
    at.pg.control.addRule({ fault: 'F03', match: { op: 'cancel' }, times: 100 });
    at.pg.control.addRule({ fault: 'F06', match: { op: 'read' }, times: 100 });
    await askRefund(at, sale, { amount: 3_000n });
    await at.runFor(2 * dayMs);
    at.pg.control.removeRules();

    await resolve(at, { action: 'RETRY' });
    await at.runFor(60_000);

    expect((await statesOf(at, sale)).refunds).toEqual(['SUCCEEDED']);
    expect(truthOf(at, sale)).toMatchObject({ cancels: 1 });
    await expectSound(at);
  });
});
