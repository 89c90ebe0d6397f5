// The process that asked the PG dies between the charge and its record: nobody asks again, and the
// payment is right all the same.
import { randomUUID } from 'node:crypto';
import { afterAll, describe, expect, it } from 'vitest';
import { eventually } from '#test/support/cloud/eventually.ts';
import { pgControl } from '#test/support/cloud/pg-control.ts';
import { runningCloud } from '#test/support/cloud/running-cloud.ts';
import { confirm, openSale, orderBecomes, type Sale } from '#test/support/cloud/sale.ts';
import { eventFaults, storedRows, typesOf } from '#test/support/cloud/stored-rows.ts';
import { killWorkers } from '#test/support/cloud/workers.ts';
import { count } from '#test/support/counters.ts';

const cloud = runningCloud();
const pg = pgControl(cloud.pgUrl);
const rows = storedRows(cloud);

/** The reply of the PG is held; the money is taken before. */
const heldSale = async (serviceId: string): Promise<Sale> => {
  const sale = await openSale(cloud.merchant, pg, { serviceId });
  await pg.lie({
    fault: 'F04',
    match: { op: 'confirm', orderId: sale.pgOrderId },
    args: { delayMs: 6_000 },
  });
  return sale;
};

const isCharged = ({ pgOrderId }: Sale): Promise<unknown> =>
  eventually(
    { what: `the charge of ${pgOrderId}`, limitMs: 10_000 },
    () => pg.truth(pgOrderId),
    ({ approvals }) => approvals === 1,
  );

/** Read past the engine: a look through the API might be what mends it. */
const isStored = ({ paymentId }: Sale, statuses: readonly string[], limitMs: number) =>
  eventually(
    { what: `payment ${paymentId} stored as ${statuses.join(' or ')}`, limitMs },
    () => rows.payment(paymentId),
    (row) => statuses.includes(String(row?.['status'])),
  );

const onceEach = (types: readonly string[], wanted: readonly string[]): void => {
  for (const type of wanted) expect(types.filter((each) => each === type)).toEqual([type]);
};

const expectOneEffect = async (sale: Sale): Promise<void> => {
  const events = await rows.events(sale.userId);
  expect(await pg.truth(sale.pgOrderId)).toMatchObject({
    approvals: 1,
    approvedAmount: sale.amount,
    cancels: 0,
  });
  expect(await rows.ledgerGroup(`capture:${sale.paymentId}`)).toBeDefined();
  expect(eventFaults(events)).toEqual([]);
  onceEach(typesOf(events), ['payment.approved', 'payment.captured', 'order.paid']);
};

/** The saga that the watchdog's approval began goes its ordinary way. */
const completes = async (sale: Sale): Promise<void> => {
  const { orderId } = sale;
  const callback = await cloud.merchant.post('/api/v1/service-callbacks/completed', { orderId });
  await orderBecomes(cloud.merchant, sale, 'COMPLETED');
  const events = await rows.events(sale.userId);
  expect(callback.status).toBe(200);
  expect(eventFaults(events)).toEqual([]);
  onceEach(typesOf(events), ['service.requested', 'service.completed', 'order.completed']);
};

/** The dead owner's lease has to end first: the function's timeout and five seconds. */
const answersAgain = async (sale: Sale, key: string | undefined): Promise<void> => {
  const repeated = await eventually(
    { what: 'the answer under the key of the dead', limitMs: 45_000 },
    () => confirm(cloud.hasty, sale, key),
    ({ code }) => code !== 'IDEM_001',
  );
  expect(repeated).toMatchObject({ status: 200, code: 'COMMON_000' });
  expect(repeated.headers.get('idempotent-replayed')).toBe('true');
  expect(repeated.result.paymentId).toBe(sale.paymentId);
  expect(await pg.truth(sale.pgOrderId)).toMatchObject({ approvals: 1 });
};

afterAll(() => rows.close());

describe('a confirm whose worker is killed after the charge', () => {
  it('ends APPROVED by itself within 30 s of sending, once', async () => {
    const services = ['lumen-ai', 'lumen-ai', 'lumen-ai', 'shop'];
    const sales = await Promise.all(services.map(heldSale));
    const keys = sales.map(() => randomUUID());
    const sentAt = Date.now();
    const calls = sales.map((sale, at) =>
      confirm(cloud.merchant, sale, keys[at]).then(
        ({ status }) => status,
        () => 0,
      ),
    );
    await Promise.all(sales.map(isCharged));

    const killed = killWorkers('api-confirm-payment');
    const statuses = await Promise.all(calls);
    const before = await Promise.all(sales.map(({ paymentId }) => rows.payment(paymentId)));
    const left = 30_000 - (Date.now() - sentAt);
    await Promise.all(sales.map((sale) => isStored(sale, ['APPROVED', 'CONFIRMED'], left)));

    expect(killed).toBeGreaterThan(0);
    expect(statuses.filter((status) => status === 200)).toEqual([]);
    expect(new Set(before.map((row) => row?.['status']))).toEqual(new Set(['READY']));
    for (const sale of sales) await expectOneEffect(sale);
    await Promise.all([completes(sales[0] as Sale), answersAgain(sales[1] as Sale, keys[1])]);
    count('killed confirms', sales.length);
  });
});
