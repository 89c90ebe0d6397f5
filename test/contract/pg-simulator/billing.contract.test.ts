// Billing keys: consent, exchange, charge, removal.
import { describe, expect, it } from 'vitest';
import { basic, inProcess, type Opened, otherSecretKey, post } from './doors.ts';

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
