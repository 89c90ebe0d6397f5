// What clients and operators see: orders and payments as they are now, effective on read, page by page;
// the story of a payment; sagas and the manual queue.

import { describe, expect, it } from 'vitest';
import { nodeDigests } from '#adapters/crypto/node-digests.ts';
import { sealedCursor } from '#adapters/crypto/sealed-cursor.ts';
import { dynamoAttentionItems } from '#adapters/dynamo/dynamo-attention.ts';
import { dynamoOrderLists, dynamoPaymentLists } from '#adapters/dynamo/dynamo-lists.ts';
import { listAttention } from '#core/attention/list-attention.ts';
import type { Answer } from '#core/contracts/http/answer.ts';
import { recordOutcome } from '#core/fulfilment/record-outcome.ts';
import type { PaymentId, SagaId } from '#core/kernel/ids.ts';
import { plus } from '#core/kernel/instant.ts';
import type { JsonObject } from '#core/kernel/json.ts';
import { cancelOrder } from '#core/orders/cancel-order.ts';
import { createOrder } from '#core/orders/create-order.ts';
import type { PageAsk } from '#core/orders/page.ts';
import { orderNow, presentOrder } from '#core/orders/present-order.ts';
import { getOrder, listOrders } from '#core/orders/read-orders.ts';
import { paymentTimeline } from '#core/payments/payment-timeline.ts';
import { presentPayment, presentTruth } from '#core/payments/present-payment.ts';
import { readNow } from '#core/payments/read-now.ts';
import { getPayment, listPayments } from '#core/payments/read-payments.ts';
import { voidFirst } from '#core/payments/void-authorization.ts';
import { getSaga } from '#core/sagas/get-saga.ts';
import { attentionOf, statesOf, truthOf } from '#test/support/engine/books.ts';
import { cause, claimOf, tenant } from '#test/support/engine/engine.ts';
import {
  approved,
  cancel,
  confirm,
  orderCommand,
  report,
  resultOf,
  routes,
  type Sale,
  sell,
  serviceRequestOf,
  serviceShop,
  shop,
  textAt,
} from '#test/support/engine/sale.ts';
import type { World } from '#test/support/engine/world.ts';

const seal = sealedCursor(() => Promise.resolve('a secret of thirty-two characters'));
const pages = { seal, digests: nodeDigests };
const stranger = { ...tenant, merchantId: 'M999' as never };

const orderOf = async (at: World, sale: Sale): Promise<JsonObject> =>
  resultOf(await getOrder(at.deps)({ tenant, orderId: sale.orderId }));

const paymentOf = (at: World, sale: Sale, refresh = false): Promise<Answer> =>
  getPayment({ ...at.deps, readNow: readNow(at.deps) })({
    tenant,
    paymentId: sale.paymentId,
    refresh,
  });

describe('an order', () => {
  it('shows its checkout while it can be paid', async () => {
    const at = shop();
    const sale = await sell(at, { metadata: { sku: 'A-1' } });

    const order = await orderOf(at, sale);

    expect(order).toMatchObject({
      status: 'PENDING',
      displayStatus: 'PENDING',
      metadata: { sku: 'A-1' },
      checkout: {
        provider: 'toss',
        clientKey: 'test_ck_liar_tliar01',
        pgOrderId: sale.orderId,
        amount: 9_000,
      },
      payments: [{ paymentId: sale.paymentId, status: 'READY' }],
      refundStatus: 'NONE',
    });
  });

  it('reads as cancelled from its last millisecond on, written or not', async () => {
    const at = shop();
    const sale = await sell(at);
    at.clock.advance(1_800_000);

    const order = await orderOf(at, sale);
    const cancelled = await cancel(at, sale);

    expect(order).toMatchObject({
      status: 'CANCELLED',
      displayStatus: 'CANCELLED',
      cancelReason: 'EXPIRED',
      cancelledAt: order['expiresAt'],
      payments: [{ status: 'EXPIRED' }],
    });
    expect(order).not.toHaveProperty('checkout');
    expect(cancelled).toMatchObject({ status: 200, result: { status: 'CANCELLED' } });
    expect(await statesOf(at, sale)).toMatchObject({ order: 'PENDING', payment: 'READY' });
  });

  it('is checking its payment while that is in doubt, and cannot be paid', async () => {
    const at = shop();
    const sale = await sell(at, { amount: 990_001n });
    await confirm(at, sale);

    const order = await orderOf(at, sale);

    expect(order).toMatchObject({ status: 'PENDING', displayStatus: 'PAYMENT_CHECKING' });
    expect(order).not.toHaveProperty('checkout');
  });

  it('shows service, times and what was returned', async () => {
    const { at, sale } = await approved();
    const paid = await orderOf(at, sale);
    await report(at, sale, 'FAILED');
    await at.runFor(5_000);

    const returned = await orderOf(at, sale);

    expect(paid).toMatchObject({ status: 'PAID', service: { state: 'OPEN' } });
    expect(paid).toHaveProperty('paidAt');
    expect(returned).toMatchObject({
      status: 'CANCELLED',
      cancelReason: 'SERVICE_FAILED',
      service: { state: 'FAILED' },
      refundStatus: 'FULL',
      refundedAmount: 9_000,
    });
    expect(returned).toHaveProperty('cancelledAt');
  });

  it('shows a partial return of a completed deal', async () => {
    const at = shop();
    const sale = await sell(at, { amount: 990_001n });
    await confirm(at, sale);
    at.pg.control.consoleCancel(sale.paymentKey, { amount: 1 });
    await at.runFor(5_000);

    const order = await orderOf(at, sale);

    expect(order).toMatchObject({
      status: 'COMPLETED',
      refundStatus: 'PARTIAL',
      refundedAmount: 1,
    });
    expect(order).toHaveProperty('completedAt');
  });

  it('of nobody, and of another merchant, is not found', async () => {
    const at = shop();
    const sale = await sell(at);

    const foreign = await getOrder(at.deps)({ tenant: stranger, orderId: sale.orderId });

    expect(foreign).toMatchObject({ status: 404, code: 'ORD_001' });
    expect(await orderNow(at.deps, stranger, sale.orderId)).toBeNull();
    expect(await presentOrder(at.deps, tenant)({} as never)).toBeNull();
  });
});

describe('the orders of a merchant', () => {
  const list = (at: World, over: Partial<PageAsk> = {}): Promise<Answer> =>
    listOrders({ ...at.deps, ...pages, lists: dynamoOrderLists(at.store, at.clock) })({
      tenant,
      route: routes.orders,
      limit: 2,
      floor: plus(at.clock.now(), -1_000_000),
      filter: {},
      ...over,
    });
  const three = async (): Promise<World> => {
    const at = shop();
    for (const amount of [1_000n, 2_000n, 3_000n]) {
      await sell(at, { amount });
      at.clock.advance(1_000);
    }
    return at;
  };
  const amountsOf = (answer: Answer): unknown[] =>
    (resultOf(answer)['items'] as readonly JsonObject[]).map((item) => item['amount']);

  it('come page by page, newest first', async () => {
    const at = await three();
    const floor = plus(at.clock.now(), -1_000_000);

    const first = await list(at, { floor });
    const cursor = textAt(resultOf(first), 'nextCursor');
    const second = await list(at, { floor, cursor });

    expect([amountsOf(first), amountsOf(second)]).toEqual([[3_000, 2_000], [1_000]]);
    expect(resultOf(second)).not.toHaveProperty('nextCursor');
  });

  it('keep to their time', async () => {
    const at = await three();
    const now = at.clock.now();

    const found = await list(at, { from: plus(now, -2_000), to: plus(now, -1_000) });

    expect(amountsOf(found)).toEqual([2_000]);
  });

  it.each([
    ['another filter', { filter: { userId: 'user-2' } }],
    ['another route', { route: '/api/v1/payments' }],
    ['another merchant', { tenant: stranger }],
    ['an altered cursor', { cursor: 'AAAA' }],
  ])('refuse a cursor for %s', async (_what, over) => {
    const at = await three();
    const first = await list(at);

    const answer = await list(at, { cursor: textAt(resultOf(first), 'nextCursor'), ...over });

    expect(answer).toMatchObject({ status: 400, code: 'VAL_005' });
  });

  it('refuse a cursor of yesterday', async () => {
    const at = await three();
    const floor = plus(at.clock.now(), -1_000_000);
    const first = await list(at, { floor });
    at.clock.advance(86_400_000);

    const answer = await list(at, { floor, cursor: textAt(resultOf(first), 'nextCursor') });

    expect(answer.code).toBe('VAL_005');
  });

  it('read as expired in the list too', async () => {
    const at = await three();
    at.clock.advance(1_800_000);

    const found = await list(at, { floor: plus(at.clock.now(), -2_000_000) });

    expect(resultOf(found)['items']).toMatchObject([
      { status: 'CANCELLED', cancelReason: 'EXPIRED' },
      { status: 'CANCELLED', cancelReason: 'EXPIRED' },
    ]);
  });

  /** Past their time: one without a payment, one whose payment is in doubt. */
  const pastTheirTime = async () => {
    const at = shop();
    await sell(at, { amount: 1_000n });
    const doubtful = await sell(at, { amount: 2_000n });
    at.pg.control.addRule({ fault: 'F03', match: { op: 'confirm' }, times: 9 });
    at.pg.control.addRule({ fault: 'F06', match: { op: 'read' }, times: 9 });
    await confirm(at, doubtful);
    at.clock.advance(1_800_000);
    return { at, doubtful, floor: plus(at.clock.now(), -2_000_000) };
  };

  it('show an order in doubt as it reads alone', async () => {
    const { at, doubtful, floor } = await pastTheirTime();

    const found = resultOf(await list(at, { floor }));

    expect((await orderOf(at, doubtful))['status']).toBe('PENDING');
    expect(found['items']).toMatchObject([
      { amount: 2_000, status: 'PENDING' },
      { amount: 1_000, status: 'CANCELLED' },
    ]);
  });

  it.each([
    [['PENDING'], [2_000]],
    [['CANCELLED'], [1_000]],
    [['PAID'], []],
    [
      ['CANCELLED', 'PENDING'],
      [2_000, 1_000],
    ],
  ])('by status %j are those that show it', async (statuses, amounts) => {
    const { at, floor } = await pastTheirTime();

    expect(amountsOf(await list(at, { floor, filter: { statuses } }))).toEqual(amounts);
  });

  it('keep their pages right where a status drops rows', async () => {
    const { at, floor } = await pastTheirTime();
    const filter = { statuses: ['CANCELLED'] };
    await sell(at, { amount: 3_000n });

    const first = await list(at, { floor, filter, limit: 1 });

    expect(amountsOf(first)).toEqual([1_000]);
    expect(resultOf(first)).not.toHaveProperty('nextCursor');
  });
});

describe('a payment', () => {
  it('shows its approval and the ledger entries that it made', async () => {
    const at = shop();
    const sale = await sell(at, { amount: 15_000n });
    await confirm(at, sale);

    const payment = resultOf(await paymentOf(at, sale));

    expect(payment).toMatchObject({
      status: 'CONFIRMED',
      tax: { supply: 13_636, vat: 1_364, taxFree: 0 },
      capturedAmount: 15_000,
      refundableAmount: 15_000,
      method: { type: 'CARD' },
      ledgerEntries: [
        { debitAccount: 'pg_receivable:toss', creditAccount: 'order_deferred', amount: 15_000 },
        { debitAccount: 'order_deferred', creditAccount: 'sales', amount: 13_636 },
        { debitAccount: 'order_deferred', creditAccount: 'vat_output', amount: 1_364 },
      ],
    });
  });

  it('shows the entries of a return after delivery, whose debits are two', async () => {
    const at = shop();
    const sale = await sell(at, { amount: 990_001n });
    await confirm(at, sale);
    at.pg.control.consoleCancel(sale.paymentKey, { amount: 11_000 });
    await at.runFor(5_000);

    const payment = resultOf(await paymentOf(at, sale));

    expect(payment['ledgerEntries']).toMatchObject([
      {},
      {},
      {},
      { debitAccount: 'sales_refund', creditAccount: 'refund_payable', amount: 10_000 },
      { debitAccount: 'vat_output', creditAccount: 'refund_payable', amount: 1_000 },
      { debitAccount: 'refund_payable', creditAccount: 'pg_receivable:toss', amount: 11_000 },
    ]);
  });

  it('shows why it failed', async () => {
    const at = shop();
    const sale = await sell(at, { amount: 991_001n });
    await confirm(at, sale);

    const payment = resultOf(await paymentOf(at, sale));

    expect(payment).toMatchObject({
      status: 'FAILED',
      failure: { pgCode: 'REJECT_CARD_PAYMENT' },
      ledgerEntries: [],
    });
    expect(payment).toHaveProperty('failedAt');
  });

  it('reads as in doubt from its deadline on, before anybody has written it', async () => {
    const at = shop();
    const sale = await sell(at);
    at.losing.watchMessages = true;
    at.mishap.plan('pg.confirm', 'DIES_BEFORE');
    void confirm(at, sale);
    await at.microtasksDone();
    const working = resultOf(await paymentOf(at, sale));
    at.clock.advance(15_000);

    const doubtful = resultOf(await paymentOf(at, sale));
    const cancelled = await cancel(at, sale, 'late');

    expect(working).toMatchObject({ status: 'READY' });
    expect(doubtful).toMatchObject({
      status: 'IN_DOUBT',
      inDoubt: { operation: 'CONFIRM', since: '2026-03-02T04:00:15.000Z' },
    });
    expect(cancelled).toMatchObject({ status: 409, code: 'PAY_004', retryAfterSeconds: 2 });
  });

  it('of nobody is not found', async () => {
    const at = shop();

    const answer = await getPayment({ ...at.deps, readNow: readNow(at.deps) })({
      tenant,
      paymentId: 'pay_nobody' as PaymentId,
      refresh: false,
    });

    expect(answer).toMatchObject({ status: 404, code: 'PAY_006' });
    expect(await presentPayment(at.deps)(tenant, 'pay_nobody' as PaymentId)).toBeNull();
    expect(await presentTruth(at.deps)(tenant, undefined, 'scope')).toBeUndefined();
    expect(await presentTruth(at.deps)(tenant, 'pay_nobody' as PaymentId, 'scope')).toBeUndefined();
  });
});

describe('a refresh of a payment', () => {
  it('reads the PG and adopts what it proves', async () => {
    const at = shop();
    const sale = await sell(at, { amount: 990_001n });
    await confirm(at, sale);

    const answer = await paymentOf(at, sale, true);

    expect(resultOf(answer)['status']).toBe('CONFIRMED');
    expect(truthOf(at, sale).approvals).toBe(1);
  });

  it('changes nothing where the PG shows no effect, and reads once in two seconds', async () => {
    const at = shop();
    const sale = await sell(at);
    at.pg.control.addRule({ fault: 'F03', match: { op: 'confirm' } });
    await confirm(at, sale);
    const reads = () => at.mishap.called.filter((label) => label === 'pg.read').length;
    const before = reads();

    const answers = [await paymentOf(at, sale, true), await paymentOf(at, sale, true)];
    const twice = reads();
    at.clock.advance(2_000);
    await paymentOf(at, sale, true);

    expect(answers.map((answer) => resultOf(answer)['status'])).toEqual(['IN_DOUBT', 'IN_DOUBT']);
    expect([twice - before, reads() - before]).toEqual([1, 2]);
  });

  it('changes nothing when the PG cannot be read', async () => {
    const at = shop();
    const sale = await sell(at, { amount: 990_001n });
    await confirm(at, sale);
    at.pg.control.addRule({ fault: 'F06', match: { op: 'read' } });

    const answer = await paymentOf(at, sale, true);

    expect(resultOf(answer)['status']).toBe('IN_DOUBT');
  });

  it('applies to a doubt that nobody has written yet', async () => {
    const at = shop();
    const sale = await sell(at);
    at.losing.watchMessages = true;
    at.mishap.plan('pg.confirm', 'DIES_AFTER');
    void confirm(at, sale);
    await at.microtasksDone();
    at.clock.advance(15_000);

    const answer = await paymentOf(at, sale, true);

    expect(resultOf(answer)['status']).toBe('CONFIRMED');
  });

  it('reads nothing of a payment that is final', async () => {
    const at = shop();
    const sale = await sell(at);
    await confirm(at, sale);
    const before = at.mishap.called.filter((label) => label === 'pg.read').length;

    await paymentOf(at, sale, true);

    expect(at.mishap.called.filter((label) => label === 'pg.read')).toHaveLength(before);
  });

  it('gives up on rows that have gone meanwhile', async () => {
    const at = shop();
    const sale = await sell(at, { amount: 990_001n });
    await confirm(at, sale);
    const orders = { byId: () => Promise.resolve(undefined) };

    const answer = await getPayment({ ...at.deps, readNow: readNow({ ...at.deps, orders }) })({
      tenant,
      paymentId: sale.paymentId,
      refresh: true,
    });

    expect(resultOf(answer)['status']).toBe('IN_DOUBT');
  });
});

describe('the payments of a merchant', () => {
  it('come as items, with their doubts', async () => {
    const at = shop();
    const sale = await sell(at, { amount: 990_001n });
    await confirm(at, sale);

    const found = await listPayments({
      ...at.deps,
      ...pages,
      lists: dynamoPaymentLists(at.store, at.clock),
    })({
      tenant,
      route: '/api/v1/payments',
      limit: 10,
      floor: plus(at.clock.now(), -1_000_000),
      filter: { statuses: ['IN_DOUBT'] },
    });

    expect(resultOf(found)['items']).toMatchObject([
      { paymentId: sale.paymentId, status: 'IN_DOUBT', inDoubt: { operation: 'CONFIRM' } },
    ]);
  });

  it('tell when a doubt is looked at next, however many looks are over', async () => {
    const at = shop();
    const sale = await sell(at, { amount: 990_001n });
    await confirm(at, sale);
    const nextAfter = async (ms: number): Promise<number> => {
      at.clock.advance(ms);
      const { inDoubt } = resultOf(await paymentOf(at, sale)) as {
        inDoubt: { since: string; nextCheckAt: string };
      };
      return Date.parse(inDoubt.nextCheckAt) - Date.parse(inDoubt.since);
    };

    const waits = [];
    for (const ms of [0, 3_000, 60_000, 300_000]) waits.push(await nextAfter(ms));

    expect(waits).toEqual([2_000, 5_000, 300_000, 900_000]);
  });
});

describe('the payments in doubt', () => {
  it('are found where nobody has written the doubt yet', async () => {
    const at = shop();
    const sale = await sell(at);
    at.mishap.plan('pg.confirm', 'DIES_BEFORE');
    void confirm(at, sale);
    await at.microtasksDone();
    at.clock.advance(15_000);
    const lists = dynamoPaymentLists(at.store, at.clock);
    const list = async (status: string) => {
      const floor = plus(at.clock.now(), -1_000_000);
      const ask = { tenant, route: '/api/v1/payments', limit: 10, floor };
      const filter = { statuses: [status] };
      return resultOf(await listPayments({ ...at.deps, ...pages, lists })({ ...ask, filter }));
    };

    const [doubtful, ready] = [await list('IN_DOUBT'), await list('READY')];

    expect(await statesOf(at, sale)).toMatchObject({ payment: 'READY' });
    expect(doubtful['items']).toMatchObject([{ paymentId: sale.paymentId, status: 'IN_DOUBT' }]);
    expect(ready['items']).toEqual([]);
  });
});

describe('the story of a payment', () => {
  it('tells states, attempts, ledger, events and publication, oldest first', async () => {
    const at = shop();
    const other = await sell(at);
    const sale = await sell(at, { amount: 990_001n });
    await confirm(at, sale);
    await confirm(at, other);
    await at.runFor(11_000);
    await at.sweepOnce();

    const story = await paymentTimeline(at.deps)({ tenant, paymentId: sale.paymentId });

    const items = resultOf(story)['items'] as readonly JsonObject[];
    const offsets = items.map((item) => Number(item['offsetMs']));
    const kinds = new Set(items.map((item) => item['kind']));
    expect(offsets).toEqual([...offsets].sort((a, b) => a - b));
    expect(kinds).toEqual(new Set(['ATTEMPT', 'EVENT', 'LEDGER', 'PUBLISHED', 'STATE']));
    expect(items.filter(({ kind }) => kind === 'STATE').map(({ name }) => name)).toEqual([
      'READY',
      'IN_DOUBT',
      'APPROVED',
      'CONFIRMED',
    ]);
    expect(items.filter(({ name }) => name === 'order.created')).toHaveLength(2);
    expect(JSON.stringify(items)).not.toContain(other.paymentId);
  });

  it('tells a saga’s payment before anything was published', async () => {
    const { at, sale } = await approved();

    const story = await paymentTimeline(at.deps)({ tenant, paymentId: sale.paymentId });

    const items = resultOf(story)['items'] as readonly JsonObject[];
    expect(items.some(({ kind }) => kind === 'PUBLISHED')).toBe(false);
    expect(items.some(({ name }) => name === 'service.requested')).toBe(true);
  });

  it('of nobody is not found', async () => {
    const at = shop();

    const story = await paymentTimeline(at.deps)({ tenant, paymentId: 'pay_x' as PaymentId });

    expect(story).toMatchObject({ status: 404, code: 'PAY_006' });
  });
});

describe('a saga', () => {
  const sagaOf = (at: World, sale: Sale) =>
    getSaga({ sagas: at.deps.sagas, tenants: () => Promise.resolve([stranger, tenant]) })({
      sagaId: sale.paymentId.replace('pay_', 'saga_') as SagaId,
    });

  it('is found by its id alone, with its steps', async () => {
    const { at, sale } = await approved();
    await report(at, sale, 'FAILED');
    await at.runFor(5_000);

    const saga = await sagaOf(at, sale);

    expect(resultOf(saga)).toMatchObject({
      status: 'COMPENSATED',
      reason: 'service_failed',
      steps: { CancelPayment: { state: 'DONE', attempts: 1 } },
    });
    expect(resultOf(saga)).not.toHaveProperty('waiting');
  });

  it('that runs has no reason yet, and one without a service says so', async () => {
    const { at, sale } = await approved();
    const doubtful = shop();
    const noted = await sell(doubtful, { amount: 990_001n });
    await confirm(doubtful, noted);
    await cancel(doubtful, noted);
    await doubtful.runFor(5_000);

    const running = resultOf(await sagaOf(at, sale));
    const compensation = resultOf(await sagaOf(doubtful, noted));

    expect(running).not.toHaveProperty('reason');
    expect(compensation).not.toHaveProperty('serviceRequestId');
  });

  it('of nobody is not found', async () => {
    const at = shop();

    const answer = await sagaOf(at, await sell(at));

    expect(answer).toMatchObject({ status: 404, code: 'SYS_005' });
  });
});

describe('the manual queue', () => {
  it('shows items with money at risk, and those without', async () => {
    const { at, sale } = await approved();
    at.pg.control.addRule({ fault: 'F26', match: { op: 'cancel' } });
    await report(at, sale, 'FAILED');
    await at.runFor(5_000);
    const [item] = attentionOf(at);
    const bare = { ...item, attentionId: 'attn_00000000000000000000000000' };
    for (const name of ['orderId', 'paymentId', 'moneyAtRisk', 'step'] as const) {
      Reflect.deleteProperty(bare, name);
    }
    const items = {
      list: async (request: Parameters<ReturnType<typeof dynamoAttentionItems>['list']>[0]) => {
        const found = await dynamoAttentionItems(at.store, at.clock).list(request);
        return { ...found, items: [...found.items, bare as never] };
      },
    };

    const answer = await listAttention({ items, clock: at.clock, ...pages })({
      tenant,
      route: '/admin/v1/attention',
      limit: 10,
      filter: {},
    });

    expect(resultOf(answer)['items']).toMatchObject([
      { kind: 'CANCEL_REFUSED', moneyAtRisk: 9_000, currency: 'KRW', orderId: sale.orderId },
      { kind: 'CANCEL_REFUSED' },
    ]);
    expect((resultOf(answer)['items'] as readonly JsonObject[])[1]).not.toHaveProperty('orderId');
  });
});

describe('a report of the service', () => {
  const tell = (at: World, over: object): Promise<Answer> =>
    recordOutcome(at.deps)({
      tenant,
      cause,
      claim: undefined,
      outcome: 'FAILED',
      result: {},
      ...over,
    });

  it('finds its request by its own id, and names a reason where it gave none', async () => {
    const { at, sale } = await approved();

    const answer = await tell(at, { serviceRequestId: await serviceRequestOf(at, sale) });

    expect(answer).toMatchObject({ status: 200, result: { outcome: 'FAILED' } });
  });

  it('for what nobody knows is not found', async () => {
    const { at, sale } = await approved();
    const unpaid = await sell(at);
    const none = { ...at.deps, services: { byId: () => Promise.resolve(undefined) } };

    const codes = await Promise.all([
      tell(at, { serviceRequestId: 'svc_nobody' }),
      tell(at, { orderId: 'ord_nobody' }),
      tell(at, {}),
      tell(at, { orderId: unpaid.orderId }),
      recordOutcome(none)({
        tenant,
        cause,
        claim: undefined,
        outcome: 'FAILED',
        result: {},
        orderId: sale.orderId,
      }),
    ]);

    expect(codes.map(({ code }) => code)).toEqual([
      'ORD_004',
      'ORD_001',
      'ORD_001',
      'ORD_004',
      'ORD_004',
    ]);
  });

  it('that loses every round says to come again', async () => {
    const { at, sale } = await approved();
    const lost = { ok: false as const, error: { lost: 'service.advance' as const } };
    const deps = { ...at.deps, unitOfWork: { commit: () => Promise.resolve(lost) } };

    const answer = await recordOutcome(deps)({
      tenant,
      cause,
      claim: undefined,
      outcome: 'COMPLETED',
      result: {},
      orderId: sale.orderId,
    });

    expect(answer).toMatchObject({ status: 503, code: 'SYS_002', retryAfterSeconds: 1 });
  });

  it('under the key of another day shows its outcome again', async () => {
    const { at, sale } = await approved({ timeoutSeconds: 3_600 });
    await report(at, sale, 'COMPLETED', 'done');
    at.clock.advance(86_400_001);

    const answer = await report(at, sale, 'COMPLETED', 'done');

    expect(answer).toMatchObject({ status: 200, isReplayed: true });
  });
});

describe('a cancel', () => {
  it('of an order nobody knows is not found', async () => {
    const at = shop();

    const answer = await cancelOrder({ ...at.deps, voidFirst: voidFirst(at.deps) })({
      tenant,
      cause,
      claim: claimOf(routes.cancel),
      orderId: 'ord_nobody' as never,
      reason: 'x',
      remainingMs: () => 25_000,
    });

    expect(answer).toMatchObject({ status: 404, code: 'ORD_001' });
  });

  it('again, with another key, says what is under way or done', async () => {
    const { at, sale } = await approved();
    await cancel(at, sale, 'one');

    const meanwhile = await cancel(at, sale, 'two');
    await at.runFor(5_000);
    const after = await cancel(at, sale, 'three');

    expect(meanwhile).toMatchObject({ status: 202, code: 'COMMON_001' });
    expect(after).toMatchObject({ status: 200, result: { status: 'CANCELLED' } });
  });

  it('while the PG is asked says to come again in a second', async () => {
    const at = shop();
    const sale = await sell(at);
    at.mishap.plan('pg.confirm', 'DIES_BEFORE');
    void confirm(at, sale);
    await at.microtasksDone();

    const answer = await cancel(at, sale);

    expect(answer).toMatchObject({ status: 409, code: 'PAY_004', retryAfterSeconds: 1 });
  });

  it('that loses every round says to come again', async () => {
    const at = shop();
    const sale = await sell(at);
    const lost = { ok: false as const, error: { lost: 'order.advance' as const } };
    const world = {
      ...at,
      deps: { ...at.deps, unitOfWork: { commit: () => Promise.resolve(lost) } },
    };

    const answer = await cancel(world, sale);

    expect(answer).toMatchObject({ status: 409, code: 'PAY_004', retryAfterSeconds: 1 });
  });

  it('that is noted keeps a second confirm away', async () => {
    const at = serviceShop();
    const sale = await sell(at, { amount: 990_001n });
    await confirm(at, sale);
    await cancel(at, sale);

    const answer = await confirm(at, sale, { key: 'other' });

    expect(answer).toMatchObject({ status: 409, code: 'PAY_004', retryAfterSeconds: 5 });
  });

  it('of a cancelled order keeps confirms away for good', async () => {
    const at = shop();
    const sale = await sell(at);
    await cancel(at, sale);

    const answer = await confirm(at, sale);

    expect(answer).toMatchObject({ status: 409, code: 'PAY_004' });
    expect(answer).not.toHaveProperty('retryAfterSeconds');
  });
});

describe('a request with a trace and an address', () => {
  const traced = {
    ...cause,
    traceparent: '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01',
    ip: '203.0.113.7',
  };

  it('carries both into events, rows and the saga', async () => {
    const at = serviceShop();
    const sale = await sell(at, { cause: traced, metadata: { sku: 'A-1' } });
    at.pg.control.addRule({ fault: 'F03', match: { op: 'cancel' } });
    await confirm(at, sale, { cause: traced });
    await at.runFor(1_000);
    await report(at, sale, 'FAILED');
    await at.runFor(5_000);

    const traces = new Set(
      at.dynamo
        .dump('engine')
        .map((row) => (row as { traceparent?: { S?: string } }).traceparent?.S)
        .filter((trace) => trace !== undefined),
    );
    expect([...traces]).toEqual([traced.traceparent]);
    expect(at.sagasStarted[0]?.traceparent).toBe(traced.traceparent);
    expect(await statesOf(at, sale)).toMatchObject({ saga: 'COMPENSATED' });
  });
});

describe('an order that is refused', () => {
  it('is refused once and replayed', async () => {
    const at = shop();
    const create = (over: object, key: string) =>
      createOrder(at.deps)(orderCommand({ key, ...over }));

    const refused = [await create({ amount: 1n }, 'a'), await create({ amount: 1n }, 'a')];

    expect(refused).toMatchObject([
      { status: 422, code: 'PAY_013' },
      { status: 422, code: 'PAY_013', isReplayed: true },
    ]);
  });

  it.each([
    ['no keys', {}],
    ['an empty one', { toss: '' }],
    ['one of another PG', { sandbox: 'ck' }],
  ])('is refused for a merchant with %s, since nobody could pay it', async (_what, clientKeys) => {
    const at = shop();
    const create = () => createOrder(at.deps)(orderCommand({ key: 'b', clientKeys }));

    const answers = [await create(), await create()];

    expect(answers).toMatchObject([
      { status: 502, code: 'PAY_014', result: { provider: 'toss', missing: 'clientKey' } },
      { status: 502, code: 'PAY_014', isReplayed: true },
    ]);
    expect(at.dynamo.dump('engine')).toEqual([]);
  });

  it('shows nothing where the other order cannot be read', async () => {
    const at = shop();
    const lost = { ok: false as const, error: { lost: 'unique.create' as const } };
    const deps = { ...at.deps, unitOfWork: { commit: () => Promise.resolve(lost) } };

    const answer = await createOrder(deps)(orderCommand({ merchantOrderId: 'M-1' }));

    expect(answer).toMatchObject({ status: 409, code: 'PAY_003', result: null });
  });
});
