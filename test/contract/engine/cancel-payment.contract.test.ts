// The client's cancel of a payment: nothing asked of the PG, reserved, waiting for a deposit, with its service at work, and
// too late. Source: API specification, section 6.3.
import { describe, expect, it } from 'vitest';
import type { Answer } from '#core/contracts/http/answer.ts';
import { present } from '#core/kernel/assert.ts';
import type { OrderId, PaymentId } from '#core/kernel/ids.ts';
import { type Order, pgOrderIdOf } from '#core/orders/order.ts';
import { cancelByRequest } from '#core/payments/cancel-by-request.ts';
import { readNow } from '#core/payments/read-now.ts';
import { voidFirst } from '#core/payments/void-authorization.ts';
import {
  attentionOf,
  auditsOf,
  eventNames,
  eventsOf,
  statesOf,
  truthOf,
  viewOf,
} from '#test/support/engine/books.ts';
import { cause, claimOf, tenant } from '#test/support/engine/engine.ts';
import { meanwhile } from '#test/support/engine/meanwhile.ts';
import { askRefund } from '#test/support/engine/refunds.ts';
import {
  approved,
  cancel,
  confirm,
  payAtWindow,
  report,
  resultOf,
  type Sale,
  sell,
  serviceShop,
  shop,
} from '#test/support/engine/sale.ts';
import { expectSound } from '#test/support/engine/soundness.ts';
import {
  authorize,
  byAnother,
  heldOf,
  keyTold,
  reserved,
  reservingShop,
} from '#test/support/engine/two-step.ts';
import type { World } from '#test/support/engine/world.ts';

const route = '/api/v1/payments/{paymentId}/cancel';
const minuteMs = 60_000;
const weekMs = 7 * 86_400_000;
const account = { method: 'VIRTUAL_ACCOUNT', validHours: 24 };

interface CancelOver {
  readonly fingerprint?: string;
  readonly remainingMs?: () => number;
}

const cancelPayment = (
  at: Pick<World, 'deps'>,
  { paymentId }: Pick<Sale, 'paymentId'>,
  key = `cancel-${paymentId}`,
  { remainingMs = () => 25_000, ...claimed }: CancelOver = {},
): Promise<Answer> =>
  cancelByRequest({ ...at.deps, voidFirst: voidFirst(at.deps) })({
    tenant,
    cause,
    claim: claimOf(route, { key, ...claimed }),
    paymentId,
    reason: 'changed my mind',
    remainingMs,
  });

const orderOf = async (at: World, { orderId }: { readonly orderId: OrderId }) =>
  present(await at.deps.orders.byId({ tenant, orderId }), 'the order stays');

/** The next payment of the order, paid at the window. */
const nextOf = async (at: World, sale: Sale): Promise<Sale> => {
  const { current } = await orderOf(at, sale);
  const pgOrderId = pgOrderIdOf(sale.orderId, current.number);
  const { paymentId } = current;
  return { ...sale, paymentId, pgOrderId, paymentKey: payAtWindow(at, { ...sale, pgOrderId }) };
};

describe('a payment of which nothing was asked', () => {
  it('is cancelled, and its order is paid by the next one', async () => {
    const at = shop();
    const sale = await sell(at);

    const answer = await cancelPayment(at, sale);
    const replay = await cancelPayment(at, sale);
    const again = await cancelPayment(at, sale, 'another');

    expect(answer).toMatchObject({
      status: 200,
      result: { paymentId: sale.paymentId, status: 'CANCELLED' },
    });
    expect(replay).toMatchObject({ isReplayed: true, result: { status: 'CANCELLED' } });
    expect(again).toMatchObject({ status: 200, result: { status: 'CANCELLED' } });
    expect(eventNames(at)).toEqual(['order.created', 'payment.cancelled']);
    expect(auditsOf(at).find(({ action }) => action === 'payment.cancel')).toMatchObject({
      object: sale.paymentId,
      statusBefore: 'READY',
      statusAfter: 'CANCELLED',
      reason: 'changed my mind',
    });
    const next = await nextOf(at, sale);
    expect(next.paymentId).not.toBe(sale.paymentId);
    expect(await confirm(at, next)).toMatchObject({ status: 200 });
    expect(await statesOf(at, next)).toMatchObject({ order: 'COMPLETED', payment: 'CONFIRMED' });
    await expectSound(at);
  });

  it('is no more confirmed: its window is held in doubt on the next payment, and nothing is taken', async () => {
    const at = shop();
    const sale = await sell(at);
    await cancelPayment(at, sale);

    const answer = await confirm(at, sale);
    await at.runFor(minuteMs);

    expect(answer).toMatchObject({ status: 502, code: 'PAY_012' });
    expect(await statesOf(at, sale)).toMatchObject({ payment: 'CANCELLED' });
    expect(truthOf(at, sale)).toEqual({ approvals: 0, cancels: 0, kept: 0 });
    await expectSound(at);
  });

  it('ends its order when it was the last one', async () => {
    const at = shop({ attemptsMax: 1 });
    const sale = await sell(at);

    expect(await cancelPayment(at, sale)).toMatchObject({ status: 200 });

    expect(await orderOf(at, sale)).toMatchObject({
      status: 'CANCELLED',
      cancelReason: 'ATTEMPTS_USED',
    });
    expect(eventNames(at)).toContain('order.cancelled');
  });

  it('ends the order that was made for it', async () => {
    const at = reservingShop();
    const real = at.deps.gateways('sandbox');
    const twoStep = present(real.twoStep, 'it captures by request');
    const refused = { class: 'NOT_SENT' as const, code: 'CONNECT_REFUSED', durationMs: 0 };
    const away = {
      ...real,
      twoStep: { ...twoStep, authorize: () => Promise.resolve(refused) },
    };
    await authorize({ deps: { ...at.deps, gateways: () => away } });
    const [made] = eventsOf(at);
    const orderId = String(made?.subject.split('/').at(-1)) as OrderId;
    const { current } = await orderOf(at, { orderId });

    expect(await cancelPayment(at, current)).toMatchObject({ status: 200 });

    expect(await orderOf(at, { orderId })).toMatchObject({
      status: 'CANCELLED',
      cancelReason: 'CUSTOMER',
    });
    await expectSound(at);
  });

  it('is sold where the confirm comes first', async () => {
    const at = shop();
    const sale = await sell(at);

    const answer = await cancelPayment(
      meanwhile(at, () => confirm(at, sale)),
      sale,
    );

    expect(answer).toMatchObject({ status: 409, code: 'PAY_010', result: { status: 'CONFIRMED' } });
    expect(truthOf(at, sale)).toMatchObject({ kept: 9_000 });
    await expectSound(at);
  });

  it('is cancelled where the confirm comes second', async () => {
    const at = shop();
    const sale = await sell(at);

    const sold = await confirm(
      meanwhile(at, () => cancelPayment(at, sale)),
      sale,
    );
    await at.runFor(minuteMs);

    expect(sold.status).not.toBe(200);
    expect(await statesOf(at, sale)).toMatchObject({ payment: 'CANCELLED' });
    expect(truthOf(at, sale)).toMatchObject({ kept: 0 });
    await expectSound(at);
  });

  it.each([1, 5])(
    'ended with its order between the two reads, of %i tries',
    async (attemptsMax) => {
      const at = shop({ attemptsMax });
      const sale = await sell(at);

      const answer = await cancelPayment(
        meanwhile(at, () => cancel(at, sale)),
        sale,
      );

      expect(answer).toMatchObject({ status: 200, result: { status: 'CANCELLED' } });
      expect(await orderOf(at, sale)).toMatchObject({ status: 'CANCELLED' });
      await expectSound(at);
    },
  );

  it('was cancelled by another request between the two reads', async () => {
    const at = shop();
    const sale = await sell(at);

    const answer = await cancelPayment(
      meanwhile(at, () => cancelPayment(at, sale, 'other')),
      sale,
    );

    expect(answer).toMatchObject({ status: 200, result: { status: 'CANCELLED' } });
    expect((await orderOf(at, sale)).paymentIds).toHaveLength(2);
  });

  it('is past its time', async () => {
    const at = shop();
    const sale = await sell(at);
    at.clock.advance(86_400_001);

    expect(await cancelPayment(at, sale)).toMatchObject({ status: 409, code: 'PAY_010' });
  });
});

describe('a payment that is reserved', () => {
  it('is let go, with the order that was made for it', async () => {
    const { at, sale } = await reserved();

    const answer = await cancelPayment(at, sale);

    expect(answer).toMatchObject({ status: 200, result: { status: 'CANCELLED' } });
    expect(heldOf(at, sale)).toMatchObject({ voided: 1, kept: 0 });
    expect(await statesOf(at, sale)).toMatchObject({ order: 'CANCELLED', payment: 'CANCELLED' });
    expect(await cancelPayment(at, sale)).toMatchObject({ status: 200, isReplayed: true });
    await expectSound(at);
  });

  it('is let go, and an order of the client’s is reserved for again', async () => {
    const at = reservingShop();
    const first = await sell(at, { amount: 10_000n });
    await authorize(at, { orderId: first.orderId, paymentKey: first.paymentKey });

    expect(await cancelPayment(at, first)).toMatchObject({ status: 200 });

    expect(await orderOf(at, first)).toMatchObject({ status: 'PENDING' });
    const next = await nextOf(at, first);
    const { orderId, paymentKey } = next;
    expect(await authorize(at, { orderId, paymentKey })).toMatchObject({
      status: 200,
      result: { status: 'AUTHORIZED', paymentId: next.paymentId },
    });
    expect(heldOf(at, first)).toMatchObject({ reserved: 1, voided: 1 });
    await expectSound(at);
  });

  it('stays so when the PG refuses the void: no cancel waits, so no person is asked', async () => {
    const { at, sale } = await reserved();
    at.pg.control.addRule({ fault: 'F26', match: { op: 'void' } });

    const answer = await cancelPayment(at, sale);

    expect(answer).toMatchObject({ status: 409, code: 'PAY_010' });
    expect(await statesOf(at, sale)).toMatchObject({ order: 'PENDING', payment: 'AUTHORIZED' });
    expect(attentionOf(at)).toEqual([]);
    expect(await cancelPayment(at, sale, 'again')).toMatchObject({ status: 200 });
    await expectSound(at);
  });

  it.each(['F01', 'F03', 'F05'])('and whose void is in doubt (%s) ends let go', async (fault) => {
    const { at, sale } = await reserved();
    at.pg.control.addRule({ fault, match: { op: 'void' } });

    const first = await cancelPayment(at, sale);
    await at.runFor(30_000);

    expect([200, 202]).toContain(first.status);
    expect(await statesOf(at, sale)).toMatchObject({ payment: 'CANCELLED' });
    expect(heldOf(at, sale)).toMatchObject({ voided: 1, kept: 0 });
    expect(await cancelPayment(at, sale)).toMatchObject({ status: 200 });
    await expectSound(at);
  });

  it('and whose void is in doubt is told so under its key, and others are told to wait', async () => {
    const { at, sale } = await reserved();
    at.pg.control.addRule({ fault: 'F03', match: { op: 'void' } });
    at.pg.control.addRule({ fault: 'F06', match: { op: 'read' }, times: 3 });
    const first = await cancelPayment(at, sale);

    const same = await cancelPayment(at, sale);
    const other = await cancelPayment(at, sale, undefined, { fingerprint: 'e'.repeat(64) });
    const another = await cancelPayment(at, sale, 'another');

    expect([first, same]).toMatchObject([
      { status: 202, code: 'PAY_005', result: { inDoubt: { operation: 'VOID' } } },
      { status: 202, code: 'PAY_005' },
    ]);
    expect(resultOf(same)['inDoubt']).toEqual(resultOf(first)['inDoubt']);
    expect(other).toMatchObject({ code: 'IDEM_002' });
    expect(another).toMatchObject({ code: 'PAY_004', retryAfterSeconds: 5 });
    await at.runFor(2 * minuteMs);
    expect(await cancelPayment(at, sale)).toMatchObject({ status: 200 });
    expect(heldOf(at, sale)).toMatchObject({ voided: 1 });
  });

  it('and whose void was in doubt and then refused sends no second one under its key', async () => {
    const { at, sale } = await reserved();
    const real = at.deps.gateways('sandbox');
    const twoStep = present(real.twoStep, 'it captures by request');
    const said = [
      { class: 'UNKNOWN' as const, code: 'TIMEOUT', durationMs: 0 },
      { class: 'DECLINED_HARD' as const, code: 'NOT_VOIDABLE', durationMs: 0 },
    ];
    let sent = 0;
    const odd = {
      ...real,
      twoStep: {
        ...twoStep,
        void: (request: Parameters<typeof twoStep.void>[0]) => {
          const reply = said[sent];
          sent += 1;
          return reply === undefined ? twoStep.void(request) : Promise.resolve(reply);
        },
      },
    };
    at.deps.gateways = () => odd;

    const first = await cancelPayment(at, sale);
    await at.runFor(minuteMs);
    const same = await cancelPayment(at, sale);
    const again = await cancelPayment(at, sale);

    expect(first).toMatchObject({ status: 202, code: 'PAY_005' });
    expect(same).toMatchObject({ status: 409, code: 'PAY_010', result: { status: 'AUTHORIZED' } });
    expect(again).toMatchObject({ code: 'PAY_010', isReplayed: true });
    expect(sent).toBe(2);
    await expectSound(at);
  });

  it('uses up the tries of its order', async () => {
    const at = reservingShop({ attemptsMax: 2 });
    const first = await sell(at, { amount: 10_000n });
    await authorize(at, { orderId: first.orderId, paymentKey: first.paymentKey });
    await cancelPayment(at, first);
    const second = await nextOf(at, first);
    await authorize(at, { orderId: second.orderId, paymentKey: second.paymentKey });

    expect(await cancelPayment(at, second)).toMatchObject({ status: 200 });

    expect(await orderOf(at, first)).toMatchObject({
      status: 'CANCELLED',
      cancelReason: 'ATTEMPTS_USED',
    });
    await expectSound(at);
  });

  it('and refused is told as it is now', async () => {
    const { at, sale } = await reserved();
    at.pg.control.addRule({ fault: 'F26', match: { op: 'void' } });

    const answer = await cancelPayment(at, sale);

    const { version } = (await viewOf(at, sale)).payment;
    expect(answer).toMatchObject({ code: 'PAY_010', result: { version } });
  });

  it('is not touched where too little time is left', async () => {
    const { at, sale } = await reserved();

    const answer = await cancelPayment(at, sale, 'short', { remainingMs: () => 5_000 });

    expect(answer).toMatchObject({ code: 'SYS_003', retryAfterSeconds: 1 });
    expect(await statesOf(at, sale)).toMatchObject({ payment: 'AUTHORIZED' });
  });

  it('and has lapsed is too late', async () => {
    const { at, sale } = await reserved();
    at.clock.advance(8 * 86_400_000);

    expect(await cancelPayment(at, sale)).toMatchObject({ status: 409, code: 'PAY_010' });
    expect(await statesOf(at, sale)).toMatchObject({ payment: 'EXPIRED' });
  });

  it('and seems to have lapsed was taken by another: the PG is asked first', async () => {
    const { at, sale: open } = await reserved();
    const sale = await keyTold(at, open);
    await byAnother(at, sale, 'capture');
    at.clock.advance(weekMs + 1);
    at.pg.control.addRule({ fault: 'F06', match: { op: 'read' }, times: 1 });

    expect(await cancelPayment(at, sale)).toMatchObject({ code: 'PAY_004', retryAfterSeconds: 5 });
    expect(await statesOf(at, sale)).toMatchObject({ payment: 'AUTHORIZED' });
    expect(await cancelPayment(at, sale)).toMatchObject({
      status: 409,
      code: 'PAY_010',
      result: { status: 'CONFIRMED' },
    });
    expect(heldOf(at, sale)).toMatchObject({ taken: 1, kept: 10_000 });
    await expectSound(at);
  });

  it('was taken by another before its void, and one read fails: found within minutes', async () => {
    const { at, sale: open } = await reserved();
    const sale = await keyTold(at, open);
    await byAnother(at, sale, 'capture');
    expect(await cancelPayment(at, sale)).toMatchObject({ status: 409, code: 'PAY_010' });
    at.pg.control.addRule({ fault: 'F06', match: { op: 'read' }, times: 1 });

    await at.runFor(2 * minuteMs);
    await at.sweepOnce();
    await at.runFor(minuteMs);

    expect(await statesOf(at, sale)).toMatchObject({ order: 'COMPLETED', payment: 'CONFIRMED' });
    await expectSound(at);
  });
});

describe('a payment that waits for its deposit', () => {
  const issued = async (at: World): Promise<Sale> => {
    const sale = await sell(at, account);
    await confirm(at, sale);
    return sale;
  };

  it('is cancelled at the PG, and its order is paid by the next one', async () => {
    const at = shop();
    const sale = await issued(at);

    expect(await cancelPayment(at, sale)).toMatchObject({ status: 200 });

    expect(await statesOf(at, sale)).toMatchObject({ order: 'PENDING', payment: 'CANCELLED' });
    expect(await confirm(at, await nextOf(at, sale))).toMatchObject({ status: 200 });
    await expectSound(at);
  });

  it('and got it first is sold', async () => {
    const at = shop();
    const sale = await issued(at);
    at.pg.control.deposit(sale.paymentKey);

    const answer = await cancelPayment(at, sale);
    await at.runFor(5_000);

    expect(answer).toMatchObject({ status: 409, code: 'PAY_010' });
    expect(await statesOf(at, sale)).toMatchObject({ order: 'COMPLETED', payment: 'CONFIRMED' });
    expect(truthOf(at, sale)).toMatchObject({ kept: 9_000 });
    await expectSound(at);
  });
});

describe('a payment whose deposit the bank took back', () => {
  const reversed = async (at: World): Promise<Sale> => {
    const sale = await sell(at, account);
    await confirm(at, sale);
    at.pg.control.deposit(sale.paymentKey);
    await at.runFor(2_000);
    const look = () =>
      readNow(at.deps)({ tenant, paymentId: sale.paymentId, actor: 'engine:test' });
    await look();
    await at.runFor(1_000);
    at.pg.control.reverseDeposit(sale.paymentKey);
    await at.runFor(2_000);
    await look();
    expect(await statesOf(at, sale)).toMatchObject({ payment: 'WAITING_FOR_DEPOSIT' });
    return sale;
  };

  it('is left to its saga while that runs', async () => {
    const at = serviceShop({ timeoutSeconds: 3_600 });
    const sale = await reversed(at);

    const answer = await cancelPayment(at, sale);
    await at.runFor(minuteMs);

    expect(answer).toMatchObject({ status: 409, code: 'PAY_004' });
    expect(await statesOf(at, sale)).toMatchObject({
      order: 'CANCELLED',
      payment: 'CANCELLED',
      saga: 'COMPENSATED',
    });
    await expectSound(at);
  });

  it('of an order that was delivered waits for its next deposit', async () => {
    const at = shop();
    const sale = await reversed(at);

    expect(await cancelPayment(at, sale)).toMatchObject({ status: 409, code: 'PAY_010' });
    expect(await statesOf(at, sale)).toMatchObject({
      order: 'COMPLETED',
      payment: 'WAITING_FOR_DEPOSIT',
    });
  });
});

describe('a payment whose service is at work', () => {
  it('is the cancel of its order', async () => {
    const { at, sale } = await approved();

    const answer = await cancelPayment(at, sale);
    const noted = await cancelPayment(at, sale, 'again');
    await at.runFor(10_000);

    expect([answer, noted]).toMatchObject([
      { status: 202, code: 'COMMON_001', result: { status: 'APPROVED' } },
      { status: 202, code: 'COMMON_001' },
    ]);
    expect(await statesOf(at, sale)).toMatchObject({
      order: 'CANCELLED',
      payment: 'CANCELLED',
      saga: 'COMPENSATED',
    });
    expect(truthOf(at, sale)).toMatchObject({ kept: 0 });
    expect(auditsOf(at).map(({ action }) => action)).toContain('payment.cancel');
    await expectSound(at);
  });

  it('is not cancelled where the policy refuses', async () => {
    const { at, sale } = await approved({ canCancelWhilePaid: false });

    expect(await cancelPayment(at, sale)).toMatchObject({ status: 409, code: 'PAY_004' });
  });

  it('is not cancelled once the outcome is known', async () => {
    const { at, sale } = await approved();
    at.mishap.plan('TX-COMPLETE', 'IS_AWAY', { times: 10_000 });
    await report(at, sale, 'COMPLETED');

    expect(await cancelPayment(at, sale)).toMatchObject({ status: 409, code: 'PAY_004' });
  });

  it.each([
    ['order', (at: World, sale: Sale) => cancel(at, sale)],
    ['payment', (at: World, sale: Sale) => cancelPayment(at, sale, 'other')],
  ])('is cancelled where a cancel of the %s closes the service first', async (_of, other) => {
    const { at, sale } = await approved();

    const answer = await cancelPayment(
      meanwhile(at, () => other(at, sale), 'services'),
      sale,
    );
    const replay = await cancelPayment(at, sale);
    await at.runFor(10_000);

    expect(answer).toMatchObject({ status: 202, code: 'COMMON_001' });
    expect(replay).toMatchObject({ status: 202, isReplayed: true });
    expect(eventNames(at).filter((name) => name === 'service.cancelled')).toHaveLength(1);
    expect(await statesOf(at, sale)).toMatchObject({ order: 'CANCELLED', saga: 'COMPENSATED' });
    await expectSound(at);
  });

  it('is not cancelled where the outcome is known between the two reads', async () => {
    const { at, sale } = await approved();
    at.mishap.plan('TX-COMPLETE', 'IS_AWAY', { times: 10_000 });

    const answer = await cancelPayment(
      meanwhile(at, () => report(at, sale, 'COMPLETED'), 'services'),
      sale,
    );

    expect(answer).toMatchObject({ status: 409, code: 'PAY_004' });
    expect(await cancelPayment(at, sale)).toMatchObject({ code: 'PAY_004', isReplayed: true });
  });

  it('is too late where the service is delivered between the two reads', async () => {
    const { at, sale } = await approved();
    const delivered = async (): Promise<void> => {
      await report(at, sale, 'COMPLETED');
      await at.runFor(5_000);
    };

    const answer = await cancelPayment(meanwhile(at, delivered), sale);

    expect(answer).toMatchObject({ status: 409, code: 'PAY_010' });
    expect(await statesOf(at, sale)).toMatchObject({ order: 'COMPLETED', payment: 'CONFIRMED' });
  });
});

describe('a payment that another has followed', () => {
  type Step = (at: World, sale: Sale) => Promise<unknown>;

  const issue: Step = (at, sale) => confirm(at, sale);
  const reserve: Step = (at, { orderId, paymentKey }) => authorize(at, { orderId, paymentKey });
  const cancelOther: Step = (at, sale) => cancelPayment(at, sale, 'other');
  const none: Step = () => Promise.resolve();

  const fail: Step = (at, sale) => {
    at.pg.control.addRule({ fault: 'DECLINE', match: { orderId: sale.pgOrderId } });
    return confirm(at, sale);
  };
  /** Nobody at the PG knows its key: in doubt, until its window is over. */
  const lose: Step = (at, sale) => {
    const match = { op: 'confirm', orderId: sale.pgOrderId };
    at.pg.control.addRule({ fault: 'F03', match, times: 20 });
    return confirm(at, { ...sale, paymentKey: 'tliar-unknown-key-000001' });
  };
  const windowCloses: Step = (at) => at.runFor(1_000_000);

  /** What the payment that followed does to the order of both. */
  const followedTo: Readonly<Record<Order['status'], Step>> = {
    PENDING: none,
    PAID: async (at, next) => {
      await confirm(at, next);
      await at.runFor(1_000);
    },
    COMPLETED: async (at, next) => {
      await followedTo.PAID(at, next);
      await report(at, next, 'COMPLETED');
      await at.runFor(5_000);
    },
    CANCELLED: async (at, next) => {
      await followedTo.PAID(at, next);
      await cancel(at, next);
      await at.runFor(30_000);
    },
  };
  const orders = Object.keys(followedTo) as Order['status'][];

  const patientShop = (): World => serviceShop({ timeoutSeconds: 3_600 });

  /** The next payment, and everything that its cancel could have moved. */
  const followed = async (at: World, sale: Sale, order: Order['status']) => {
    const next = await nextOf(at, sale);
    await followedTo[order](at, next);
    const seen = async () => ({
      states: await statesOf(at, next),
      truth: truthOf(at, next),
      version: (await orderOf(at, sale)).version,
      events: eventNames(at).length,
    });
    const before = await seen();
    expect(before.states.order).toBe(order);
    return { before, seen };
  };

  const ended = [
    { status: 'FAILED', ends: [fail], told: { status: 409, code: 'PAY_010' } },
    { status: 'EXPIRED', ends: [lose, windowCloses], told: { status: 409, code: 'PAY_010' } },
    { status: 'CANCELLED', ends: [cancelOther], told: { status: 200, code: 'COMMON_000' } },
  ] as const;

  it.each(ended.flatMap((row) => orders.map((order) => ({ ...row, order }))))(
    'is told $status beside an order that is $order, which stays so',
    async (row) => {
      const at = patientShop();
      const sale = await sell(at);
      for (const step of row.ends) await step(at, sale);
      const { before, seen } = await followed(at, sale, row.order);

      const answer = await cancelPayment(at, sale);
      const replay = await cancelPayment(at, sale);
      await at.runFor(minuteMs);

      const { paymentId } = sale;
      expect(answer).toMatchObject({ ...row.told, result: { paymentId, status: row.status } });
      expect(replay).toMatchObject({ ...row.told, isReplayed: true });
      expect(await seen()).toEqual(before);
      await expectSound(at);
    },
  );

  const cancelled = { status: 200, code: 'COMMON_000', result: { status: 'CANCELLED' } };
  const open = [
    { status: 'READY', begins: none, ends: cancelOther, told: cancelled, orders },
    {
      status: 'AUTHORIZED',
      begins: reserve,
      ends: cancelOther,
      told: cancelled,
      // An order that is reserved for asks no service, so it does not stay PAID.
      orders: ['PENDING', 'COMPLETED'],
    },
    { status: 'WAITING_FOR_DEPOSIT', begins: issue, ends: cancelOther, told: cancelled, orders },
    {
      status: 'IN_DOUBT',
      begins: lose,
      ends: windowCloses,
      told: { code: 'PAY_004', retryAfterSeconds: 5 },
      orders,
    },
  ] as const;

  it.each(open.flatMap((row) => row.orders.map((order) => ({ ...row, order }))))(
    'and was read $status before that leaves an order that is $order as it is',
    async (row) => {
      const at = row.status === 'AUTHORIZED' ? reservingShop() : patientShop();
      const method = row.status === 'WAITING_FOR_DEPOSIT' ? account : {};
      const sale = await sell(at, { amount: 10_000n, ...method });
      await row.begins(at, sale);
      expect(await statesOf(at, sale)).toMatchObject({ payment: row.status });
      const met: Awaited<ReturnType<typeof followed>>[] = [];
      const overtaken = meanwhile(at, async () => {
        await row.ends(at, sale);
        met.push(await followed(at, sale, row.order));
      });

      const answer = await cancelPayment(overtaken, sale);
      await at.runFor(minuteMs);

      expect(answer).toMatchObject(row.told);
      const { before, seen } = present(met[0], 'the order was read');
      expect(await seen()).toEqual(before);
      await expectSound(at);
    },
  );
});

describe('a payment that cannot be cancelled', () => {
  it('is taken already', async () => {
    const at = shop();
    const sale = await sell(at);
    await confirm(at, sale);

    const answer = await cancelPayment(at, sale);

    expect(answer).toMatchObject({ code: 'PAY_010', result: { status: 'CONFIRMED' } });
    expect(resultOf(answer)).toMatchObject({ paymentId: sale.paymentId });
  });

  it('is taken already, whatever its refund is waiting for', async () => {
    const at = shop();
    const sale = await sell(at);
    await confirm(at, sale);
    at.pg.control.addRule({ fault: 'F03', match: { op: 'cancel' }, times: 10 });
    at.pg.control.addRule({ fault: 'F06', match: { op: 'read' }, times: 100 });
    await askRefund(at, sale, { amount: 1_000n });

    expect(await cancelPayment(at, sale)).toMatchObject({ status: 409, code: 'PAY_010' });
  });

  it('is in doubt, or being asked about', async () => {
    const at = serviceShop();
    const [first, second] = [await sell(at), await sell(at)];
    at.pg.control.addRule({ fault: 'F03', match: { op: 'confirm', orderId: first.pgOrderId } });
    at.pg.control.addRule({ fault: 'F06', match: { op: 'read' }, times: 100 });
    await confirm(at, first);
    at.mishap.plan('TX-APPROVED', 'DIES_BEFORE');
    void confirm(at, second);
    for (let turn = 0; turn < 50; turn += 1) await at.microtasksDone();

    expect(await cancelPayment(at, first)).toMatchObject({ code: 'PAY_004', retryAfterSeconds: 5 });
    expect(await cancelPayment(at, second)).toMatchObject({
      code: 'PAY_004',
      retryAfterSeconds: 1,
    });
  });

  it('is nobody’s', async () => {
    const paymentId = 'pay_01KJPBG54TFCY9TKJZC1RR54X4' as PaymentId;

    expect(await cancelPayment(shop(), { paymentId })).toMatchObject({
      status: 404,
      code: 'PAY_006',
    });
  });

  it('is moved by others at every look', async () => {
    const at = shop();
    const sale = await sell(at);
    const unitOfWork = {
      commit: () =>
        Promise.resolve({ ok: false as const, error: { lost: 'order.advance' as const } }),
    };

    const answer = await cancelPayment({ deps: { ...at.deps, unitOfWork } }, sale);

    expect(answer).toMatchObject({ code: 'PAY_004', retryAfterSeconds: 1 });
  });
});
