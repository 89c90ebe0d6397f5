import { describe, expect, it } from 'vitest';
import { get, inProcess, type Opened, otherSecretKey, post } from './doors.ts';

const wanted = {
  amount: 10_000,
  orderId: 'order-1',
  orderName: '컵',
  type: '소득공제',
  customerIdentityNumber: '01012345678',
};

const issue = (opened: Opened, more: object = {}, options: Parameters<typeof post>[2] = {}) =>
  opened.send(post('/v1/cash-receipts', { ...wanted, ...more }, options));

const cancel = (opened: Opened, key: unknown, body: object = {}, secret?: string) =>
  opened.send(
    post(`/v1/cash-receipts/${String(key)}/cancel`, body, secret === undefined ? {} : { secret }),
  );

describe('a cash receipt', () => {
  it('is issued at once, and once per key', async () => {
    const opened = await inProcess.open();

    const first = await issue(opened, {}, { key: 'k1' });
    const again = await issue(opened, {}, { key: 'k1' });

    expect(first.json).toMatchObject({
      issueStatus: 'COMPLETED',
      transactionType: 'CONFIRM',
      amount: 10_000,
      type: '소득공제',
      failure: null,
    });
    expect(again.text).toBe(first.text);
  });

  it('is cancelled once, in whole or in part, under its own key behind c_', async () => {
    const opened = await inProcess.open();
    const { receiptKey } = (await issue(opened)).json;

    const canceled = await cancel(opened, receiptKey, { amount: 4_000 });

    expect(canceled.json).toMatchObject({
      receiptKey: `c_${String(receiptKey)}`,
      transactionType: 'CANCEL',
      amount: 4_000,
    });
    expect((await cancel(opened, receiptKey)).json.code).toBe('INVALID_REQUEST');
    expect((await cancel(opened, canceled.json['receiptKey'])).json.code).toBe('INVALID_REQUEST');
  });

  it.each([
    ['no amount', { amount: 0 }],
    ['another type', { type: 'nothing' }],
    ['nobody', { customerIdentityNumber: '' }],
  ])('is refused for %s', async (_name, wrong) => {
    const seen = await issue(await inProcess.open(), wrong);

    expect([seen.status, seen.json.code]).toEqual([400, 'INVALID_REQUEST']);
  });

  it('is not known to another merchant, nor cancelled beyond its amount', async () => {
    const opened = await inProcess.open();
    const { receiptKey } = (await issue(opened)).json;

    expect((await cancel(opened, receiptKey, {}, otherSecretKey)).status).toBe(404);
    expect((await cancel(opened, receiptKey, { amount: 10_001 })).status).toBe(400);
  });

  it('stands in the list of its day, page by page', async () => {
    const opened = await inProcess.open();
    for (const orderId of ['order-1', 'order-2', 'order-3']) await issue(opened, { orderId });
    const page = async (query: string) =>
      (await opened.send(get(`/v1/cash-receipts?requestDate=2026-01-01${query}`))).json;

    const first = await page('&limit=2');
    const second = await page(`&limit=2&cursor=${String(first['lastCursor'])}`);

    const orders = [first, second].map(({ hasNext, data }) => [
      hasNext,
      (data as readonly { readonly orderId: string }[]).map(({ orderId }) => orderId),
    ]);
    expect(orders).toEqual([
      [true, ['order-1', 'order-2']],
      [false, ['order-3']],
    ]);
    expect((await page('&limit=0')).code).toBe('INVALID_REQUEST');
    expect((await opened.send(get('/v1/cash-receipts'))).json.code).toBe('INVALID_DATE');
  });
});
