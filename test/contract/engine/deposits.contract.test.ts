// Virtual accounts over the real adapters: issue, deposit, date, void, and the bank that takes it back.
// Source: API specification, sections 6.3, 7.1 and 7.2; saga specification, section 1.2.
import { describe, expect, it } from 'vitest';
import { applyTruth } from '#core/payments/apply-truth.ts';
import { readNow } from '#core/payments/read-now.ts';
import { getPayment } from '#core/payments/read-payments.ts';
import {
  attentionOf,
  balancesOf,
  commandsOf,
  effectsOf,
  eventNames,
  eventsOf,
  statesOf,
  truthOf,
  viewOf,
} from '#test/support/engine/books.ts';
import { resolve } from '#test/support/engine/desk.ts';
import { cause, tenant } from '#test/support/engine/engine.ts';
import { meanwhile } from '#test/support/engine/meanwhile.ts';
import {
  cancel,
  confirm,
  enteredBy,
  report,
  resultOf,
  type Sale,
  sell,
  serviceShop,
  shop,
} from '#test/support/engine/sale.ts';
import { expectSound } from '#test/support/engine/soundness.ts';
import type { World } from '#test/support/engine/world.ts';

const minuteMs = 60_000;
const hourMs = 3_600_000;
const account = { method: 'VIRTUAL_ACCOUNT', validHours: 24 };

/** An order whose buyer chose a virtual account; its account is issued. */
const issued = async (at: World, over = {}): Promise<Sale> => {
  const sale = await sell(at, { ...account, ...over });
  const answer = await confirm(at, sale);
  expect(answer).toMatchObject({ status: 202, code: 'COMMON_001' });
  return sale;
};

/** Time passes, and the sweep looks at what is due. */
const sweepAfter = async (at: World, ms: number): Promise<void> => {
  await at.runFor(ms);
  await at.sweepOnce();
  await at.runFor(1_000);
};

const refresh = async (at: World, sale: Sale) => {
  await at.runFor(2_000);
  const { deps } = at;
  const key = { tenant, paymentId: sale.paymentId };
  return getPayment({ ...deps, readNow: readNow(deps) })({ ...key, refresh: true });
};

describe('an issued account', () => {
  it('is told to the client, and the order waits for its date', async () => {
    const at = shop();
    const sale = await sell(at, account);

    const answer = await confirm(at, sale);
    const again = await confirm(at, sale);

    const { virtualAccount, callbackSecret } = (await viewOf(at, sale)).payment;
    const order = await at.deps.orders.byId({ tenant, orderId: sale.orderId });
    expect(answer).toMatchObject({
      status: 202,
      code: 'COMMON_001',
      result: {
        status: 'WAITING_FOR_DEPOSIT',
        capturedAmount: 0,
        virtualAccount: { bankCode: '88', accountNumber: virtualAccount?.accountNumber },
      },
    });
    expect(JSON.stringify(answer)).not.toContain(String(callbackSecret));
    expect(callbackSecret).toMatch(/^ps_/u);
    expect(order).toMatchObject({ status: 'PENDING', expiresAt: virtualAccount?.dueAt });
    expect(again).toEqual({ ...answer, isReplayed: true });
    expect(eventNames(at)).toEqual(['order.created', 'payment.waiting_for_deposit']);
    expect(await statesOf(at, sale)).toMatchObject({ attempts: ['CONFIRM SUCCEEDED'] });
    expect(effectsOf(at)).toEqual([]);
    await expectSound(at);
  });

  it('is adopted out of a doubt', async () => {
    const at = shop();
    const sale = await sell(at, account);
    at.pg.control.addRule({ fault: 'F05', match: { orderId: sale.pgOrderId, op: 'confirm' } });
    at.pg.control.addRule({ fault: 'F06', match: { op: 'read' } });

    const answer = await confirm(at, sale);
    await at.runFor(30_000);

    expect(answer.code).toBe('PAY_005');
    expect(eventNames(at)).toEqual([
      'order.created',
      'payment.in_doubt',
      'payment.in_doubt_resolved',
      'payment.waiting_for_deposit',
    ]);
    expect(effectsOf(at)).toEqual(['E15 open', 'E15 close']);
    await expectSound(at);
  });

  it('cannot be confirmed again', async () => {
    const at = shop();
    const sale = await issued(at);

    const answer = await confirm(at, sale, { key: 'another' });

    expect(answer).toMatchObject({ status: 409, code: 'PAY_010' });
  });
});

describe('a deposit', () => {
  it('is found by the look that comes five minutes later, and completes the order', async () => {
    const at = shop();
    const sale = await issued(at);
    at.pg.control.deposit(sale.paymentKey);

    await sweepAfter(at, 5 * minuteMs + 1_000);

    expect(await statesOf(at, sale)).toMatchObject({ order: 'COMPLETED', payment: 'CONFIRMED' });
    expect(eventNames(at).slice(2)).toEqual([
      'payment.approved',
      'payment.captured',
      'order.paid',
      'payment.confirmed',
      'order.completed',
    ]);
    expect(effectsOf(at)).toEqual(['E9', 'E10']);
    expect(truthOf(at, sale)).toEqual({ approvals: 1, cancels: 0, kept: 9_000 });
    await expectSound(at);
  });

  it('is found hourly after the first look', async () => {
    const at = shop();
    const sale = await issued(at);
    await sweepAfter(at, 5 * minuteMs + 1_000);
    at.pg.control.deposit(sale.paymentKey);

    await sweepAfter(at, 59 * minuteMs);
    const before = await statesOf(at, sale);
    await sweepAfter(at, 2 * minuteMs);

    expect(before.payment).toBe('WAITING_FOR_DEPOSIT');
    expect(await statesOf(at, sale)).toMatchObject({ payment: 'CONFIRMED' });
  });

  it('is found by a client that asks for a fresh look', async () => {
    const at = shop();
    const sale = await issued(at);
    at.pg.control.deposit(sale.paymentKey);

    const answer = await refresh(at, sale);

    expect(answer).toMatchObject({ status: 200, result: { status: 'CONFIRMED' } });
    expect(resultOf(answer)['ledgerEntries']).toHaveLength(3);
  });

  it('is found by two who look at once, and booked once', async () => {
    const at = shop();
    const sale = await issued(at);
    at.pg.control.deposit(sale.paymentKey);
    const look = (deps: World['deps']) =>
      readNow(deps)({ tenant, paymentId: sale.paymentId, actor: 'engine:refresh' });
    const second = meanwhile(at, () => look(at.deps));

    const looked = await look(second.deps);

    expect(looked).toMatchObject({ seen: 'DONE' });
    expect(await statesOf(at, sale)).toMatchObject({ order: 'COMPLETED', payment: 'CONFIRMED' });
    expect(truthOf(at, sale).kept).toBe(9_000);
    await expectSound(at);
  });

  it('sets the service to work', async () => {
    const at = serviceShop();
    const sale = await issued(at);
    at.pg.control.deposit(sale.paymentKey);

    await sweepAfter(at, 5 * minuteMs + 1_000);
    await report(at, sale, 'COMPLETED');
    await at.runFor(1_000);

    expect(await statesOf(at, sale)).toMatchObject({
      order: 'COMPLETED',
      payment: 'CONFIRMED',
      saga: 'COMPLETED',
    });
    await expectSound(at);
  });

  it('and its return at the PG are both adopted', async () => {
    const at = shop();
    const sale = await issued(at);
    at.pg.control.deposit(sale.paymentKey);
    at.pg.control.consoleCancel(sale.paymentKey, { amount: 4_000 });

    await sweepAfter(at, 5 * minuteMs + 1_000);

    expect(await statesOf(at, sale)).toMatchObject({
      payment: 'PARTIALLY_REFUNDED',
      refunds: ['SUCCEEDED'],
    });
    expect(truthOf(at, sale).kept).toBe(5_000);
    await expectSound(at);
  });
});

describe('the deposit date', () => {
  it('ends the payment, and then its order', async () => {
    const at = shop();
    const sale = await issued(at);

    await sweepAfter(at, 24 * hourMs + minuteMs);
    await sweepAfter(at, minuteMs);

    expect((await viewOf(at, sale)).payment.status).toBe('EXPIRED');
    expect(await statesOf(at, sale)).toMatchObject({ order: 'CANCELLED' });
    expect(eventNames(at).slice(2)).toEqual([
      'payment.expired',
      'order.cancelled',
      'payment.expired',
    ]);
    await expectSound(at);
  });

  it('is not believed before the PG has been read', async () => {
    const at = shop();
    const sale = await issued(at);
    at.pg.control.addRule({ fault: 'F06', match: { op: 'read' }, times: 1_000 });

    await sweepAfter(at, 25 * hourMs);

    expect(await statesOf(at, sale)).toMatchObject({
      order: 'PENDING',
      payment: 'WAITING_FOR_DEPOSIT',
    });
  });
});

describe('a cancel before the deposit', () => {
  it('voids at the PG first, and ends the order', async () => {
    const at = shop();
    const sale = await issued(at);

    const answer = await cancel(at, sale);
    const again = await cancel(at, sale);

    expect(answer).toMatchObject({
      status: 200,
      result: { status: 'CANCELLED', cancelReason: 'CUSTOMER' },
    });
    expect(again).toEqual({ ...answer, isReplayed: true });
    expect(await statesOf(at, sale)).toMatchObject({
      order: 'CANCELLED',
      payment: 'CANCELLED',
      attempts: ['CONFIRM SUCCEEDED', 'VOID SUCCEEDED'],
    });
    expect(at.pg.control.truth.payment(sale.paymentKey).status).toBe('CANCELED');
    expect(eventNames(at).slice(2)).toEqual(['payment.cancelled', 'order.cancelled']);
    await expectSound(at);
  });

  it('is found done by the reads when its answer is lost', async () => {
    const at = shop();
    const sale = await issued(at);
    at.pg.control.addRule({ fault: 'F05', match: { op: 'cancel' } });
    at.pg.control.addRule({ fault: 'F06', match: { op: 'read' } });

    const answer = await cancel(at, sale);
    const doubted = await statesOf(at, sale);
    await at.runFor(30_000);

    expect(answer).toMatchObject({
      status: 202,
      code: 'PAY_005',
      result: { inDoubt: { operation: 'VOID' } },
    });
    expect(doubted).toMatchObject({ payment: 'IN_DOUBT' });
    expect(await statesOf(at, sale)).toMatchObject({ order: 'CANCELLED', payment: 'CANCELLED' });
    expect(effectsOf(at)).toEqual([]);
    await expectSound(at);
  });

  it('that the deposit overtakes is compensated once somebody tells where to', async () => {
    const at = serviceShop();
    const sale = await issued(at);
    at.pg.control.deposit(sale.paymentKey);

    const answer = await cancel(at, sale);
    await at.runFor(5_000);

    expect(answer).toMatchObject({ status: 202, code: 'COMMON_001' });
    expect(await statesOf(at, sale)).toMatchObject({
      order: 'PAID',
      payment: 'APPROVED',
      attempts: ['CONFIRM SUCCEEDED', 'VOID DECLINED'],
      saga: 'COMPENSATING',
    });
    await expectSound(at);
  });

  it('that the PG refuses goes before a person', async () => {
    const at = shop();
    const sale = await issued(at);
    const gateway = at.deps.gateways();
    const refused = { class: 'DECLINED_HARD' as const, cause: 'STATE' as const, durationMs: 0 };
    const deps = {
      ...at.deps,
      gateways: () => ({
        ...gateway,
        cancel: () => Promise.resolve({ ...refused, code: 'NOT_CANCELABLE_PAYMENT' }),
      }),
    };

    const answer = await cancel({ deps }, sale);

    expect(answer).toMatchObject({ status: 409, code: 'PAY_004' });
    expect(attentionOf(at)).toMatchObject([{ kind: 'CANCEL_REFUSED' }]);
    expect(await statesOf(at, sale)).toMatchObject({ payment: 'WAITING_FOR_DEPOSIT' });
    await at.runFor(120_000);
    expect(await statesOf(at, sale)).toMatchObject({ payment: 'WAITING_FOR_DEPOSIT' });

    await resolve(at, { action: 'RETRY' });
    await at.runFor(2_000);

    expect(await statesOf(at, sale)).toMatchObject({
      order: 'CANCELLED',
      attempts: ['CONFIRM SUCCEEDED', 'VOID DECLINED', 'VOID SUCCEEDED'],
    });
    expect(attentionOf(at)).toMatchObject([{ status: 'RESOLVED' }]);
    await expectSound(at);
  });

  it('asks the breaker of the call it makes: the PG’s cancel', async () => {
    const at = shop();
    const sale = await issued(at);
    const asked: string[] = [];
    const permits = (_provider: string, operation: string) => {
      asked.push(operation);
      return Promise.resolve(operation !== 'REFUND');
    };

    const deps = { ...at.deps, permits };
    expect(await cancel({ deps }, sale)).toMatchObject({ code: 'PAY_009' });
    expect(asked).toEqual(['REFUND']);
  });

  it('noted while the confirm was in doubt is done as soon as the account is known', async () => {
    const at = shop();
    const sale = await sell(at, account);
    at.pg.control.addRule({ fault: 'F05', match: { op: 'confirm' } });
    at.pg.control.addRule({ fault: 'F06', match: { op: 'read' } });
    await confirm(at, sale);

    const answer = await cancel(at, sale);
    await at.runFor(30_000);

    expect(answer.code).toBe('COMMON_001');
    expect(commandsOf(at).map(({ body }) => body.kind)).toContain('VOID');
    expect(await statesOf(at, sale)).toMatchObject({ order: 'CANCELLED', payment: 'CANCELLED' });
    await expectSound(at);
  });

  it('made in the console ends the payment, and the order can be paid again', async () => {
    const at = shop();
    const sale = await issued(at);
    at.pg.control.consoleCancel(sale.paymentKey);

    await refresh(at, sale);

    expect(await statesOf(at, sale)).toMatchObject({ order: 'PENDING', payment: 'CANCELLED' });
    expect(eventsOf(at).at(-1)?.data).toMatchObject({ origin: 'EXTERNAL' });
  });
});

describe('a deposit that the bank takes back', () => {
  const paidService = async () => {
    const at = serviceShop({ timeoutSeconds: 3_600 });
    const sale = await issued(at);
    at.pg.control.deposit(sale.paymentKey);
    await refresh(at, sale);
    await at.runFor(1_000);
    return { at, sale };
  };

  it('withdraws the service at work, and cancels the order without a PG cancel', async () => {
    const { at, sale } = await paidService();
    at.pg.control.reverseDeposit(sale.paymentKey);

    await refresh(at, sale);
    await at.runFor(5_000);

    const order = await at.deps.orders.byId({ tenant, orderId: sale.orderId });
    expect(order).toMatchObject({ status: 'CANCELLED', cancelReason: 'DEPOSIT_REVERSED' });
    expect(await statesOf(at, sale)).toEqual({
      order: 'CANCELLED',
      payment: 'CANCELLED',
      attempts: ['CONFIRM SUCCEEDED'],
      saga: 'COMPENSATED',
    });
    expect(enteredBy(at, sale)).toContain('CancelPayment');
    expect(eventNames(at).slice(6)).toEqual([
      'payment.deposit_reversed',
      'service.cancelled',
      'saga.compensating',
      'payment.cancelled',
      'order.cancelled',
      'saga.compensated',
    ]);
    expect(effectsOf(at)).toEqual(['E9', 'E25']);
    expect(balancesOf(at)).toEqual({});
    await expectSound(at);
  });

  it('of a delivered order goes before a person, and may come again', async () => {
    const at = shop();
    const sale = await issued(at);
    at.pg.control.deposit(sale.paymentKey);
    await refresh(at, sale);
    at.pg.control.reverseDeposit(sale.paymentKey);

    await refresh(at, sale);
    const reversed = await statesOf(at, sale);
    const unpaid = balancesOf(at);
    at.pg.control.deposit(sale.paymentKey);
    const again = await refresh(at, sale);

    expect(reversed).toMatchObject({ order: 'COMPLETED', payment: 'WAITING_FOR_DEPOSIT' });
    expect(attentionOf(at)).toMatchObject([{ kind: 'DEPOSIT_REVERSED', severity: 'P2' }]);
    expect(unpaid).toEqual({});
    expect(again).toMatchObject({ result: { status: 'CONFIRMED', capturedAmount: 9_000 } });
    expect(effectsOf(at)).toEqual(['E9', 'E10', 'E25', 'E9', 'E10']);
    expect(balancesOf(at)).toMatchObject({ sales: -8_182n, vat_output: -818n });
    expect(resultOf(again)['ledgerEntries']).toHaveLength(8);
    await expectSound(at);
  });

  it('of a delivered order, and never comes again, lapses with its account', async () => {
    const at = shop();
    const sale = await issued(at);
    at.pg.control.deposit(sale.paymentKey);
    await refresh(at, sale);
    at.pg.control.reverseDeposit(sale.paymentKey);
    await refresh(at, sale);

    await sweepAfter(at, 24 * hourMs + minuteMs);

    expect(await statesOf(at, sale)).toMatchObject({ order: 'COMPLETED', payment: 'EXPIRED' });
    expect(attentionOf(at)).toHaveLength(1);
    await expectSound(at);
  });
});

describe('a word of the PG that is over when it is applied', () => {
  const readOf = async (at: World, { paymentKey, pgOrderId }: Sale) => {
    const reading = await at.deps.gateways().read({
      tenant,
      paymentKey,
      pgOrderId,
      timeoutMs: 5_000,
    });
    if (reading.kind !== 'FOUND') throw new Error('the PG knows it');
    return reading.payment;
  };
  const apply = (at: World, { paymentId }: Sale, pg: Awaited<ReturnType<typeof readOf>>) => {
    const evidence = {
      source: 'READ' as const,
      at: at.clock.now(),
      class: 'FOUND',
      code: pg.status,
    };
    return applyTruth(at.deps)({ tenant, paymentId, pg, evidence, cause });
  };

  it('takes no deposit back that came after it was said', async () => {
    const at = serviceShop({ timeoutSeconds: 3_600 });
    const sale = await issued(at);
    const old = await readOf(at, sale);
    at.pg.control.deposit(sale.paymentKey);
    await refresh(at, sale);
    await at.runFor(1_000);

    const applied = await apply(at, sale, old);
    await at.runFor(1_000);

    expect(old.status).toBe('WAITING_FOR_DEPOSIT');
    expect(applied).toBe('LATER');
    expect(await statesOf(at, sale)).toMatchObject({ order: 'PAID', payment: 'APPROVED' });
    expect(effectsOf(at)).toEqual(['E9']);
    await expectSound(at);

    await at.runFor(minuteMs);

    expect(await apply(at, sale, old)).toBe('APPLIED');
    expect(effectsOf(at)).toEqual(['E9', 'E25']);
  });

  const takenBack = async () => {
    const at = shop();
    const sale = await issued(at);
    at.pg.control.deposit(sale.paymentKey);
    const paid = await readOf(at, sale);
    await refresh(at, sale);
    at.pg.control.reverseDeposit(sale.paymentKey);
    return { at, sale, paid, back: await readOf(at, sale) };
  };

  it('pays no second time what was taken back since', async () => {
    const { at, sale, paid } = await takenBack();
    await refresh(at, sale);

    const again = await apply(at, sale, paid);

    expect(paid.status).toBe('DONE');
    expect(again).toBe('LATER');
    expect(await statesOf(at, sale)).toMatchObject({ payment: 'WAITING_FOR_DEPOSIT' });
    expect(effectsOf(at)).toEqual(['E9', 'E10', 'E25']);
    await expectSound(at);
  });

  it('is believed once no read can be that old: the bank gave the deposit back after all', async () => {
    const { at, sale, paid } = await takenBack();
    await refresh(at, sale);
    await at.runFor(minuteMs);

    expect(await apply(at, sale, paid)).toBe('APPLIED');
    expect(await statesOf(at, sale)).toMatchObject({ payment: 'CONFIRMED' });
    expect(effectsOf(at)).toEqual(['E9', 'E10', 'E25', 'E9', 'E10']);
  });

  it('is told by time alone where the PG gives its words no transactions', async () => {
    const { at, sale, paid, back } = await takenBack();
    const bare = (said: typeof paid): typeof paid => ({ ...said, lastTransactionKey: undefined });

    const early = await apply(at, sale, bare(back));
    await at.runFor(minuteMs);
    const reversed = await apply(at, sale, bare(back));
    const stale = await apply(at, sale, bare(paid));
    await at.runFor(minuteMs);

    expect([early, reversed, stale]).toEqual(['LATER', 'APPLIED', 'LATER']);
    expect(await apply(at, sale, bare(paid))).toBe('APPLIED');
  });
});

describe('money that comes late', () => {
  it('into an ended payment is on its way back, and a person hears of it', async () => {
    const { at, sale } = await (async () => {
      const made = serviceShop({ timeoutSeconds: 3_600 });
      const one = await issued(made);
      made.pg.control.deposit(one.paymentKey);
      await refresh(made, one);
      await made.runFor(1_000);
      made.pg.control.reverseDeposit(one.paymentKey);
      await refresh(made, one);
      await made.runFor(5_000);
      return { at: made, sale: one };
    })();
    at.pg.control.deposit(sale.paymentKey);

    await sweepAfter(at, 26 * hourMs);

    expect(await statesOf(at, sale)).toMatchObject({
      order: 'CANCELLED',
      payment: 'CANCELLED',
      refunds: ['PENDING_ACCOUNT'],
    });
    expect(attentionOf(at)).toMatchObject([{ kind: 'LATE_SUCCESS' }]);
    expect(eventNames(at).slice(-4)).toEqual([
      'payment.late_success',
      'payment.captured',
      'refund.account_required',
      'saga.needs_attention',
    ]);
    expect(balancesOf(at)).toMatchObject({ refund_payable: -9_000n });
    await expectSound(at);
  });
});
