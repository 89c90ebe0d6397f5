// Billing keys: consent, exchange, charge, removal.
import { describe, expect, it } from 'vitest';
import { basic, cancelOf, get, inProcess, type Opened, otherSecretKey, post } from './doors.ts';

const customerKey = 'customer-7';
const issuePath = '/v1/billing/authorizations/issue';

const authKeyOf = ({ pg }: Opened): string => pg.control.grantBillingAuth({ customerKey }).authKey;

const issue = (opened: Opened, body: object, options: Parameters<typeof post>[2] = {}) =>
  opened.send(post(issuePath, body, options));

const issuedKey = async (opened: Opened): Promise<string> => {
  const seen = await issue(opened, { authKey: authKeyOf(opened), customerKey });
  return String(seen.json['billingKey']);
};

const remove = (opened: Opened, billingKey: string, secret?: string) =>
  opened.send({
    method: 'DELETE',
    path: `/v1/billing/${billingKey}`,
    headers: { authorization: basic(secret ?? 'test_sk_liar_tliar01') },
  });

describe('12: a billing key', () => {
  it('is issued for a consent, once', async () => {
    const opened = await inProcess.open();
    const authKey = authKeyOf(opened);

    const first = await issue(opened, { authKey, customerKey });
    const second = await issue(opened, { authKey, customerKey });

    expect(first.status).toBe(200);
    expect(first.json).toMatchObject({ mId: 'tliar01', customerKey, method: '카드' });
    expect(String(first.json['billingKey'])).toMatch(/^blk_/);
    expect([second.status, second.json.code]).toEqual([400, 'INVALID_AUTHORIZE_AUTH']);
  });

  it('is replayed under the key of the first request, also when that was refused', async () => {
    const opened = await inProcess.open();
    const authKey = authKeyOf(opened);

    const first = await issue(opened, { authKey, customerKey }, { key: 'k1' });
    const again = await issue(opened, { authKey, customerKey }, { key: 'k1' });
    const wrong = await issue(opened, { authKey: 'none', customerKey }, { key: 'k2' });
    const still = await issue(opened, { authKey: authKeyOf(opened), customerKey }, { key: 'k2' });

    expect(again.text).toBe(first.text);
    expect([wrong.status, still.text]).toEqual([400, wrong.text]);
    expect(opened.pg.control.truth.key('k1')).toMatchObject({ executions: 1, effects: 1 });
  });

  it.each([
    ['another customer', { customerKey: 'somebody' }, 400, 'NOT_MATCHES_CUSTOMER_KEY'],
    ['an unknown consent', { authKey: 'nobody' }, 400, 'INVALID_AUTHORIZE_AUTH'],
    ['no consent', { authKey: undefined }, 400, 'INVALID_REQUEST'],
    ['a customer key that is none', { customerKey: '!' }, 400, 'INVALID_REQUEST'],
  ])('is not issued for %s', async (_name, wrong, status, code) => {
    const opened = await inProcess.open();

    const seen = await issue(opened, { authKey: authKeyOf(opened), customerKey, ...wrong });

    expect([seen.status, seen.json.code]).toEqual([status, code]);
  });

  it('belongs to its merchant', async () => {
    const opened = await inProcess.open();
    const body = { authKey: authKeyOf(opened), customerKey };

    expect((await issue(opened, body, { secret: otherSecretKey })).status).toBe(400);
    expect((await remove(opened, await issuedKey(opened), otherSecretKey)).status).toBe(404);
  });

  it('is removed with an empty body, and an unknown one is not found', async () => {
    const opened = await inProcess.open();
    const billingKey = await issuedKey(opened);

    const removed = await remove(opened, billingKey);

    expect([removed.status, removed.text]).toEqual([200, '']);
    expect((await remove(opened, 'nobody')).json.code).toBe('NOT_FOUND_BILLING');
  });

  it('19: refuses with any code that the test header names', async () => {
    const opened = await inProcess.open();
    const authKey = authKeyOf(opened);
    const refusedWith = async (code: string) => {
      const headers = { 'TossPayments-Test-Code': code };
      const { status, json } = await issue(opened, { authKey, customerKey }, { headers });
      return `${status} ${json.code}`;
    };

    expect(await refusedWith('INVALID_CARD_EXPIRATION')).toBe('400 INVALID_CARD_EXPIRATION');
    expect(await refusedWith('NO_SUCH_CODE')).toBe('400 INVALID_TEST_CODE');
    expect((await issue(opened, { authKey, customerKey })).status).toBe(200);
  });
});

const chargeOf = (
  billingKey: string,
  more: Readonly<Record<string, unknown>> = {},
  options: Parameters<typeof post>[2] = {},
) =>
  post(
    `/v1/billing/${billingKey}`,
    { customerKey, amount: 4_900, orderId: 'period-1', orderName: 'November', ...more },
    options,
  );

const truthOf = ({ pg }: Opened, orderId = 'period-1') => pg.control.truth.order(orderId);

describe('12: a charge', () => {
  it('is a payment of its own kind, done at once, and sends no webhook', async () => {
    const opened = await inProcess.open();

    const seen = await opened.send(chargeOf(await issuedKey(opened)));

    expect(seen.json).toMatchObject({
      type: 'BILLING',
      status: 'DONE',
      totalAmount: 4_900,
      vat: 445,
      orderId: 'period-1',
      method: '카드',
    });
    expect(opened.pg.control.webhooks()).toEqual([]);
    expect(truthOf(opened).approvals).toBe(1);
  });

  it('is refunded like any payment, and that does send one', async () => {
    const opened = await inProcess.open();
    const { json } = await opened.send(chargeOf(await issuedKey(opened)));

    const refunded = await opened.send(cancelOf({ paymentKey: String(json.paymentKey) }));

    expect(refunded.json.status).toBe('CANCELED');
    expect(opened.pg.control.webhooks().map(({ status }) => status)).toEqual(['CANCELED']);
  });

  it.each([
    ['another customer', { customerKey: 'somebody' }, 400, 'NOT_MATCHES_CUSTOMER_KEY'],
    ['no order name', { orderName: '' }, 400, 'INVALID_REQUEST'],
    ['no amount', { amount: 0 }, 400, 'INVALID_REQUEST'],
    ['too little', { amount: 99 }, 400, 'BELOW_MINIMUM_AMOUNT'],
    ['more without tax than there is', { taxFreeAmount: 4_901 }, 400, 'INVALID_REQUEST'],
    ['a magic amount', { amount: 991_001 }, 403, 'REJECT_CARD_PAYMENT'],
  ])('is refused for %s', async (_name, wrong, status, code) => {
    const opened = await inProcess.open();

    const seen = await opened.send(chargeOf(await issuedKey(opened), wrong));

    expect([seen.status, seen.json.code]).toEqual([status, code]);
    expect(truthOf(opened).approvals).toBe(0);
  });

  it('is refused for a removed key, an unknown one, and one of another merchant', async () => {
    const opened = await inProcess.open();
    const billingKey = await issuedKey(opened);
    const codeOf = async (...args: Parameters<typeof chargeOf>) =>
      (await opened.send(chargeOf(...args))).json.code;

    expect(await codeOf('nobody')).toBe('INVALID_BILL_KEY_REQUEST');
    expect(await codeOf(billingKey, {}, { secret: otherSecretKey })).toBe(
      'INVALID_BILL_KEY_REQUEST',
    );
    await remove(opened, billingKey);
    expect(await codeOf(billingKey)).toBe('ALREADY_REMOVED_BILLING_KEY');
  });

  it('takes an order once, whatever key it comes under', async () => {
    const opened = await inProcess.open();
    const billingKey = await issuedKey(opened);

    const first = await opened.send(chargeOf(billingKey, {}, { key: 'k1' }));
    const again = await opened.send(chargeOf(billingKey, {}, { key: 'k1' }));
    const other = await opened.send(chargeOf(billingKey, {}, { key: 'k2' }));

    expect(again.text).toBe(first.text);
    expect(other.json.code).toBe('DUPLICATED_ORDER_ID');
    expect(truthOf(opened).approvals).toBe(1);
  });

  it.each([
    ['F01', 'no-reply', 1],
    ['F03', 'no-reply', 0],
    ['F05', '500', 1],
    ['F06', '500', 0],
    ['F08', '400', 1],
    ['F27', '200', 1],
    ['F28', 'crash', 1],
  ])('15: is lied about by %s as a confirm is', async (fault, shown, effect) => {
    const opened = await inProcess.open();
    const billingKey = await issuedKey(opened);
    opened.pg.control.addRule({ fault, match: { op: 'billing', orderId: 'period-1' } });

    const { kind, status } = await opened.send(chargeOf(billingKey));

    expect(kind === 'reply' ? String(status) : kind).toBe(shown);
    expect(truthOf(opened).approvals).toBe(effect);
  });

  it('stands in the list of transactions under its customer', async () => {
    const opened = await inProcess.open();
    await opened.send(chargeOf(await issuedKey(opened)));
    const query = 'startDate=2026-01-01&endDate=2026-01-02';

    const rows = (await opened.send(get(`/v1/transactions?${query}`))).json as unknown;

    expect(rows).toMatchObject([{ customerKey, orderId: 'period-1', amount: 4_900 }]);
  });
});
