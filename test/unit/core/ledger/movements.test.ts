// The movements of the ledger, each with its accounts, and the checks that no group escapes.
// Source: saga specification, section 10.2.
import { describe, expect, it } from 'vitest';
import { type Money, money } from '#core/kernel/money.ts';
import { type LedgerGroup, ledgerGroup } from '#core/ledger/ledger-group.ts';
import {
  captured,
  delivered,
  doubtClosed,
  doubtOpened,
  refundClaimed,
  refundDone,
  refundFailed,
} from '#core/ledger/movements.ts';
import { ledgerEntries } from '#core/payments/payment-object.ts';
import { tenant } from '#test/support/engine/engine.ts';
import { sampleAt } from '#test/support/engine/sample-rows.ts';

const won = (minor: bigint): Money => money(minor, 'KRW');
const head = { tenant, effectiveAt: sampleAt, recordedAt: sampleAt, refs: { paymentId: 'pay_1' } };
const refund = { refundId: 'rf_1', provider: 'toss', amount: won(8_000n) };
const delivery = {
  ...refund,
  amount: won(3_300n),
  tax: { supply: won(2_000n), vat: won(300n), taxFree: won(1_000n) },
};
const order = { orderId: 'ord_1', amount: won(8_000n), taxFree: won(0n) };
const paid = { paymentId: 'pay_1', provider: 'toss', amount: won(8_000n) };
const doubt = { attemptId: 'CONFIRM#pay_1#001', amount: won(8_000n) };

const linesOf = ({ lines }: LedgerGroup): string[] =>
  lines.map(({ account, side, amount }) => `${side} ${account} ${amount}`);

const balances = (groups: readonly LedgerGroup[]): Record<string, bigint> => {
  const sums: Record<string, bigint> = {};
  for (const { account, side, amount } of groups.flatMap(({ lines }) => lines)) {
    sums[account] = (sums[account] ?? 0n) + (side === 'D' ? amount : -amount);
  }
  return Object.fromEntries(Object.entries(sums).filter(([, sum]) => sum !== 0n));
};

describe('a movement', () => {
  it.each([
    [
      'E9',
      captured(head, paid),
      'capture:pay_1',
      ['D pg_receivable:toss 8000', 'C order_deferred 8000'],
    ],
    [
      'E10',
      delivered(head, order),
      'deliver:ord_1',
      ['D order_deferred 8000', 'C sales 7273', 'C vat_output 727'],
    ],
    [
      'E11',
      refundClaimed(head, refund),
      'refund:rf_1:claim',
      ['D order_deferred 8000', 'C refund_payable 8000'],
    ],
    [
      'E12',
      refundClaimed(head, delivery),
      'refund:rf_1:claim',
      ['D sales_refund 3000', 'D vat_output 300', 'C refund_payable 3300'],
    ],
    [
      'E13',
      refundDone(head, refund),
      'refund:rf_1:done',
      ['D refund_payable 8000', 'C pg_receivable:toss 8000'],
    ],
    [
      'E14',
      refundFailed(head, refund),
      'refund:rf_1:fail',
      ['D refund_payable 8000', 'C order_deferred 8000'],
    ],
    [
      'E14 after the delivery',
      refundFailed(head, delivery),
      'refund:rf_1:fail',
      ['D refund_payable 3300', 'C sales_refund 3000', 'C vat_output 300'],
    ],
    [
      'E12 of a failed one that is found done',
      refundClaimed(head, delivery, 'reclaim'),
      'refund:rf_1:reclaim',
      ['D sales_refund 3000', 'D vat_output 300', 'C refund_payable 3300'],
    ],
    [
      'E15',
      doubtOpened(head, doubt),
      'doubt:CONFIRM#pay_1#001:open',
      ['D memo.doubt_open 8000', 'C memo.doubt_contra 8000'],
    ],
  ])('%s debits and credits as the table says', (_id, group, effectKey, lines) => {
    expect(group.effectKey).toBe(effectKey);
    expect(linesOf(group)).toEqual(lines);
  });

  it('leaves out what is nothing: an order that bears no VAT has no VAT line', () => {
    const group = delivered(head, { ...order, taxFree: won(8_000n) });

    expect(linesOf(group)).toEqual(['D order_deferred 8000', 'C sales 8000']);
  });

  it('that corrects another names it', () => {
    expect(refundFailed(head, refund).reverses).toBe('refund:rf_1:claim');
    expect(doubtClosed(head, doubt).reverses).toBe('doubt:CONFIRM#pay_1#001:open');
  });

  it('and its reverse leave nothing', () => {
    expect(balances([refundClaimed(head, refund), refundFailed(head, refund)])).toEqual({});
    expect(balances([refundClaimed(head, delivery), refundFailed(head, delivery)])).toEqual({});
    expect(balances([doubtOpened(head, doubt), doubtClosed(head, doubt)])).toEqual({});
    expect(
      balances([captured(head, paid), refundClaimed(head, refund), refundDone(head, refund)]),
    ).toEqual({});
  });
});

describe('a ledger group', () => {
  const line = (side: 'D' | 'C', minor: bigint, currency = 'KRW') => ({
    account: 'a',
    side,
    amount: money(minor, currency),
  });
  const groupOf =
    (...lines: ReturnType<typeof line>[]) =>
    () =>
      ledgerGroup({ ...head, effectKey: 'x' }, lines);

  it.each([
    ['no line', [], '2 to 20 lines'],
    ['lines of nothing', [line('D', 0n), line('C', 0n)], '2 to 20 lines'],
    ['one line', [line('D', 1n)], '2 to 20 lines'],
    ['21 lines', Array.from({ length: 21 }, () => line('D', 1n)), '2 to 20 lines'],
    ['a sign', [line('D', -1n), line('C', -1n)], 'positive and of one currency'],
    ['two currencies', [line('D', 1n), line('C', 1n, 'USD')], 'positive and of one currency'],
    ['unequal sides', [line('D', 2n), line('C', 1n)], 'debits equal credits'],
  ])('is refused with %s', (_what, lines, message) => {
    expect(groupOf(...lines)).toThrow(message);
  });

  it('is shown entry by entry, each debit with the credit it meets', () => {
    const entries = ledgerEntries([delivered(head, order), refundClaimed(head, delivery)]);

    expect(
      entries.map(({ debitAccount, creditAccount, amount }) => [
        debitAccount,
        creditAccount,
        amount,
      ]),
    ).toEqual([
      ['order_deferred', 'sales', 7_273],
      ['order_deferred', 'vat_output', 727],
      ['sales_refund', 'refund_payable', 3_000],
      ['vat_output', 'refund_payable', 300],
    ]);
  });
});
