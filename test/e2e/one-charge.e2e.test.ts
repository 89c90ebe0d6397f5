// However many requests ask, an order is charged once.
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { many, startWorkers } from '#test/support/cloud/burst.ts';
import { envelopeOf } from '#test/support/cloud/engine-reply.ts';
import { pgControl } from '#test/support/cloud/pg-control.ts';
import { type RawAnswer, rawCall } from '#test/support/cloud/raw-call.ts';
import { runningCloud } from '#test/support/cloud/running-cloud.ts';
import { confirm, openSale, type Sale } from '#test/support/cloud/sale.ts';
import { eventFaults, storedRows, typesOf } from '#test/support/cloud/stored-rows.ts';
import { count } from '#test/support/counters.ts';

const cloud = runningCloud();
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

const oncePaid = ['payment.approved', 'payment.captured', 'order.paid', 'payment.confirmed'];

const expectOneEffect = async (sale: Sale): Promise<void> => {
  const truth = await pg.truth(sale.pgOrderId);
  expect(truth).toMatchObject({ approvals: 1, approvedAmount: sale.amount, cancels: 0 });
  expect(await rows.ledgerGroup(`capture:${sale.paymentId}`)).toBeDefined();
  const events = await rows.events(sale.userId);
  expect(eventFaults(events)).toEqual([]);
  for (const type of oncePaid) {
    expect(typesOf(events).filter((each) => each === type)).toEqual([type]);
  }
};

beforeAll(() => startWorkers(cloud, '/api/v1/payments/confirm', 50));
afterAll(() => rows.close());

describe('one charge', () => {
  it('is all that 50 parallel confirms with one key make', async () => {
    const sale = await openSale(cloud.merchant, pg);
    const key = randomUUID();

    const answers = await many(50, () => confirmText(sale, key));
    const replay = await confirmText(sale, key);

    const stored = answers.filter(({ status }) => status === 200);
    const refused = answers.filter(({ status }) => status !== 200);
    expect(replay.status).toBe(200);
    expect(replay.headers['idempotent-replayed']).toBe('true');
    expect(stored.length).toBeGreaterThan(0);
    expect(new Set(stored.map(({ text }) => text))).toEqual(new Set([replay.text]));
    for (const answer of refused) {
      const { status, headers } = answer;
      expect({ status, code: envelopeOf(answer).code }).toEqual({ status: 409, code: 'IDEM_001' });
      expect(headers['retry-after']).toBe('1');
    }
    expect(
      answers.filter(({ headers }) => headers['idempotent-replayed'] === undefined),
    ).toHaveLength(refused.length + 1);
    await expectOneEffect(sale);
    count('parallel confirms', answers.length);
  });

  it('is all that 20 parallel confirms with different keys make', async () => {
    const sale = await openSale(cloud.merchant, pg);

    const answers = await many(20, () => confirm(cloud.merchant, sale));

    const codes = answers.map(({ code }) => code);
    expect(codes.filter((code) => code === 'COMMON_000')).toHaveLength(1);
    expect(codes.filter((code) => !['COMMON_000', 'PAY_003', 'PAY_004'].includes(code))).toEqual(
      [],
    );
    for (const { code, result } of answers) {
      if (code === 'PAY_003') expect(result.paymentId).toBe(sale.paymentId);
    }
    await expectOneEffect(sale);
    count('parallel confirms', answers.length);
  });

  it('is all that an order gets whose key comes back after the answer', async () => {
    const sale = await openSale(cloud.merchant, pg);
    const key = randomUUID();

    const first = await confirmText(sale, key);
    const again = await many(5, () => confirmText(sale, key));
    const other = await confirm(cloud.merchant, sale);

    expect(first.status).toBe(200);
    expect(again.map(({ text }) => text)).toEqual(again.map(() => first.text));
    expect(other).toMatchObject({ status: 409, code: 'PAY_003' });
    await expectOneEffect(sale);
    count('parallel confirms', 7);
  });

  it('is refused to a key that was used for another order', async () => {
    const [first, second] = await Promise.all([
      openSale(cloud.merchant, pg),
      openSale(cloud.merchant, pg),
    ]);
    const key = randomUUID();

    const paid = await confirm(cloud.merchant, first, key);
    const refused = await confirm(cloud.merchant, second, key);

    expect(paid.status).toBe(200);
    expect(refused).toMatchObject({ status: 422, code: 'IDEM_002', result: null });
    expect(await pg.truth(second.pgOrderId)).toMatchObject({ approvals: 0 });
    count('parallel confirms', 2);
  });
});
