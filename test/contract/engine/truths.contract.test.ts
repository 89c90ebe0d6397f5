// What the PG says of a payment, told at every moment of its life by whoever has just read it.
import { describe, expect, it } from 'vitest';
import type { PaymentId } from '#core/kernel/ids.ts';
import { money } from '#core/kernel/money.ts';
import { applyTruth } from '#core/payments/apply-truth.ts';
import { lookAtPayment } from '#core/payments/look-at-payment.ts';
import type { PgPayment } from '#core/payments/payment-gateway.ts';
import { readingEvidence } from '#core/payments/send-attempt.ts';
import { attentionOf, eventNames, statesOf, viewOf } from '#test/support/engine/books.ts';
import { cause, tenant } from '#test/support/engine/engine.ts';
import { askRefund } from '#test/support/engine/refunds.ts';
import {
  cancel,
  confirm,
  report,
  type Sale,
  sell,
  serviceShop,
  shop,
  unreachable,
} from '#test/support/engine/sale.ts';
import { expectSound } from '#test/support/engine/soundness.ts';
import type { World } from '#test/support/engine/world.ts';

const hourMs = 3_600_000;
const account = { method: 'VIRTUAL_ACCOUNT', validHours: 24 };
const refundAccount = { bankCode: '88', accountNumber: '110123456789', holderName: '김하늘' };

/** The PG is read, and what it says is applied; `over`: what it says otherwise. */
const tell = async (
  at: World,
  sale: Sale,
  over: Partial<PgPayment> = {},
  deps: Partial<World['deps']> = {},
) => {
  const { paymentId, paymentKey, pgOrderId } = sale;
  const reading = await at.deps
    .gateways()
    .read({ tenant, paymentKey, pgOrderId, timeoutMs: 5_000 });
  const pg = { ...(reading as { readonly payment: PgPayment }).payment, ...over };
  const evidence = readingEvidence(reading, at.clock.now());
  return applyTruth({ ...at.deps, ...deps })({ tenant, paymentId, pg, evidence, cause });
};

const issued = async (at: World): Promise<Sale> => {
  const sale = await sell(at, account);
  await confirm(at, sale);
  return sale;
};

const deposited = async (at: World): Promise<Sale> => {
  const sale = await issued(at);
  at.pg.control.deposit(sale.paymentKey);
  expect(await tell(at, sale)).toBe('APPLIED');
  await at.runFor(1_000);
  return sale;
};

describe('the truth of a payment that waits for its deposit', () => {
  it.each(['EXPIRED', 'ABORTED'] as const)('%s ends it', async (status) => {
    const at = shop();
    const sale = await issued(at);

    expect(await tell(at, sale, { status })).toBe('APPLIED');
    expect(await statesOf(at, sale)).toMatchObject({ payment: 'EXPIRED' });
    // The PG says so once more of what has ended already.
    expect(await tell(at, sale, { status })).toBe('STANDS');
    await expectSound(at);
  });

  it.each(['WAITING_FOR_DEPOSIT', 'OTHER'] as const)('%s leaves it', async (status) => {
    const at = shop();
    const sale = await issued(at);

    expect(await tell(at, sale, { status })).toBe('STANDS');
    expect(await statesOf(at, sale)).toMatchObject({ payment: 'WAITING_FOR_DEPOSIT' });
  });

  it.each([
    ['key', { paymentKey: 'another' }],
    ['order', { pgOrderId: 'another' }],
    ['amount', { total: money(8_999n, 'KRW') }],
  ])('with another %s goes before a person', async (_what, over) => {
    const at = shop();
    const sale = await issued(at);

    expect(await tell(at, sale, over)).toBe('STANDS');
    expect(attentionOf(at)).toMatchObject([{ kind: 'INTEGRITY_MISMATCH' }]);
    expect(await statesOf(at, sale)).toMatchObject({ payment: 'WAITING_FOR_DEPOSIT' });
  });

  it('is applied once where two have read it', async () => {
    const at = shop();
    const sale = await issued(at);
    at.pg.control.deposit(sale.paymentKey);

    const applied = await Promise.all([tell(at, sale), tell(at, sale)]);
    await at.runFor(1_000);

    expect(applied.toSorted()).toEqual(['APPLIED', 'STANDS']);
    expect(eventNames(at).filter((name) => name === 'payment.approved')).toHaveLength(1);
    await expectSound(at);
  });
});

describe('the truth of late money that its bank takes back', () => {
  const late = async (at: World): Promise<Sale> => {
    const sale = await issued(at);
    await tell(at, sale, { status: 'EXPIRED' });
    at.pg.control.deposit(sale.paymentKey);
    expect(await tell(at, sale)).toBe('APPLIED');
    at.clock.advance(61_000);
    return sale;
  };

  it.each([
    ['stands where all of it was returned', {}, ['LATE_SUCCESS']],
    [
      'contradicts the return of a part: a person looks',
      { amount: 4_000 },
      ['INTEGRITY_MISMATCH', 'LATE_SUCCESS'],
    ],
  ])('%s', async (_name, part, kinds) => {
    const at = shop();
    const sale = await late(at);
    at.pg.control.consoleCancel(sale.paymentKey, part);
    expect(await tell(at, sale)).toBe('APPLIED');
    const before = await viewOf(at, sale);

    expect(await tell(at, sale, { status: 'WAITING_FOR_DEPOSIT' })).toBe('STANDS');

    expect(
      attentionOf(at)
        .map(({ kind }) => kind)
        .toSorted(),
    ).toEqual(kinds);
    expect((await viewOf(at, sale)).payment.amounts).toEqual(before.payment.amounts);
  });
});

describe('the truth of a deposit that came and went before we heard', () => {
  it('waits where more was returned than came', async () => {
    const at = shop();
    const sale = await issued(at);
    at.pg.control.deposit(sale.paymentKey);
    const tooMuch = {
      transactionKey: 'tx-too-much',
      amount: money(9_001n, 'KRW'),
      reason: 'by hand',
      isDone: true,
      canceledAt: at.clock.now(),
    };

    expect(await tell(at, sale, { cancels: [tooMuch] })).toBe('LATER');
    expect(await statesOf(at, sale)).toMatchObject({ payment: 'CONFIRMED' });
  });
});

describe('the truth of a payment that nobody knows', () => {
  it('is nothing to us', async () => {
    const at = shop();
    const sale = await issued(at);
    const unknown = { ...sale, paymentId: 'pay_nobody' as PaymentId };

    expect(await tell(at, unknown)).toBe('STANDS');
    expect(await lookAtPayment(at.deps)({ tenant, paymentId: unknown.paymentId })).toEqual({
      kind: 'ENDED',
    });
  });
});

describe('the truth of a payment whose call is not done', () => {
  const doubted = async (at: World, fault: string): Promise<Sale> => {
    const sale = await sell(at);
    at.pg.control.addRule({ fault, match: { orderId: sale.pgOrderId, op: 'confirm' } });
    at.pg.control.addRule({ fault: 'F06', match: { op: 'read' } });
    expect((await confirm(at, sale)).code).toBe('PAY_005');
    return sale;
  };

  it('ends its doubt', async () => {
    const at = shop();
    const sale = await doubted(at, 'F05');

    expect(await tell(at, sale)).toBe('APPLIED');
    await at.runFor(1_000);
    expect(await statesOf(at, sale)).toMatchObject({ payment: 'CONFIRMED' });
    await expectSound(at);
  });

  it('comes again where it proves nothing', async () => {
    const at = shop();
    const sale = await doubted(at, 'F05');

    expect(await tell(at, sale, { status: 'IN_PROGRESS' })).toBe('LATER');
    expect(await lookAtPayment(at.deps)({ tenant, paymentId: sale.paymentId })).toEqual({
      kind: 'ENDED',
    });
    expect(await statesOf(at, sale)).toMatchObject({ payment: 'IN_DOUBT' });
  });

  it('ends what its process did not live to write', async () => {
    const at = shop();
    const sale = await sell(at);
    at.mishap.plan('TX-APPROVED', 'DIES_BEFORE');
    void confirm(at, sale);
    await at.microtasksDone();

    expect(await tell(at, sale)).toBe('APPLIED');
    await at.runFor(1_000);
    expect(await statesOf(at, sale)).toMatchObject({ payment: 'CONFIRMED' });
    await expectSound(at);
  });

  it('is nothing where the payment is gone meanwhile', async () => {
    const at = shop();
    const sale = await doubted(at, 'F05');
    const { payments } = at.deps;
    let reads = 0;
    const gone: typeof payments = {
      byId: (key) => {
        reads += 1;
        return reads > 1 ? Promise.resolve(undefined) : payments.byId(key);
      },
    };

    expect(await tell(at, sale, {}, { payments: gone })).toBe('STANDS');
  });

  it('changes nothing where no call has reached the PG', async () => {
    const at = shop();
    const sale = await sell(at);
    await lookAtPayment(at.deps)({ tenant, paymentId: sale.paymentId });
    await confirm({ deps: unreachable(at) }, sale);

    expect(await tell(at, sale)).toBe('STANDS');
    expect(await statesOf(at, sale)).toMatchObject({ payment: 'READY' });
  });
});

describe('the truth of money that was taken', () => {
  it('leaves it, and brings what others returned of it', async () => {
    const at = shop();
    const sale = await deposited(at);

    expect(await tell(at, sale)).toBe('STANDS');
    at.pg.control.consoleCancel(sale.paymentKey, { amount: 4_000 });
    expect(await tell(at, sale)).toBe('APPLIED');
    expect(await statesOf(at, sale)).toMatchObject({ payment: 'PARTIALLY_REFUNDED' });
    await expectSound(at);
  });

  it('waits for the end of its saga', async () => {
    const at = serviceShop();
    const sale = await deposited(at);
    await report(at, sale, 'COMPLETED');

    expect(await tell(at, sale, { status: 'WAITING_FOR_DEPOSIT' })).toBe('LATER');
    at.pg.control.consoleCancel(sale.paymentKey, { amount: 4_000 });
    expect(await tell(at, sale)).toBe('LATER');
    expect(await statesOf(at, sale)).toMatchObject({ order: 'PAID', payment: 'APPROVED' });
  });
});

describe('the truth of a deposit that the bank took back', () => {
  const delivered = async () => {
    const at = shop();
    const sale = await deposited(at);
    return { at, sale };
  };

  it('waits for the saga that is about to end it', async () => {
    const at = serviceShop();
    const sale = await deposited(at);
    at.pg.control.reverseDeposit(sale.paymentKey);

    expect(await tell(at, sale)).toBe('APPLIED');
    expect(await tell(at, sale)).toBe('LATER');
  });

  it('ends the payment whose money waits for its way back, and the order with it', async () => {
    const at = serviceShop();
    const sale = await issued(at);
    at.pg.control.deposit(sale.paymentKey);
    await cancel(at, sale);
    await at.runFor(5_000);
    expect((await viewOf(at, sale)).payment.amounts.refunding.minor).toBe(9_000n);

    expect(await tell(at, sale, { status: 'WAITING_FOR_DEPOSIT' })).toBe('APPLIED');
    await at.runFor(5_000);

    expect(await statesOf(at, sale)).toMatchObject({ order: 'CANCELLED', payment: 'CANCELLED' });
  });

  it('waits for a refund that is about to be sent', async () => {
    const { at, sale } = await delivered();
    const args = { code: 'NOT_CANCELABLE_PAYMENT' };
    at.pg.control.addRule({ fault: 'DECLINE', match: { op: 'cancel' }, args });
    const gateway = at.deps.gateways();
    const deps = {
      ...at.deps,
      gateways: () => ({
        ...gateway,
        cancel: async (request: Parameters<typeof gateway.cancel>[0]) => {
          await askRefund(at, sale, { amount: 2_000n, refundAccount, key: 'second' });
          return gateway.cancel(request);
        },
      }),
    };
    await askRefund({ deps }, sale, { amount: 1_000n, refundAccount });
    const { payment, refunds } = await viewOf(at, sale);
    expect(payment.openAttempt).toBeUndefined();
    expect(refunds.map(({ status }) => status).toSorted()).toEqual(['FAILED', 'REQUESTED']);

    expect(await tell(at, sale, { status: 'WAITING_FOR_DEPOSIT' })).toBe('LATER');
  });

  it.each([
    ['waits where a person has a completion', 'COMPLETED', 'TX-COMPLETE', 'LATER'],
    ['stands where a person has a compensation', 'FAILED', 'TX-RETURN-CLAIM', 'STANDS'],
  ] as const)('%s that would end it', async (_name, outcome, transaction, told) => {
    const at = serviceShop();
    const sale = await deposited(at);
    at.mishap.plan(transaction, 'IS_AWAY', { times: 10_000 });
    await report(at, sale, outcome);
    for (const run of ['', '-r2', '-r3']) {
      await at.runFor(1_000);
      at.stepper.stop(`${tenant.merchantId}-${sale.paymentId}${run}`);
      await at.runFor(130_000);
      await at.sweepOnce();
    }
    expect(await statesOf(at, sale)).toMatchObject({ order: 'PAID', saga: 'NEEDS_ATTENTION' });

    expect(await tell(at, sale, { status: 'WAITING_FOR_DEPOSIT' })).toBe(told);
    expect(await statesOf(at, sale)).toMatchObject({ payment: 'APPROVED' });
  });

  it('contradicts a refund of it: a person looks', async () => {
    const { at, sale } = await delivered();
    await askRefund(at, sale, { amount: 4_000n, refundAccount });

    expect(await tell(at, sale, { status: 'WAITING_FOR_DEPOSIT' })).toBe('STANDS');
    expect(attentionOf(at)).toMatchObject([{ kind: 'INTEGRITY_MISMATCH' }]);
  });

  it('is counted where the PG names no transaction', async () => {
    const { at, sale } = await delivered();
    at.pg.control.reverseDeposit(sale.paymentKey);
    // Before that the word may be as old as the account.
    await at.runFor(60_000);

    expect(await tell(at, sale, { lastTransactionKey: undefined })).toBe('APPLIED');
    expect((await viewOf(at, sale)).payment.reversals).toEqual([`${sale.paymentKey}:0`]);
    await expectSound(at);
  });

  it('a second time asks the same person once, whoever heard it first', async () => {
    const { at, sale } = await delivered();
    at.pg.control.reverseDeposit(sale.paymentKey);
    await tell(at, sale);
    at.pg.control.deposit(sale.paymentKey);
    await tell(at, sale);
    at.pg.control.reverseDeposit(sale.paymentKey);

    const applied = await Promise.all([tell(at, sale), tell(at, sale)]);

    expect(applied.toSorted()).toEqual(['APPLIED', 'STANDS']);
    expect(attentionOf(at)).toHaveLength(1);
    expect((await viewOf(at, sale)).payment.reversals).toHaveLength(2);
    await expectSound(at);
  });
});

describe('the last look at an ended payment', () => {
  it('that finds no money is the last', async () => {
    const at = shop();
    const sale = await issued(at);
    await tell(at, sale, { status: 'EXPIRED' });
    expect((await viewOf(at, sale)).payment).toHaveProperty('dueAt');

    await at.runFor(26 * hourMs);
    await at.sweepOnce();

    expect(at.pg.control.truth.payment(sale.paymentKey).status).not.toBe('DONE');
    expect((await viewOf(at, sale)).payment).not.toHaveProperty('dueAt');
  });
});
