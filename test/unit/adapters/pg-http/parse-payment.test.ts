import { describe, expect, it } from 'vitest';
import { parseFields } from '#adapters/pg-http/json-fields.ts';
import { parsePayment } from '#adapters/pg-http/parse-payment.ts';
import { toIso } from '#core/kernel/instant.ts';
import { money } from '#core/kernel/money.ts';

const whole = {
  paymentKey: 'pk_1',
  orderId: 'ord_1',
  status: 'DONE',
  currency: 'KRW',
  totalAmount: 10_000,
  balanceAmount: 10_000,
  method: '카드',
  requestedAt: '2026-03-01T09:00:00+09:00',
  approvedAt: '2026-03-01T09:00:05+09:00',
  lastTransactionKey: 'txrd_1',
  cancels: null,
  card: { number: '12345678****789*', installmentPlanMonths: 3, approveNo: '00000001' },
  easyPay: null,
  receipt: { url: 'https://receipt.test/1' },
};

const parse = (overrides: object = {}, text = JSON.stringify({ ...whole, ...overrides })) =>
  parsePayment(parseFields(new TextEncoder().encode(text)));

describe('parsePayment', () => {
  it('reads a payment', () => {
    const payment = parse();

    expect(payment).toMatchObject({
      paymentKey: 'pk_1',
      pgOrderId: 'ord_1',
      status: 'DONE',
      total: money(10_000n, 'KRW'),
      balance: money(10_000n, 'KRW'),
      lastTransactionKey: 'txrd_1',
      method: { type: 'CARD', cardMasked: '12345678****789*', installmentMonths: 3 },
      approvalNumber: '00000001',
      receiptUrl: 'https://receipt.test/1',
      cancels: [],
    });
    expect(payment?.approvedAt && toIso(payment.approvedAt)).toBe('2026-03-01T00:00:05.000Z');
  });

  it('treats null and absent alike', () => {
    const nulls = {
      method: null,
      approvedAt: null,
      card: null,
      receipt: null,
      lastTransactionKey: null,
    };
    const { method: _a, approvedAt: _b, card: _c, receipt: _d, ...rest } = whole;
    const { lastTransactionKey: _e, cancels: _f, easyPay: _g, ...bare } = rest;

    expect(parse({}, JSON.stringify(bare))).toEqual(parse(nulls));
  });

  it('goes past fields nobody has told us of', () => {
    expect(parse({ settlementHint: { scores: [1, 2.5] } })).toEqual(parse());
  });

  it('keeps a payment whose status is new', () => {
    expect(parse({ status: 'SETTLEMENT_HELD' })).toMatchObject({ status: 'OTHER' });
  });

  it.each([
    ['카드', 'CARD'],
    ['CARD', 'CARD'],
    ['Card', 'CARD'],
    ['가상계좌', 'VIRTUAL_ACCOUNT'],
    ['VIRTUAL_ACCOUNT', 'VIRTUAL_ACCOUNT'],
    ['간편결제', 'EASY_PAY'],
    ['EASY_PAY', 'EASY_PAY'],
    ['Easy Pay', 'EASY_PAY'],
    ['휴대폰', 'MOBILE_PHONE'],
    ['MOBILE_PHONE', 'MOBILE_PHONE'],
    ['계좌이체', 'TRANSFER'],
    ['TRANSFER', 'TRANSFER'],
    ['문화상품권', 'GIFT_CERTIFICATE'],
    ['도서문화상품권', 'GIFT_CERTIFICATE'],
    ['게임문화상품권', 'GIFT_CERTIFICATE'],
    ['CULTURE_GIFT_CERTIFICATE', 'GIFT_CERTIFICATE'],
    ['BOOK_GIFT_CERTIFICATE', 'GIFT_CERTIFICATE'],
    ['GAME_GIFT_CERTIFICATE', 'GIFT_CERTIFICATE'],
  ])('knows the method %s', (word, type) => {
    expect(parse({ method: word })?.method?.type).toBe(type);
  });

  it('keeps a payment whose method is new', () => {
    expect(parse({ method: '가상화폐' })).toMatchObject({ status: 'DONE', method: undefined });
  });

  it('names the wallet of an easy payment', () => {
    const easy = { method: '간편결제', card: null, easyPay: { provider: '토스페이', amount: 1 } };

    expect(parse(easy)?.method).toEqual({ type: 'EASY_PAY', easyPayProvider: '토스페이' });
  });

  it('passes no card number on that is not masked', () => {
    const card = { number: '4330123412341234', approveNo: '1' };

    expect(parse({ card })?.method).toEqual({ type: 'CARD' });
  });

  it('takes the older name of the transaction key', () => {
    expect(parse({ lastTransactionKey: null, transactionKey: 't0' })).toMatchObject({
      lastTransactionKey: 't0',
    });
  });

  it('reads cancels, and which of them are done', () => {
    const entry = { cancelAmount: 4_000, cancelReason: 'why [rf:1]', transactionKey: 't2' };
    const cancels = [
      { ...entry, cancelStatus: 'DONE', canceledAt: '2026-03-02T00:00:00+09:00' },
      { ...entry, cancelStatus: 'IN_PROGRESS' },
      entry,
    ];

    expect(parse({ cancels })?.cancels).toMatchObject([
      { amount: money(4_000n, 'KRW'), reason: 'why [rf:1]', transactionKey: 't2', isDone: true },
      { isDone: false, canceledAt: undefined },
      { isDone: false },
    ]);
  });

  it.each([
    ['no payment key', { paymentKey: null }],
    ['no order', { orderId: '' }],
    ['no status', { status: null }],
    ['no currency', { currency: null }],
    ['a currency nobody knows', { currency: 'XXX' }],
    ['no total', { totalAmount: null }],
    ['a total as text', { totalAmount: '10000' }],
    ['no balance', { balanceAmount: null }],
    ['half a won', { totalAmount: 10_000.5 }],
    ['a negative amount', { balanceAmount: -1 }],
    ['cancels that are no list', { cancels: {} }],
    ['a cancel without amount', { cancels: [{ transactionKey: 't', cancelStatus: 'DONE' }] }],
    ['a cancel that is nothing', { cancels: [null] }],
  ])('does not read a payment with %s', (_name, overrides) => {
    expect(parse(overrides)).toBeUndefined();
  });

  it.each(['', '<html>', '[]', 'null', '12', '"x"', JSON.stringify(whole).slice(0, -1)])(
    'does not read %j',
    (text) => {
      expect(parse({}, text)).toBeUndefined();
    },
  );
});
