// The PG's webhooks on a deployed stage: a refund by hand arrives by one, a lost one is made up for by
// polling, and a forged one changes nothing and is counted.
import { randomUUID } from 'node:crypto';
import { afterAll, describe, expect, it } from 'vitest';
import { readLogLines } from '#local/cloud/log-lines.ts';
import { eventually } from '#test/support/cloud/eventually.ts';
import { pgControl } from '#test/support/cloud/pg-control.ts';
import { runningCloud } from '#test/support/cloud/running-cloud.ts';
import { confirm, openSale, paidSale, paymentBecomes } from '#test/support/cloud/sale.ts';
import { eventFaults, storedRows, typesOf } from '#test/support/cloud/stored-rows.ts';

const cloud = runningCloud();
const pg = pgControl(cloud.pgUrl);
const rows = storedRows(cloud);

afterAll(() => rows.close());

const forge = (data: object, url = cloud.webhookUrl): Promise<Response> =>
  fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ eventType: 'PAYMENT_STATUS_CHANGED', createdAt: 'now', data }),
  });

const forgedSince = async (since: number): Promise<number> => {
  const lines = await readLogLines({
    awsEndpointUrl: cloud.awsEndpointUrl,
    stage: cloud.stage,
    functionName: 'events-on-pg-webhook',
    since,
  });
  return lines.filter(({ text }) => text.includes('"outcome":"FORGED"')).length;
};

describe('webhooks of the PG', () => {
  it('bring a refund by hand; a forged one is dropped and counted; polling finds a lost one', async () => {
    const since = Date.now();
    const lost = await openSale(cloud.merchant, pg);
    await pg.lie({ fault: 'F15', match: { orderId: lost.pgOrderId } });
    await pg.lie({ fault: 'F05', match: { op: 'confirm', orderId: lost.pgOrderId } });
    await pg.lie({ fault: 'F11', match: { op: 'read', orderId: lost.pgOrderId }, args: { n: 1 } });
    const [sale, doubted] = await Promise.all([
      paidSale(cloud.merchant, pg),
      confirm(cloud.merchant, lost),
    ]);
    expect(doubted.code).toBe('PAY_005');

    const { pgOrderId: orderId } = sale;
    const forged = await forge({ orderId, status: 'CANCELED', totalAmount: 1, currency: 'KRW' });
    expect(forged.status).toBe(200);
    await eventually(
      { what: 'the forged webhook counted', limitMs: 30_000 },
      () => forgedSince(since),
      (found) => found === 1,
    );
    await pg.consoleCancel(sale.paymentKey, 4_000);
    await paymentBecomes(cloud.merchant, sale, 'PARTIALLY_REFUNDED');
    await paymentBecomes(cloud.merchant, lost, 'CONFIRMED');

    const events = await rows.events(sale.userId);
    expect(eventFaults(events)).toEqual([]);
    expect(typesOf(events).filter((type) => type === 'refund.external')).toHaveLength(1);
    expect(await pg.truth(lost.pgOrderId)).toMatchObject({ approvals: 1, cancels: 0 });
  });

  it('of the sandbox are signed: its own bring a refund by hand, an unsigned one is refused', async () => {
    const reserved = await cloud.merchant.send({
      method: 'POST',
      path: '/payments/authorize',
      body: { merchantId: 'M123', amount: 10_000, currency: 'KRW', idempotencyKey: randomUUID() },
    });
    const { paymentId, orderId } = reserved.result as { paymentId: string; orderId: string };
    const path = `/payments/capture/${paymentId}`;
    await cloud.merchant.send({ method: 'POST', path, body: { merchantId: 'M123' } });
    const { payments } = await pg.truth(orderId);

    const forged = await forge(
      { orderId, status: 'CANCELED', totalAmount: 10_000, currency: 'KRW' },
      cloud.webhookUrl.replace('/pg/toss/', '/pg/sandbox/'),
    );
    await pg.consoleCancel(String(payments[0]?.payment.paymentKey), 4_000);
    await paymentBecomes(cloud.merchant, { paymentId }, 'PARTIALLY_REFUNDED');

    expect(forged.status).toBe(401);
    expect(await forged.json()).toMatchObject({ isSuccess: false, code: 'AUTH_008' });
  });
});
