// The sandbox protocol: a payment is reserved, then captured or voided, and neither surface knows the
// payments of the other.
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { basic, inProcess, type Opened, type Seen, secretKey } from './doors.ts';

let at: Opened;

beforeEach(async () => {
  at = await inProcess.open();
});

afterEach(() => at.close());

const headers = { authorization: basic(secretKey), 'content-type': 'application/json' };

const post = (path: string, body: object, key?: string): Promise<Seen> =>
  at.send({
    method: 'POST',
    path: `/sandbox/v1/payments/${path}`,
    headers: { ...headers, ...(key !== undefined && { 'idempotency-key': key }) },
    body: JSON.stringify(body),
  });

const read = (path: string): Promise<Seen> => at.send({ method: 'GET', path, headers });

const wanted = { orderId: 'order-1', amount: 10_000, currency: 'KRW' };

const authorized = async (): Promise<string> => {
  const { json } = await post('authorize', wanted);
  return String(json['paymentKey']);
};

const truth = () => at.pg.control.truth.order('order-1').payments[0];

describe('authorize', () => {
  it('reserves without a window, and takes nothing', async () => {
    const seen = await post('authorize', wanted);

    expect(seen).toMatchObject({
      status: 200,
      json: { status: 'AUTHORIZED', totalAmount: 10_000, approvedAt: null, cancels: null },
    });
    expect(seen.json['authorizationExpiresAt']).toBe('2026-01-08T00:00:00+09:00');
    expect(truth()).toMatchObject({ authorizations: 1, approvals: 0 });
  });

  it('reserves what the buyer finished in the window', async () => {
    const { paymentKey } = at.pg.control.openPayment(wanted) as { paymentKey: string };
    at.pg.control.authenticate(paymentKey);

    const seen = await post('authorize', { ...wanted, paymentKey });

    expect(seen).toMatchObject({ status: 200, json: { status: 'AUTHORIZED', paymentKey } });
  });

  it('answers a repeated key and makes no second payment', async () => {
    const [first, second] = [
      await post('authorize', wanted, 'k1'),
      await post('authorize', wanted, 'k1'),
    ];

    expect(second.text).toBe(first.text);
    expect(at.pg.control.truth.summary().payments).toBe(1);
  });

  it.each([
    ['no currency', { currency: undefined }, 400, 'INVALID_REQUEST'],
    ['an unknown currency', { currency: 'XAU' }, 400, 'INVALID_REQUEST'],
    ['no amount', { amount: 0 }, 400, 'INVALID_REQUEST'],
    ['part of a won', { amount: 1.5 }, 400, 'INVALID_REQUEST'],
    ['a bad order', { orderId: 'no' }, 400, 'INVALID_REQUEST'],
    ['an empty name', { orderName: '' }, 400, 'INVALID_REQUEST'],
    ['a key that is no text', { paymentKey: 7 }, 400, 'INVALID_REQUEST'],
    ['too little', { amount: 99 }, 400, 'BELOW_MINIMUM_AMOUNT'],
    ['a payment nobody opened', { paymentKey: 'nobody' }, 404, 'NOT_FOUND_PAYMENT_SESSION'],
    ['a declining amount', { amount: 991_001 }, 403, 'REJECT_CARD_PAYMENT'],
  ])('refuses %s', async (_what, fields, status, code) => {
    const seen = await post('authorize', { ...wanted, ...fields });

    expect(seen).toMatchObject({ status, json: { code } });
    expect(at.pg.control.truth.order('order-1').approvals).toBe(0);
  });

  it('refuses a second payment of the order', async () => {
    await authorized();

    const seen = await post('authorize', wanted);

    expect(seen.json.code).toBe('ALREADY_PROCESSED_PAYMENT');
  });

  it('leaves the declined payment to be read', async () => {
    await post('authorize', { ...wanted, amount: 991_001 });

    const seen = await read('/sandbox/v1/payments/orders/order-1');

    expect(seen.json).toMatchObject({
      status: 'ABORTED',
      failure: { code: 'REJECT_CARD_PAYMENT' },
    });
  });
});

describe('capture', () => {
  it('takes all of it, once', async () => {
    const key = await authorized();

    const first = await post(`${key}/capture`, {});
    const second = await post(`${key}/capture`, {});

    expect(first).toMatchObject({ status: 200, json: { status: 'DONE', totalAmount: 10_000 } });
    expect(second.json.code).toBe('ALREADY_PROCESSED_PAYMENT');
    expect(truth()).toMatchObject({ approvals: 1, payment: { balanceAmount: 10_000 } });
  });

  it('takes a part and releases the rest', async () => {
    const key = await authorized();

    const seen = await post(`${key}/capture`, { amount: 4_000 });

    expect(seen.json).toMatchObject({ status: 'DONE', totalAmount: 4_000, balanceAmount: 4_000 });
    expect(at.pg.control.truth.order('order-1').approvedAmount).toBe(4_000);
  });

  it('of what is captured can be cancelled, as every payment', async () => {
    const key = await authorized();
    await post(`${key}/capture`, {});

    const seen = await post(`${key}/cancel`, { cancelReason: 'changed mind' });

    expect(seen.json).toMatchObject({ status: 'CANCELED', balanceAmount: 0 });
  });

  it.each([
    ['nothing', { amount: 0 }],
    ['more than is reserved', { amount: 10_001 }],
    ['part of a won', { amount: 0.5 }],
  ])('refuses %s', async (_what, body) => {
    const key = await authorized();

    expect((await post(`${key}/capture`, body)).json.code).toBe('INVALID_REQUEST');
    expect(truth()).toMatchObject({ status: 'AUTHORIZED', approvals: 0 });
  });

  it('can be declined by a rule, and the reservation stays', async () => {
    const key = await authorized();
    at.pg.control.addRule({ fault: 'DECLINE', match: { op: 'capture' } });

    const first = await post(`${key}/capture`, {});
    const second = await post(`${key}/capture`, {});

    expect(first.json.code).toBe('REJECT_CARD_PAYMENT');
    expect(second.json.status).toBe('DONE');
  });
});

describe('void', () => {
  const reason = { cancelReason: 'sold out' };

  it('ends a reservation without a cancel, for no money has moved', async () => {
    const key = await authorized();

    const first = await post(`${key}/void`, reason);
    const second = await post(`${key}/void`, reason);

    expect(first.json).toMatchObject({ status: 'CANCELED', balanceAmount: 0, cancels: null });
    expect(second.json.code).toBe('ALREADY_CANCELED_PAYMENT');
    expect(truth()).toMatchObject({ voids: 1, cancels: 0, approvals: 0 });
  });

  it('leaves nothing to capture or to cancel', async () => {
    const key = await authorized();
    await post(`${key}/void`, reason);

    expect((await post(`${key}/capture`, {})).json.code).toBe('ALREADY_CANCELED_PAYMENT');
    expect((await post(`${key}/cancel`, reason)).json.code).toBe('NOT_CANCELABLE_PAYMENT');
  });

  it('is refused after a capture', async () => {
    const key = await authorized();
    await post(`${key}/capture`, {});

    const seen = await post(`${key}/void`, reason);

    expect(seen).toMatchObject({ status: 403, json: { code: 'NOT_CANCELABLE_PAYMENT' } });
  });

  it.each([{}, { cancelReason: ' ' }, { cancelReason: 'x'.repeat(201) }])(
    'needs a reason: %j',
    async (body) => {
      const key = await authorized();

      expect((await post(`${key}/void`, body)).json.code).toBe('INVALID_REQUEST');
    },
  );
});

describe('a reservation', () => {
  const days = 24 * 3_600_000;

  it('lapses after seven days', async () => {
    const key = await authorized();
    at.pg.control.moveClock({ advanceMs: 7 * days - 1 });
    const before = await read(`/sandbox/v1/payments/${key}`);

    at.pg.control.moveClock({ advanceMs: 1 });
    const after = await read(`/sandbox/v1/payments/${key}`);
    const late = await post(`${key}/capture`, {});

    expect([before.json.status, after.json.status]).toEqual(['AUTHORIZED', 'EXPIRED']);
    expect(late.json.code).toBe('NOT_FOUND_PAYMENT_SESSION');
  });

  it('cannot be cancelled: nothing was taken', async () => {
    const key = await authorized();

    const seen = await post(`${key}/cancel`, { cancelReason: 'no' });

    expect(seen.json.code).toBe('NOT_CANCELABLE_PAYMENT');
  });

  it.each(['capture', 'void'])('of another merchant is not for us to %s', async (word) => {
    at.pg.control.addMerchant({ mId: 'other', secretKey: 'test_sk_other', clientKey: 'ck' });
    const key = await authorized();

    const seen = await at.send({
      method: 'POST',
      path: `/sandbox/v1/payments/${key}/${word}`,
      headers: { ...headers, authorization: basic('test_sk_other') },
      body: JSON.stringify({ cancelReason: 'mine' }),
    });

    expect(seen.json.code).toBe('INVALID_API_KEY');
  });

  it.each(['capture', 'void'])('nobody knows cannot be ended by %s', async (word) => {
    expect((await post(`nobody/${word}`, { cancelReason: 'x' })).json.code).toBe(
      'NOT_FOUND_PAYMENT',
    );
  });
});

describe('the two surfaces', () => {
  it('do not know the payments of each other', async () => {
    const key = await authorized();

    const byKey = await read(`/v1/payments/${key}`);
    const byOrder = await read('/v1/payments/orders/order-1');
    const cancelled = await at.send({
      method: 'POST',
      path: `/v1/payments/${key}/cancel`,
      headers,
      body: JSON.stringify({ cancelReason: 'wrong door' }),
    });

    expect([byKey, byOrder, cancelled].map(({ json }) => json.code)).toEqual(
      Array.from({ length: 3 }, () => 'NOT_FOUND_PAYMENT'),
    );
  });

  it.each([
    ['POST', '/v1/payments/authorize'],
    ['POST', '/v1/payments/x/capture'],
    ['POST', '/v1/payments/x/void'],
    ['POST', '/sandbox/v1/payments/x/capture/y'],
    ['GET', '/sandbox/v1/payments/'],
    ['GET', '/sandbox/v1/payments/a/b'],
    ['GET', '/sandbox/v1/payments/a/b/c'],
    ['PUT', '/sandbox/v1/payments/authorize'],
  ])('have no %s %s', async (method, path) => {
    const seen = await at.send({ method, path, headers, body: '{}' });

    expect(seen.json.code).toBe('NOT_FOUND_HTTP_METHOD');
  });
});
