// From the approval to the end of the order: the service reports, or fails, or never answers.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type HeardEvents, heardEvents } from '#test/support/cloud/heard-events.ts';
import { pgControl } from '#test/support/cloud/pg-control.ts';
import { runningCloud } from '#test/support/cloud/running-cloud.ts';
import {
  confirm,
  newUser,
  openSale,
  orderBecomes,
  paidSale,
  type Sale,
} from '#test/support/cloud/sale.ts';
import { eventFaults, storedRows, typesOf } from '#test/support/cloud/stored-rows.ts';
import { count } from '#test/support/counters.ts';

const cloud = runningCloud();
const { merchant } = cloud;
const pg = pgControl(cloud.pgUrl);
const rows = storedRows(cloud);

const completed = ({ orderId }: Sale) =>
  merchant.post('/api/v1/service-callbacks/completed', { orderId });

const failed = ({ orderId }: Sale) =>
  merchant.post('/api/v1/service-callbacks/failed', { orderId, reasonCode: 'gpu-unavailable' });

const cancel = ({ orderId }: Sale) =>
  merchant.post(`/api/v1/orders/${orderId}/cancel`, { reason: 'changed my mind' });

/** The money is back, once, and every table and event says so. */
const expectReturned = async (sale: Sale): Promise<readonly string[]> => {
  expect(await pg.truth(sale.pgOrderId)).toMatchObject({
    approvals: 1,
    cancels: 1,
    canceledAmount: sale.amount,
  });
  const payment = await merchant.get(`/api/v1/payments/${sale.paymentId}`);
  expect(payment.result).toMatchObject({
    status: 'CANCELLED',
    refundedAmount: sale.amount,
    refundableAmount: 0,
  });
  const events = await rows.events(sale.userId);
  expect(eventFaults(events)).toEqual([]);
  return typesOf(events);
};

const buyers: string[] = [];
let heard: HeardEvents;

const paid = async (serviceId: string): Promise<Sale> => {
  const userId = newUser();
  buyers.push(userId);
  return paidSale(merchant, pg, { serviceId, userId });
};

beforeAll(async () => {
  heard = await heardEvents(cloud);
});

afterAll(async () => {
  await heard.close();
  rows.close();
});

describe.concurrent('an order with a service', { timeout: 60_000 }, () => {
  it('is completed when the service reports it done', async () => {
    const sale = await paid('lumen-ai');

    const running = await merchant.get(`/api/v1/orders/${sale.orderId}`);
    const first = await completed(sale);
    const again = await completed(sale);
    const contrary = await failed(sale);
    await orderBecomes(merchant, sale, 'COMPLETED');
    const payment = await merchant.get(`/api/v1/payments/${sale.paymentId}`);

    expect(running.result).toMatchObject({ status: 'PAID', service: { state: 'OPEN' } });
    expect(first).toMatchObject({ status: 200, result: { outcome: 'COMPLETED' } });
    expect(again).toMatchObject({ status: 200, result: first.result });
    expect(again.headers.get('idempotent-replayed')).toBe('true');
    expect(contrary).toMatchObject({ status: 409, code: 'ORD_005' });
    expect(payment.result).toMatchObject({ status: 'CONFIRMED', refundedAmount: 0 });
    expect(await pg.truth(sale.pgOrderId)).toMatchObject({ approvals: 1, cancels: 0 });
    expect(await rows.ledgerGroup(`deliver:${sale.orderId}`)).toBeDefined();
    const events = await rows.events(sale.userId);
    expect(eventFaults(events)).toEqual([]);
    expect(typesOf(events)).toEqual(
      expect.arrayContaining(['order.created', 'service.completed', 'order.completed']),
    );
    count('journeys');
  });

  it('is cancelled and paid back when the service reports failure', async () => {
    const sale = await paid('lumen-ai');

    const reported = await failed(sale);
    const order = await orderBecomes(merchant, sale, 'CANCELLED');
    const types = await expectReturned(sale);
    const late = await completed(sale);

    expect(reported).toMatchObject({ status: 200, result: { outcome: 'FAILED' } });
    expect(order.result.cancelReason).toBe('SERVICE_FAILED');
    expect(types).toEqual(expect.arrayContaining(['service.failed', 'saga.compensated']));
    expect(late).toMatchObject({ status: 409, code: 'ORD_005' });
    count('journeys');
  });

  it('is cancelled and paid back within 30 s of the approval when the service never answers', async () => {
    const sale = await paid('lumen-quick');
    const approved = await merchant.get(`/api/v1/payments/${sale.paymentId}`);
    const approvedAt = Date.parse(approved.result.approvedAt);

    const order = await orderBecomes(merchant, sale, 'CANCELLED', 30_000);
    const types = await expectReturned(sale);

    expect(Date.parse(order.result.cancelledAt) - approvedAt).toBeLessThanOrEqual(30_000);
    expect(order.result.cancelReason).toBe('SERVICE_TIMEOUT');
    expect(types).toEqual(expect.arrayContaining(['service.timed_out', 'saga.compensated']));
    count('journeys');
  });

  it('is cancelled and paid back when the buyer cancels during the service', async () => {
    const sale = await paid('lumen-ai');

    const accepted = await cancel(sale);
    expect(accepted).toMatchObject({ status: 202, code: 'COMMON_001', isSuccess: true });
    const order = await orderBecomes(merchant, sale, 'CANCELLED');
    const types = await expectReturned(sale);
    const again = await cancel(sale);

    expect(order.result.cancelReason).toBe('CUSTOMER');
    expect(types).toEqual(expect.arrayContaining(['service.cancelled', 'saga.compensated']));
    expect(again).toMatchObject({ status: 200, result: { status: 'CANCELLED' } });
    count('journeys');
  });

  it('keeps the first of contrary reports that come at once', async () => {
    const sale = await paid('lumen-ai');

    const answers = await Promise.all([
      completed(sale),
      failed(sale),
      completed(sale),
      failed(sale),
    ]);
    const won = answers.filter(({ status }) => status === 200).map(({ result }) => result.outcome);
    const lost = answers.filter(({ status }) => status !== 200);
    const wanted = won[0] === 'COMPLETED' ? 'COMPLETED' : 'CANCELLED';
    await orderBecomes(merchant, sale, wanted);

    expect(new Set(won).size).toBe(1);
    expect(lost.map(({ code }) => code)).toEqual(['ORD_005', 'ORD_005']);
    expect(await pg.truth(sale.pgOrderId)).toMatchObject({
      approvals: 1,
      cancels: wanted === 'CANCELLED' ? 1 : 0,
    });
    count('journeys');
  });

  it('refuses a report for an order that has no service', async () => {
    const sale = await paidSale(merchant, pg);

    const answer = await completed(sale);

    expect(answer).toMatchObject({ status: 404, code: 'ORD_004' });
    count('journeys');
  });

  it('is returned in full when the payment was in doubt and a cancel was asked for', async () => {
    const userId = newUser();
    buyers.push(userId);
    const sale = await openSale(merchant, pg, { serviceId: 'lumen-ai', userId });
    const match = { op: 'confirm', orderId: sale.pgOrderId };
    await pg.lie({ fault: 'F01', match, args: { holdMs: 300 } });
    await pg.lie({ fault: 'F06', match: { ...match, op: 'read' }, times: 1 });

    const doubtful = await confirm(merchant, sale);
    const noted = await cancel(sale);
    const order = await orderBecomes(merchant, sale, 'CANCELLED');

    expect(doubtful).toMatchObject({ status: 202, code: 'PAY_005', isSuccess: false });
    expect(doubtful.headers.get('retry-after')).toBe('2');
    expect(noted).toMatchObject({ status: 202, code: 'COMMON_001' });
    expect(order.result.cancelReason).toBe('CUSTOMER');
    await expectReturned(sale);
    count('journeys');
  });
});

describe('the bus', () => {
  it('brings every event of these sagas, each as its schema says', {
    timeout: 60_000,
  }, async () => {
    const stored = (await Promise.all(buyers.map((userId) => rows.events(userId)))).flat();

    const brought = await heard.wait(stored);

    const types = new Set(typesOf(stored));
    expect(heard.faults()).toEqual([]);
    expect([...types]).toEqual(
      expect.arrayContaining([
        ...['service.requested', 'service.completed', 'service.failed', 'service.timed_out'],
        ...['service.cancelled', 'service.callback_rejected', 'saga.compensating'],
        ...['saga.compensated', 'refund.requested', 'refund.succeeded', 'payment.refunded'],
        ...['payment.in_doubt', 'payment.in_doubt_resolved', 'payment.cancelled'],
      ]),
    );
    for (const userId of buyers) expect(eventFaults(await rows.events(userId))).toEqual([]);
    count('events heard', brought.length);
    count('event types', types.size);
  });
});
