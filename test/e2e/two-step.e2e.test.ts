// Authorize, capture and refund under both spellings, on the PG that reserves before it takes; the void of
// what is reserved; and the refusal of a PG that cannot.
import { randomUUID } from 'node:crypto';
import { afterAll, describe, expect, it } from 'vitest';
import { pgControl } from '#test/support/cloud/pg-control.ts';
import { runningCloud } from '#test/support/cloud/running-cloud.ts';
import { eventFaults, storedRows, typesOf } from '#test/support/cloud/stored-rows.ts';

const cloud = runningCloud();
const pg = pgControl(cloud.pgUrl);
const rows = storedRows(cloud);

afterAll(() => rows.close());

const merchantId = 'M123';
/** Without the header: this form names the request in its body, or leaves it to the engine. */
const post = (path: string, body: object) => cloud.merchant.send({ method: 'POST', path, body });

const reserve = (over: object = {}, path = '/payments/authorize') =>
  post(path, {
    merchantId,
    amount: 10_000,
    currency: 'KRW',
    idempotencyKey: randomUUID(),
    ...over,
  });

describe('the two-step form', () => {
  it('reserves, takes once under either spelling, and gives a part back', async () => {
    const userId = `buyer-${randomUUID()}`;

    const reserved = await reserve({ userId });
    const { paymentId, orderId } = reserved.result as { paymentId: string; orderId: string };
    const taken = await post(`/payments/capture/${paymentId}`, { merchantId });
    const again = await post(`/api/v1/payments/capture/${paymentId}`, {
      merchantId,
    });
    const part = await post(`/api/v1/payments/refund/${paymentId}`, {
      merchantId,
      amount: 3_000,
      reason: 'one image unusable',
    });

    expect(reserved).toMatchObject({ status: 200, result: { status: 'AUTHORIZED' } });
    expect(taken).toMatchObject({ status: 200, result: { status: 'CONFIRMED' } });
    expect(again.result).toEqual(taken.result);
    expect(part).toMatchObject({
      status: 200,
      result: { status: 'PARTIALLY_REFUNDED', refundedAmount: 3_000 },
    });
    expect(await pg.truth(orderId)).toMatchObject({
      approvals: 1,
      approvedAmount: 10_000,
      canceledAmount: 3_000,
    });
    const events = await rows.events(userId);
    expect(eventFaults(events)).toEqual([]);
    expect(typesOf(events)).toEqual([
      'order.created',
      'payment.authorized',
      'payment.approved',
      'payment.captured',
      'order.paid',
      'payment.confirmed',
      'order.completed',
      'refund.requested',
      'refund.succeeded',
      'payment.refunded',
    ]);
  });

  it('lets go what a cancelled order has reserved', async () => {
    const reserved = await reserve({}, '/api/v1/payments/authorize');
    const { orderId } = reserved.result as { orderId: string };

    const cancelled = await cloud.merchant.post(
      `/api/v1/orders/${orderId}/cancel`,
      { reason: 'changed my mind' },
      randomUUID(),
    );

    expect(cancelled).toMatchObject({ status: 200, result: { status: 'CANCELLED' } });
    expect(await pg.truth(orderId)).toMatchObject({ approvals: 0, approvedAmount: 0 });
  });

  it('is refused where the PG takes at once, and for the merchant of another', async () => {
    expect(await reserve({ serviceId: 'shop' })).toMatchObject({ status: 422, code: 'PAY_008' });
    expect(await reserve({ merchantId: 'M777' })).toMatchObject({ status: 403, code: 'AUTH_007' });
  });
});
