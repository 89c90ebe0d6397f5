// Cancels that somebody made at the PG, and PG transactions as proof: each counts once, for one payment.
import { describe, expect, it } from 'vitest';
import { present } from '#core/kernel/assert.ts';
import { money } from '#core/kernel/money.ts';
import { adoptCancels } from '#core/payments/adopt-cancels.ts';
import { applyPgState } from '#core/payments/apply-pg-state.ts';
import { attemptId } from '#core/payments/attempt.ts';
import { loadCase } from '#core/payments/case.ts';
import type { PgCancel, PgPayment } from '#core/payments/payment-gateway.ts';
import { balancesOf, effectsOf, groupsOf, statesOf, viewOf } from '#test/support/engine/books.ts';
import { cause, tenant } from '#test/support/engine/engine.ts';
import {
  approved,
  confirm,
  report,
  type Sale,
  sell,
  serviceShop,
  shop,
} from '#test/support/engine/sale.ts';
import { expectSound } from '#test/support/engine/soundness.ts';
import type { World } from '#test/support/engine/world.ts';

const won = (minor: bigint) => money(minor, 'KRW');

const cancelOf = (transactionKey: string, minor: bigint): PgCancel => ({
  transactionKey,
  amount: won(minor),
  reason: 'console',
  isDone: true,
  canceledAt: undefined,
});

const adopt = (at: World, { paymentId }: Sale, ...cancels: readonly PgCancel[]) =>
  adoptCancels(at.deps)({ tenant, paymentId, cancels, cause });

const caseOf = async (at: World, sale: Sale) => {
  const [attempt] = (await viewOf(at, sale)).attempts;
  const id = attemptId(present(attempt, 'an attempt was made'));
  const key = { tenant, paymentId: sale.paymentId, attemptId: id };
  return present(await loadCase(at.deps)(key), 'a case');
};

const approvalOf = (sale: Sale, paymentKey: string): PgPayment => ({
  paymentKey,
  pgOrderId: sale.pgOrderId,
  status: 'DONE',
  total: won(sale.amount),
  balance: won(sale.amount),
  lastTransactionKey: 'tx-1',
  method: { type: 'CARD' },
  approvalNumber: '1',
  receiptUrl: undefined,
  requestedAt: undefined,
  approvedAt: undefined,
  cancels: [],
});

describe('a sale of which the PG returned a part while the service worked', () => {
  it('is posted without that part (E10)', async () => {
    const at = serviceShop();
    const sale = await sell(at, { amount: 990_001n });
    await confirm(at, sale);
    at.pg.control.consoleCancel(sale.paymentKey, { amount: 90_001 });
    await at.runFor(5_000);

    await report(at, sale, 'COMPLETED');
    await at.runFor(5_000);

    expect(await statesOf(at, sale)).toMatchObject({
      order: 'COMPLETED',
      payment: 'PARTIALLY_REFUNDED',
    });
    const sold = groupsOf(at).find(({ effectKey }) => effectKey.startsWith('deliver:'));
    expect(sold?.lines).toEqual([
      { account: 'order_deferred', side: 'D', amount: 900_000n },
      { account: 'sales', side: 'C', amount: 818_182n },
      { account: 'vat_output', side: 'C', amount: 81_818n },
    ]);
    expect(balancesOf(at)['order_deferred']).toBeUndefined();
    await expectSound(at);
  });
});

describe('a cancel of the PG', () => {
  it('that is known is left alone: no second transaction is tried', async () => {
    const at = shop();
    const sale = await sell(at);
    await confirm(at, sale);

    await adopt(at, sale, cancelOf('tx-a', 1_000n));
    await adopt(at, sale, cancelOf('tx-a', 1_000n));

    expect(at.mishap.called.filter((label) => label === 'TX-EXTERNAL')).toHaveLength(1);
    expect((await viewOf(at, sale)).payment.amounts.refunded).toEqual(won(1_000n));
  });

  it('that is our own refund is known too', async () => {
    const { at, sale } = await approved();
    await report(at, sale, 'FAILED');
    await at.runFor(5_000);
    const [refund] = (await viewOf(at, sale)).refunds;

    await adopt(at, sale, cancelOf(present(refund?.pgTxId, 'a PG transaction'), 1n));

    expect(at.mishap.called).not.toContain('TX-EXTERNAL');
    expect(effectsOf(at)).toEqual(['E9', 'E11', 'E13']);
  });
});

describe('a PG transaction', () => {
  it('of a cancel returns the money of one payment only', async () => {
    const at = shop();
    const first = await sell(at);
    const second = await sell(at);
    await confirm(at, first);
    await confirm(at, second);

    await adopt(at, first, cancelOf('tx-a', 1_000n));
    await adopt(at, second, cancelOf('tx-a', 1_000n));

    expect((await viewOf(at, first)).refunds).toHaveLength(1);
    expect((await viewOf(at, second)).refunds).toEqual([]);
    await expectSound(at);
  });

  it('of an approval pays one payment only', async () => {
    const at = shop();
    const first = await sell(at);
    const second = await sell(at, { amount: 990_001n });
    await confirm(at, first);
    await confirm(at, second);

    const applied = await applyPgState(at.deps)({
      case: await caseOf(at, second),
      verdict: {
        kind: 'APPROVED',
        payment: approvalOf(second, first.paymentKey),
        cancels: [],
      },
      evidence: { source: 'READ', at: at.clock.now(), class: 'FOUND', code: 'DONE' },
      cause,
      doubtAt: at.clock.now(),
    });

    expect(applied).toEqual({ outcome: 'IN_DOUBT' });
    expect(await statesOf(at, second)).toMatchObject({ order: 'PENDING', payment: 'IN_DOUBT' });
    await expectSound(at);
  });
});
