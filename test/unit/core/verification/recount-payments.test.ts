import { describe, expect, it } from 'vitest';
import { instant } from '#core/kernel/instant.ts';
import type {
  AttemptRow,
  Books,
  GroupRow,
  PaymentRow,
  RefundRow,
} from '#core/verification/books.ts';
import { recountPayments } from '#core/verification/recount-payments.ts';

const won = (minor: bigint) => ({ currency: 'KRW', minor });

const payment = (over: Partial<PaymentRow> = {}): PaymentRow => ({
  paymentId: 'pay_1',
  orderId: 'ord_1',
  status: 'READY',
  seq: 0,
  amount: won(10n),
  amounts: { captured: won(0n), refundable: won(0n), refunding: won(0n), refunded: won(0n) },
  createdAt: instant(0),
  ...over,
});

const attempt = (attemptId: string, over: Partial<AttemptRow> = {}): AttemptRow => ({
  paymentId: 'pay_1',
  attemptId,
  op: 'CONFIRM',
  state: 'SUCCEEDED',
  amount: won(10n),
  ...over,
});

const group = (effectKey: string, amount = 10n): GroupRow => ({
  keyedAs: effectKey,
  effectKey,
  currency: 'KRW',
  recordedAt: instant(0),
  lines: [
    { account: 'pg_receivable:toss', side: 'D', amount },
    { account: 'order_deferred', side: 'C', amount },
  ],
});

const refund = (over: Partial<RefundRow> = {}): RefundRow => ({
  refundId: 'rf_1',
  paymentId: 'pay_1',
  status: 'SUCCEEDED',
  seq: 0,
  amount: won(10n),
  createdAt: instant(0),
  ...over,
});

const saysOf = (over: Partial<Books>): string[] =>
  recountPayments({
    tenant: 'test.M1',
    orders: [],
    payments: [],
    attempts: [],
    refunds: [],
    counted: [],
    groups: [],
    outbox: [],
    commands: [],
    audit: [],
    ...over,
  }).map(({ says }) => says);

const taken = payment({
  status: 'APPROVED',
  amounts: { captured: won(10n), refundable: won(10n), refunding: won(0n), refunded: won(0n) },
});
const returned = payment({
  status: 'REFUNDED',
  amounts: { captured: won(10n), refundable: won(0n), refunding: won(0n), refunded: won(10n) },
});

describe('recountPayments', () => {
  it.each([
    ['a sale', { payments: [taken], attempts: [attempt('a')], groups: [group('capture:pay_1')] }],
    [
      'a sale that was taken again after a reversal',
      {
        payments: [{ ...taken, reversals: ['tx_1'] }],
        attempts: [attempt('a')],
        groups: [group('capture:pay_1'), group('reversal:tx_1'), group('capture:pay_1:1')],
      },
    ],
    ['a top-up', { payments: [taken], attempts: [attempt('a')], groups: [group('topup:pay_1')] }],
    [
      'an authorization that was captured',
      {
        payments: [taken],
        attempts: [attempt('a', { op: 'AUTHORIZE' }), attempt('b', { op: 'CAPTURE' })],
        groups: [group('capture:pay_1')],
      },
    ],
    [
      'a charge of a billing key',
      {
        payments: [taken],
        attempts: [attempt('a', { op: 'BILLING' })],
        groups: [group('capture:pay_1')],
      },
    ],
    [
      'a refund paid as credit',
      {
        payments: [returned],
        attempts: [attempt('a')],
        refunds: [refund({ destination: 'CREDIT' })],
        groups: [group('capture:pay_1')],
      },
    ],
    [
      'a deposit that was taken back',
      {
        payments: [payment({ status: 'WAITING_FOR_DEPOSIT', reversals: ['tx_1'] })],
        attempts: [attempt('a')],
        groups: [group('capture:pay_1'), group('reversal:tx_1')],
      },
    ],
    [
      'a decline',
      {
        payments: [payment({ status: 'FAILED' })],
        attempts: [attempt('a', { state: 'DECLINED' })],
      },
    ],
    [
      'a call that is under way',
      {
        payments: [payment({ openAttempt: { id: 'a' } })],
        attempts: [attempt('a', { state: 'SENT' })],
      },
    ],
  ])('finds nothing in %s', (_what, books) => {
    expect(saysOf(books)).toEqual([]);
  });

  it('names two attempts that are open at once', () => {
    const attempts = [attempt('a', { state: 'SENT' }), attempt('b', { state: 'IN_DOUBT' })];

    expect(saysOf({ payments: [payment({ openAttempt: { id: 'a' } })], attempts })).toEqual([
      '2 attempts are open at once',
    ]);
  });

  it('names a posting of what was never captured, and one of another amount', () => {
    const attempts = [attempt('a')];

    expect(saysOf({ payments: [payment()], groups: [group('capture:pay_1')] })).toEqual([
      'capture:pay_1 is posted, and nothing was captured',
    ]);
    expect(saysOf({ payments: [taken], attempts, groups: [group('capture:pay_1', 9n)] })).toEqual([
      'captured 10; posted is 9',
    ]);
  });

  it('names a deposit that was taken back, and neither it nor its reversal is posted', () => {
    expect(saysOf({ payments: [payment({ reversals: ['tx_1'] })] })).toEqual([
      'capture:pay_1 is not posted, and the deposit was taken back',
      'reversal:tx_1 is not posted, and the deposit was taken back',
    ]);
  });

  it('names once each payment that other records tell of, and whose row is gone', () => {
    const orders = [
      { orderId: 'ord_1', status: 'PENDING', seq: 0, paymentIds: ['pay_1', 'pay_2'] },
    ].map((order) => ({ ...order, createdAt: instant(0) }));

    expect(
      saysOf({ orders, payments: [payment()], attempts: [attempt('a', { paymentId: 'pay_2' })] }),
    ).toEqual(['its row is missing']);
  });

  it('names a payment whose row is gone by a command alone', () => {
    const command = {
      commandId: 'cmd',
      objectId: 'pay_3',
      createdAt: instant(0),
      isPending: false,
    };

    expect(saysOf({ commands: [command, { ...command, objectId: 'saga_3' }] })).toEqual([
      'its row is missing',
    ]);
  });

  it('names a refund that is not posted as done', () => {
    const attempts = [attempt('a')];
    const groups = [group('capture:pay_1'), group('refund:rf_1:claim')];

    expect(saysOf({ payments: [returned], attempts, groups, refunds: [refund()] })).toEqual([
      'is not posted as done',
    ]);
  });
});
