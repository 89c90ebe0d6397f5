// Cancels that somebody made at the PG, and PG transactions as proof: each counts once, for one payment.
import { describe, expect, it } from 'vitest';
import { present } from '#core/kernel/assert.ts';
import { plus } from '#core/kernel/instant.ts';
import { money } from '#core/kernel/money.ts';
import { adoptCancels } from '#core/payments/adopt-cancels.ts';
import { applyPgState } from '#core/payments/apply-pg-state.ts';
import { applyWebhook } from '#core/payments/apply-webhook.ts';
import { attemptId } from '#core/payments/attempt.ts';
import { loadCase } from '#core/payments/case.ts';
import type { PgCancel, PgPayment } from '#core/payments/payment-gateway.ts';
import { readCancels } from '#core/payments/read-cancels.ts';
import { refundMark } from '#core/refunds/refund.ts';
import {
  attentionOf,
  balancesOf,
  effectsOf,
  eventsOf,
  groupsOf,
  statesOf,
  viewOf,
} from '#test/support/engine/books.ts';
import { cause, tenant } from '#test/support/engine/engine.ts';
import { amountsOf, askRefund, sold } from '#test/support/engine/refunds.ts';
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

  it('waits while a refund of our own is open: nobody knows yet whose it is', async () => {
    const { at, sale } = await sold();
    at.mishap.plan('pg.cancel', 'DIES_AFTER');
    at.losing.watchMessages = true;
    void askRefund(at, sale, { amount: 3_000n });
    await at.runFor(10_000);

    const adopted = await adopt(at, sale, cancelOf('tx-a', 3_000n));

    expect(adopted).toEqual({ isSettled: false, tooLarge: [] });
    expect(at.mishap.called).not.toContain('TX-EXTERNAL');
    expect(await amountsOf(at, sale)).toEqual([7_000n, 3_000n, 0n]);
  });
});

describe('a compensation that had failed', () => {
  it('is found done by its mark: its saga’s reason is told', async () => {
    const { at, sale } = await approved();
    at.pg.control.addRule({ fault: 'F26', match: { op: 'cancel' } });
    await report(at, sale, 'FAILED');
    await at.runFor(20_000);
    const failed = present((await viewOf(at, sale)).refunds[0], 'a refund');
    const cancel = { ...cancelOf('tx-a', sale.amount), reason: refundMark(failed.refundId) };

    await adopt(at, sale, cancel);

    expect(await statesOf(at, sale)).toMatchObject({
      payment: 'CANCELLED',
      refunds: ['SUCCEEDED'],
    });
    expect(eventsOf(at).at(-1)?.data).toMatchObject({
      origin: 'COMPENSATION',
      reason: 'SERVICE_FAILED',
    });
    expect(balancesOf(at)).toEqual({});
    await expectSound(at);
  });
});

/** A confirm in doubt of which the PG returned a part, and the adoption that is planned to go wrong. */
const partlyReturned = async () => {
  const at = shop();
  const sale = await sell(at, { amount: 990_001n });
  await confirm(at, sale);
  at.pg.control.consoleCancel(sale.paymentKey, { amount: 90_001 });
  return { at, sale };
};

/** The engine whose PG tells of these cancels, or cannot be read. */
const telling = (at: World, sale: Sale, cancels: readonly PgCancel[] | undefined) => {
  const payment = { ...approvalOf(sale, sale.paymentKey), cancels: cancels ?? [] };
  return {
    ...at.deps,
    gateways: () => ({
      ...at.deps.gateways(),
      read: () =>
        Promise.resolve(
          cancels === undefined
            ? { kind: 'FAILED' as const, code: 'TIMEOUT' }
            : { kind: 'FOUND' as const, payment },
        ),
    }),
  };
};

/** The engine with a commit that loses to another one whenever it writes such a change. */
const losing = <T extends World['deps']>(
  deps: T,
  change: 'payment.advance' | 'saga.advance',
): T => ({
  ...deps,
  unitOfWork: {
    commit: (decision: Parameters<World['deps']['unitOfWork']['commit']>[0]) =>
      decision.changes.some((one) => one.change === change)
        ? Promise.resolve({ ok: false as const, error: { lost: change } })
        : deps.unitOfWork.commit(decision),
  },
});

describe('an adoption that does not come to its end', () => {
  it('is made up for after a stop between the approval and it', async () => {
    const { at, sale } = await partlyReturned();
    at.mishap.plan('TX-EXTERNAL', 'DIES_BEFORE');
    await at.runFor(10_000);
    const before = await statesOf(at, sale);

    await at.runFor(60_000);

    expect(at.mishap.left()).toBe(0);
    expect(before).toMatchObject({ payment: 'CONFIRMED' });
    expect(await statesOf(at, sale)).toMatchObject({
      payment: 'PARTIALLY_REFUNDED',
      refunds: ['SUCCEEDED'],
    });
    expect(balancesOf(at)['pg_receivable:toss']).toBe(900_000n);
    await expectSound(at);
  });

  it('resumes the saga that waits for it', async () => {
    const { at, sale } = await waitingForNothing();

    await at.runFor(60_000);

    expect(await statesOf(at, sale)).toMatchObject({
      order: 'CANCELLED',
      payment: 'CANCELLED',
      refunds: ['FAILED', 'SUCCEEDED'],
      saga: 'COMPENSATED',
    });
    expect(attentionOf(at)).toEqual([]);
    expect(balancesOf(at)).toEqual({});
    await expectSound(at);
  });

  it('that loses three rounds, or cannot read the PG, is tried again later', async () => {
    const { at, sale } = await partlyReturned();
    await at.runFor(1_000);
    const { paymentId } = sale;
    await at.runFor(60_000);
    const look = { tenant, paymentId, slot: 1 };
    const lost = losing(telling(at, sale, [cancelOf('tx-z', 1n)]), 'payment.advance');

    const looks = [
      await readCancels(lost)(look),
      await readCancels(telling(at, sale, undefined))({ ...look, slot: 3 }),
    ];

    expect(looks).toEqual([
      { kind: 'LATER', at: plus(at.clock.now(), 10_000), slot: 2 },
      { kind: 'LATER', at: plus(at.clock.now(), 60_000), slot: 4 },
    ]);
    expect(attentionOf(at)).toEqual([]);
  });

  it('is a person’s when it never succeeds', async () => {
    const { at, sale } = await partlyReturned();
    await at.runFor(60_000);
    const deps = telling(at, sale, undefined);

    const last = await readCancels(deps)({ tenant, paymentId: sale.paymentId, slot: 9 });

    expect(last).toEqual({ kind: 'HANDED_OVER' });
    expect(attentionOf(at)).toMatchObject([
      { kind: 'INTEGRITY_MISMATCH', evidence: [{ finding: 'CANCELS_NOT_ADOPTED' }] },
    ]);
  });

  it('is nobody’s where no money was taken, or the rows are gone', async () => {
    const at = shop();
    const sale = await sell(at);
    const look = { tenant, paymentId: sale.paymentId, slot: 1 };
    const unpaid = await readCancels(at.deps)(look);
    await confirm(at, sale);
    const gone = { ...at.deps, orders: { byId: () => Promise.resolve(undefined) } };

    expect([unpaid, await readCancels(gone)(look)]).toEqual([{ kind: 'ENDED' }, { kind: 'ENDED' }]);
    expect(await readCancels(at.deps)({ ...look, paymentId: 'pay_nobody' as never })).toEqual({
      kind: 'ENDED',
    });
  });
});

describe('a cancel larger than what is left', () => {
  it('is never applied: a person is asked, once', async () => {
    const at = shop();
    const sale = await sell(at);
    await confirm(at, sale);
    const deps = telling(at, sale, [cancelOf('tx-a', 1_000n), cancelOf('tx-b', 8_001n)]);
    const look = { tenant, paymentId: sale.paymentId, slot: 1 };

    const looks = [await readCancels(deps)(look), await readCancels(deps)(look)];

    expect(looks).toEqual([{ kind: 'HANDED_OVER' }, { kind: 'HANDED_OVER' }]);
    expect((await viewOf(at, sale)).refunds).toMatchObject([{ pgTxId: 'tx-a' }]);
    expect(attentionOf(at)).toMatchObject([
      {
        kind: 'INTEGRITY_MISMATCH',
        severity: 'P1',
        evidence: [
          { finding: 'CANCEL_LARGER_THAN_LEFT', refundable: 8_000 },
          { transactionKey: 'tx-b', returned: 8_001, currency: 'KRW' },
        ],
      },
    ]);
    await expectSound(at);
  });

  it('and told by a webhook is looked at within seconds, by the look that asks a person', async () => {
    const at = shop();
    const sale = await sell(at);
    await confirm(at, sale);
    const sent: unknown[] = [];
    const watchQueue = {
      send: (message: unknown, due: number) => Promise.resolve(void sent.push([message, due])),
    };
    const deps = { ...telling(at, sale, [cancelOf('tx-b', 9_001n)]), watchQueue };
    const ref = {
      kind: 'WEBHOOK' as const,
      provider: 'toss',
      event: 'PAYMENT_STATUS_CHANGED',
      pgOrderId: sale.pgOrderId,
      status: 'CANCELED',
      transactionKey: 'tx-b',
      requestId: 'request-1',
      receivedAt: at.clock.now(),
      slot: 0,
    };

    const looked = await applyWebhook(deps)({ tenant, ref });

    const { paymentId } = sale;
    const wanted = { tenant: 'test.M123', ref: { kind: 'CANCELS', paymentId, slot: 1 } };
    expect(looked).toEqual({ kind: 'ENDED' });
    expect(sent).toEqual([[wanted, plus(at.clock.now(), 10_000)]]);
  });
});

/** A saga in AwaitCancel whose refund is refused since others returned everything, and no adoption yet. */
const waitingForNothing = async () => {
  const { at, sale } = await approved();
  at.pg.control.addRule({ fault: 'F03', match: { op: 'cancel' }, times: 1 });
  await report(at, sale, 'FAILED');
  await at.runFor(1_000);
  at.pg.control.consoleCancel(sale.paymentKey);
  at.mishap.plan('TX-EXTERNAL', 'DIES_BEFORE');
  await at.runFor(5_000);
  expect(at.mishap.left()).toBe(0);
  expect((await viewOf(at, sale)).saga?.waiting).toBeDefined();
  return { at, sale };
};

describe('a saga that waits for a refund which will never come', () => {
  it('is told so when nothing is left to adopt, and a person decides', async () => {
    const { at, sale } = await waitingForNothing();
    const deps = telling(at, sale, []);
    const look = { tenant, paymentId: sale.paymentId, slot: 1 };

    const lost = await readCancels(losing(deps, 'saga.advance'))(look);
    const told = await readCancels(deps)(look);
    await at.runFor(5_000);

    expect(lost).toEqual({ kind: 'LATER', at: plus(at.clock.now(), -4_000), slot: 1 });
    expect(told).toEqual({ kind: 'ENDED' });
    expect(await statesOf(at, sale)).toMatchObject({ saga: 'NEEDS_ATTENTION' });
    expect(attentionOf(at)).toMatchObject([{ kind: 'CANCEL_REFUSED' }]);
  });

  it('is left to the reads of its refund while that is open', async () => {
    const { at, sale } = await approved();
    at.pg.control.addRule({ fault: 'F03', match: { op: 'cancel' }, times: 9 });
    await report(at, sale, 'FAILED');
    await at.runFor(1_000);

    const look = { tenant, paymentId: sale.paymentId, slot: 1 };
    const looks = [
      await readCancels(telling(at, sale, []))(look),
      await readCancels(telling(at, sale, [cancelOf('tx-a', 9_000n)]))(look),
    ];

    expect(looks).toMatchObject([{ kind: 'ENDED' }, { kind: 'LATER', slot: 2 }]);
    expect((await viewOf(at, sale)).saga?.waiting).toBeDefined();
    expect(await statesOf(at, sale)).toMatchObject({ refunds: ['IN_DOUBT'] });
  });
});

describe('a cancel at the PG between the outcome of the service and the end of the saga', () => {
  it('waits: the sale is completed as it was, and returned after it', async () => {
    const { at, sale } = await approved();
    at.mishap.plan('TX-COMPLETE', 'IS_AWAY', { times: 3 });
    await report(at, sale, 'COMPLETED');
    at.pg.control.consoleCancel(sale.paymentKey);
    const look = { tenant, paymentId: sale.paymentId, slot: 1 };

    const between = await readCancels(at.deps)(look);
    const untouched = await statesOf(at, sale);
    await at.runFor(60_000);
    const after = await readCancels(at.deps)(look);

    expect(between).toMatchObject({ kind: 'LATER', slot: 2 });
    expect(untouched).toMatchObject({ order: 'PAID', payment: 'APPROVED', saga: 'RUNNING' });
    expect(after).toEqual({ kind: 'ENDED' });
    expect(await statesOf(at, sale)).toMatchObject({
      order: 'COMPLETED',
      payment: 'REFUNDED',
      saga: 'COMPLETED',
    });
    expect(effectsOf(at)).toEqual(['E9', 'E10', 'E12', 'E13']);
    await expectSound(at);
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
    await expectSound(at, { pgMayDiffer: true });
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
