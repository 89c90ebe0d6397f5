import { describe, expect, it } from 'vitest';
import type { TimelineEntry } from '#core/contracts/http/get-payment-timeline.ts';
import type { LedgerEntryObject } from '#core/contracts/http/payment-object.ts';
import { ledgerGroupsOf, netByAccount } from '#local/demo/ledger-groups.ts';

const at = '2026-01-01T00:00:00.000Z';

const entry = (debitAccount: string, creditAccount: string, amount: number): LedgerEntryObject => ({
  debitAccount,
  creditAccount,
  amount,
  currency: 'KRW',
  occurredAt: at,
});

const posted = (name: string, lines: number): TimelineEntry => ({
  at,
  kind: 'LEDGER',
  name,
  offsetMs: 0,
  detail: { lines, currency: 'KRW' },
});

const capture = entry('pg_receivable:toss', 'order_deferred', 9_000);
const sales = entry('order_deferred', 'sales', 8_182);
const vat = entry('order_deferred', 'vat_output', 818);
const timeline = [posted('capture:pay_1', 2), posted('deliver:ord_1', 3)];

describe('ledgerGroupsOf', () => {
  it('gives each group its entries by its number of lines', () => {
    const groups = ledgerGroupsOf([capture, sales, vat], timeline);

    expect(groups).toEqual([
      { name: 'capture:pay_1', at, entries: [capture], sum: 0, isWhole: true },
      { name: 'deliver:ord_1', at, entries: [sales, vat], sum: 0, isWhole: true },
    ]);
  });

  it('shows an entry that no group explains', () => {
    const groups = ledgerGroupsOf([capture, sales, vat, capture], timeline);

    expect(groups.at(-1)).toMatchObject({ name: '', entries: [capture], isWhole: false });
  });

  it('shows a group that lacks an entry', () => {
    const groups = ledgerGroupsOf([capture, sales], timeline);

    expect(groups.at(-1)).toMatchObject({ name: 'deliver:ord_1', isWhole: false });
  });

  it('shows a group whose entry was posted at another time', () => {
    const late = { ...capture, occurredAt: '2026-01-01T00:00:01.000Z' };

    expect(ledgerGroupsOf([late], [posted('capture:pay_1', 2)])[0]?.isWhole).toBe(false);
  });

  it('has none where nothing was posted', () => {
    expect(ledgerGroupsOf([], [])).toEqual([]);
  });
});

describe('netByAccount', () => {
  it('leaves an account at zero when what came has gone', () => {
    expect(netByAccount([capture, sales, vat])).toEqual({
      'pg_receivable:toss': 9_000,
      order_deferred: 0,
      sales: -8_182,
      vat_output: -818,
    });
  });
});
