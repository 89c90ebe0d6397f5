// Redis is a help and never the truth: killed in mid-run and back empty, an order is charged once, an
// answer stays the same, and only what fails closed is refused.
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { many, startWorkers } from '#test/support/cloud/burst.ts';
import { envelopeOf } from '#test/support/cloud/engine-reply.ts';
import { eventually } from '#test/support/cloud/eventually.ts';
import { pgControl } from '#test/support/cloud/pg-control.ts';
import { type RawAnswer, rawCall } from '#test/support/cloud/raw-call.ts';
import { startRedis, stopRedis } from '#test/support/cloud/redis-switch.ts';
import { runningCloud } from '#test/support/cloud/running-cloud.ts';
import { openSale, orderBecomes, type Sale } from '#test/support/cloud/sale.ts';
import { eventFaults, storedRows, typesOf } from '#test/support/cloud/stored-rows.ts';
import { count } from '#test/support/counters.ts';

const cloud = runningCloud();
const { merchant } = cloud;
const pg = pgControl(cloud.pgUrl);
const rows = storedRows(cloud);

const confirmText = (sale: Sale, key: string): Promise<RawAnswer> =>
  rawCall(
    cloud.apiUrl,
    {
      method: 'POST',
      path: '/api/v1/payments/confirm',
      contentType: 'application/json',
      body: JSON.stringify(sale.confirm),
      key,
    },
    cloud.merchantKey,
  );

const codeOf = (answer: RawAnswer): string => envelopeOf(answer).code;

const cancel = ({ orderId }: Sale, key: string = randomUUID()) =>
  cloud.hasty.post(`/api/v1/orders/${orderId}/cancel`, { reason: 'no longer wanted' }, key);

const expectOneEffect = async (sale: Sale): Promise<void> => {
  expect(await pg.truth(sale.pgOrderId)).toMatchObject({
    approvals: 1,
    approvedAmount: sale.amount,
    cancels: 0,
  });
  const events = await rows.events(sale.userId);
  expect(eventFaults(events)).toEqual([]);
  expect(typesOf(events).filter((type) => type === 'payment.captured')).toHaveLength(1);
};

/** As in a world with Redis: one charge, and all answers are the stored one or "in progress". */
const expectOneCharge = async (sale: Sale, key: string, answers: readonly RawAnswer[]) => {
  const stored = await eventually(
    { what: 'the stored answer', limitMs: 10_000 },
    () => confirmText(sale, key),
    ({ status }) => status === 200,
  );
  const paid = answers.filter(({ status }) => status === 200);
  const others = answers.filter(({ status }) => status !== 200);
  expect(new Set(paid.map(({ text }) => text))).toEqual(new Set([stored.text]));
  expect(others.map(codeOf)).toEqual(others.map(() => 'IDEM_001'));
  await expectOneEffect(sale);
  count('parallel confirms', answers.length);
};

describe('Redis away', () => {
  const sales: Sale[] = [];
  const earlierKey = randomUUID();
  let earlier: RawAnswer;

  const sale = (at: number): Sale => sales[at] as Sale;

  beforeAll(async () => {
    sales.push(...(await many(6, () => openSale(merchant, pg))));
    earlier = await confirmText(sale(0), earlierKey);
    await startWorkers(cloud, '/api/v1/payments/confirm', 20);
    await stopRedis();
  });

  afterAll(async () => {
    await startRedis();
    rows.close();
  });

  it('confirms, orders and reads all the same', async () => {
    const [paid, fresh] = await Promise.all([
      confirmText(sale(1), randomUUID()),
      openSale(merchant, pg),
    ]);
    const order = await merchant.get(`/api/v1/orders/${fresh.orderId}`);

    expect(paid.status).toBe(200);
    expect(order.result.status).toBe('PENDING');
    await expectOneEffect(sale(1));
    count('without Redis', 3);
  });

  it('charges once for 20 parallel confirms with one key', async () => {
    const key = randomUUID();

    const answers = await many(20, () => confirmText(sale(2), key));

    await expectOneCharge(sale(2), key, answers);
  });

  it('replays what was answered before', async () => {
    const again = await confirmText(sale(0), earlierKey);

    expect(again.text).toBe(earlier.text);
    expect(again.headers['idempotent-replayed']).toBe('true');
    await expectOneEffect(sale(0));
    count('without Redis');
  });

  it('refuses what fails closed, and does nothing', async () => {
    const answers = await many(3, () => cancel(sale(3)));
    const order = await merchant.get(`/api/v1/orders/${sale(3).orderId}`);

    for (const answer of answers) {
      expect(answer).toMatchObject({ status: 503, code: 'RATE_004', isSuccess: false });
      expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0);
    }
    expect(order.result.status).toBe('PENDING');
    count('without Redis', answers.length);
  });

  it('refuses a nonce that was used', async () => {
    const nonce = randomUUID().replaceAll('-', '');
    const body = JSON.stringify(sale(1).confirm);
    const call = {
      method: 'POST',
      path: '/api/v1/payments/confirm',
      contentType: 'application/json',
      body,
      key: randomUUID(),
      nonce,
    };

    const first = await rawCall(cloud.apiUrl, call, cloud.merchantKey);
    const second = await rawCall(cloud.apiUrl, call, cloud.merchantKey);

    expect(codeOf(first)).toBe('PAY_003');
    expect({ status: second.status, code: codeOf(second) }).toEqual({
      status: 401,
      code: 'AUTH_004',
    });
    count('without Redis', 2);
  });

  it('is not felt by confirms that are under way when it goes and comes back', async () => {
    const key = randomUUID();
    await pg.lie({
      fault: 'F04',
      match: { op: 'confirm', orderId: sale(4).pgOrderId },
      args: { delayMs: 1_500 },
    });

    const early = many(10, () => confirmText(sale(4), key));
    await startRedis();
    const late = many(10, () => confirmText(sale(4), key));

    await expectOneCharge(sale(4), key, [...(await early), ...(await late)]);
  });

  it('comes back empty, and everything goes on', async () => {
    const key = randomUUID();

    const answers = await many(50, () => confirmText(sale(5), key));
    const again = await confirmText(sale(0), earlierKey);
    const cancelKey = randomUUID();
    const cancelled = await eventually(
      { what: 'a cancel that passes the limiter', limitMs: 30_000 },
      () => cancel(sale(3), cancelKey),
      ({ code }) => code !== 'RATE_004',
    );

    await expectOneCharge(sale(5), key, answers);
    expect(again.text).toBe(earlier.text);
    expect(cancelled).toMatchObject({ status: 200, result: { status: 'CANCELLED' } });
    await orderBecomes(merchant, sale(3), 'CANCELLED', 5_000);
    count('without Redis', 2);
  });
});
