import { afterEach, describe, expect, it } from 'vitest';
import { authenticatedPayment, basic, bothDoors, confirmOf, type Opened, readOf } from './doors.ts';

// Published by Toss with their base64 form; the padding of the second may be missing.
const vectors = [
  'dGVzdF9nc2tfZG9jc19PYVB6OEw1S2RtUVhrelJ6M3k0N0JNdzY6',
  'dGVzdF9za196WExrS0V5cE5BcldtbzUwblgzbG1lYXhZRzVSOg==',
  'dGVzdF9za196WExrS0V5cE5BcldtbzUwblgzbG1lYXhZRzVSOg',
];

const encoded = (text: string) => `Basic ${Buffer.from(text).toString('base64')}`;

describe.each(bothDoors)('authentication $name', (door) => {
  let opened: Opened;
  afterEach(() => opened.close());

  const ask = (authorization: string | undefined) =>
    opened.send({
      method: 'GET',
      path: '/v1/payments/unknown',
      headers: authorization === undefined ? {} : { authorization },
    });

  it.each(vectors)('1: accepts the published vector %s', async (vector) => {
    opened = await door.open();

    const seen = await ask(`Basic ${vector}`);

    expect([seen.status, seen.json.code]).toEqual([404, 'NOT_FOUND_PAYMENT']);
  });

  it.each([
    ['a missing colon', encoded('test_sk_liar_tliar01'), 403, 'INCORRECT_BASIC_AUTH_FORMAT'],
    ['a password', encoded('test_sk_liar_tliar01:x'), 403, 'INCORRECT_BASIC_AUTH_FORMAT'],
    ['another scheme', 'Bearer test_sk_liar_tliar01', 403, 'INCORRECT_BASIC_AUTH_FORMAT'],
    ['an unknown key', basic('test_sk_nobody'), 401, 'UNAUTHORIZED_KEY'],
    ['a live key', basic('live_sk_liar_tliar01'), 401, 'UNAUTHORIZED_KEY'],
    ['a key behind a BOM', encoded('\ufefftest_sk_liar_tliar01:'), 401, 'UNAUTHORIZED_KEY'],
    ['no header', undefined, 401, 'UNAUTHORIZED_KEY'],
  ])('1: refuses %s', async (_name, authorization, status, code) => {
    opened = await door.open();

    const seen = await ask(authorization);

    expect([seen.status, seen.json.code]).toEqual([status, code]);
  });

  it('1: refuses a known key that is not the partner of the one that opened the payment', async () => {
    opened = await door.open();
    const payment = authenticatedPayment(opened, { mId: 'tdocsapi' });

    const seen = await opened.send(confirmOf(payment));

    expect([seen.status, seen.json.code]).toEqual([400, 'INVALID_API_KEY']);
    expect(opened.pg.control.truth.payment(payment.paymentKey).approvals).toBe(0);
  });

  it('1: never knows a live key, not even a registered one', async () => {
    opened = await door.open();

    const register = () =>
      opened.pg.control.addMerchant({
        mId: 'tlive',
        secretKey: 'live_sk_a',
        clientKey: 'live_ck_a',
      });

    expect(register).toThrow('live');
  });

  it('answers an unknown route with NOT_FOUND_HTTP_METHOD', async () => {
    opened = await door.open();

    const seen = await opened.send({ ...readOf({ paymentKey: 'unknown' }), method: 'DELETE' });

    expect([seen.status, seen.json.code]).toEqual([404, 'NOT_FOUND_HTTP_METHOD']);
  });
});
