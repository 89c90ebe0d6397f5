import { describe, expect, it } from 'vitest';
import { instant } from '#core/kernel/instant.ts';
import type { Books, GroupRow, PaymentRow } from '#core/verification/books.ts';
import { recountLedger } from '#core/verification/recount-ledger.ts';

const none = { currency: 'KRW', minor: 0n };

const payment: PaymentRow = {
  paymentId: 'pay_1',
  orderId: 'ord_1',
  status: 'WAITING_FOR_DEPOSIT',
  seq: 0,
  amount: none,
  amounts: { captured: none, refundable: none, refunding: none, refunded: none },
  // The PG gave no transaction: the key is one of ours.
  reversals: ['pk_1:0'],
  createdAt: instant(0),
};

const group = (keyedAs: string): GroupRow => ({
  keyedAs,
  effectKey: keyedAs,
  currency: 'KRW',
  recordedAt: instant(0),
  lines: [
    { account: 'pg_fee', side: 'D', amount: 10n },
    { account: 'pg_receivable:toss', side: 'C', amount: 10n },
  ],
});

const saysOf = (keyedAs: string): string[] => {
  const books: Books = {
    tenant: 'test.M1',
    orders: [],
    payments: [payment],
    attempts: [],
    refunds: [],
    counted: [],
    groups: [group(keyedAs)],
    outbox: [],
    commands: [],
    audit: [],
  };
  return recountLedger(books).map(({ says }) => says);
};

describe('recountLedger', () => {
  it.each(['capture:pay_1', 'auth:pay_1:open', 'topup:pay_1', 'reversal:pk_1:0', 'fee:toss:row-1'])(
    'finds the owner of %s, or asks for none',
    (keyedAs) => {
      expect(saysOf(keyedAs)).toEqual([]);
    },
  );

  it.each(['capture:pay_2', 'auth:pay_2:open', 'topup:pay_2', 'reversal:pk_1', 'reversal:pk_2:0'])(
    'names %s, whose object is not there',
    (keyedAs) => {
      expect(saysOf(keyedAs)).toEqual(['is posted for an object that is not there']);
    },
  );
});
