// The roads of an order from sale to end, with everything at its best or refusing cleanly: states,
// events in the order of the specification, ledger, machine states and the truth at the PG.
// Source: saga specification, sections 4.3 and 4.5.
import { describe, expect, it } from 'vitest';
import {
  attentionOf,
  auditsOf,
  balancesOf,
  effectsOf,
  eventNames,
  eventsOf,
  statesOf,
  truthOf,
} from '#test/support/engine/books.ts';
import {
  approved,
  cancel,
  cancelEvents,
  confirm,
  enteredBy,
  report,
  resultOf,
  sell,
  sellAgain,
  serviceShop,
  shop,
  textAt,
} from '#test/support/engine/sale.ts';
import { expectSound } from '#test/support/engine/soundness.ts';

const taken = ['payment.approved', 'payment.captured', 'order.paid'];
const final = ['payment.confirmed', 'order.completed'];

describe('an order without a service', () => {
  it('is final with its approval: one charge, sale and VAT posted, six events', async () => {
    const at = shop();
    const sale = await sell(at, { amount: 15_000n });

    const answer = await confirm(at, sale);

    expect(answer).toMatchObject({ status: 200, code: 'COMMON_000' });
    expect(resultOf(answer)['status']).toBe('CONFIRMED');
    expect(eventNames(at)).toEqual(['order.created', ...taken, ...final]);
    expect(effectsOf(at)).toEqual(['E9', 'E10']);
    expect(balancesOf(at)).toEqual({
      'pg_receivable:toss': 15_000n,
      sales: -13_636n,
      vat_output: -1_364n,
    });
    expect(truthOf(at, sale)).toEqual({ approvals: 1, cancels: 0, kept: 15_000 });
    await expectSound(at);
  });

  it('starts no saga and waits for nobody', async () => {
    const at = shop();
    const sale = await sell(at);
    await confirm(at, sale);

    await at.runFor(3_600_000);

    expect(await statesOf(at, sale)).toEqual({
      order: 'COMPLETED',
      payment: 'CONFIRMED',
      attempts: ['CONFIRM SUCCEEDED'],
    });
    expect(at.sagasStarted).toEqual([]);
  });

  it('passes PAID and APPROVED on its way, as the history tells', async () => {
    const at = shop();
    const sale = await sell(at);

    await confirm(at, sale);

    const view = await at.deps.payments.byId({
      tenant: { environment: 'test', merchantId: 'M123' as never },
      paymentId: sale.paymentId,
    });
    expect(view?.history.map(({ status }) => status)).toEqual(['READY', 'APPROVED', 'CONFIRMED']);
  });
});

describe('an order with a service', () => {
  const happy = [
    'order.created',
    ...taken,
    'service.requested',
    'service.completed',
    ...final,
  ] as const;

  it('is completed by the report of its service, in three states of the machine', async () => {
    const { at, sale } = await approved();

    await report(at, sale, 'COMPLETED');
    await at.runFor(5_000);

    expect(await statesOf(at, sale)).toEqual({
      order: 'COMPLETED',
      payment: 'CONFIRMED',
      attempts: ['CONFIRM SUCCEEDED'],
      saga: 'COMPLETED',
    });
    expect(eventNames(at)).toEqual(happy);
    expect(effectsOf(at)).toEqual(['E9', 'E10']);
    expect(enteredBy(at, sale)).toEqual(['ExecuteService', 'ServiceOutcome', 'CompleteOrder']);
    await expectSound(at);
  });

  it('is completed as well when the report comes before the task token', async () => {
    const at = serviceShop();
    const sale = await sell(at);
    await confirm(at, sale);

    const early = await report(at, sale, 'COMPLETED');
    await at.runFor(5_000);

    expect(early.status).toBe(200);
    expect(eventNames(at)).toEqual(happy);
    expect(enteredBy(at, sale)).toEqual(['ExecuteService', 'ServiceOutcome', 'CompleteOrder']);
    await expectSound(at);
  });

  it('gives the money back when the service failed', async () => {
    const { at, sale } = await approved();

    await report(at, sale, 'FAILED');
    await at.runFor(5_000);

    expect(await statesOf(at, sale)).toEqual({
      order: 'CANCELLED',
      payment: 'CANCELLED',
      attempts: ['CONFIRM SUCCEEDED', 'REFUND SUCCEEDED'],
      refunds: ['SUCCEEDED'],
      saga: 'COMPENSATED',
    });
    expect(eventNames(at)).toEqual([
      'order.created',
      ...taken,
      'service.requested',
      'service.failed',
      ...cancelEvents,
    ]);
    expect(effectsOf(at)).toEqual(['E9', 'E11', 'E13']);
    expect(balancesOf(at)).toEqual({});
    expect(truthOf(at, sale)).toEqual({ approvals: 1, cancels: 1, kept: 0 });
    expect(enteredBy(at, sale)).toEqual([
      'ExecuteService',
      'ServiceOutcome',
      'CancelPayment',
      'CancelOutcome',
      'CancelOrder',
      'Compensated',
    ]);
    await expectSound(at);
  });

  it('gives the money back when the service stays silent, within thirty seconds', async () => {
    const { at, sale } = await approved();

    await at.runFor(20_000);

    expect(await statesOf(at, sale)).toMatchObject({ order: 'CANCELLED', saga: 'COMPENSATED' });
    expect(eventNames(at).slice(5)).toEqual(['service.timed_out', ...cancelEvents]);
    expect(truthOf(at, sale).kept).toBe(0);
    await expectSound(at);
  });

  it('keeps the outcome that was stored just before the timeout', async () => {
    const { at, sale } = await approved();
    await at.runFor(9_900 - 1_000);

    const last = await report(at, sale, 'COMPLETED');
    await at.runFor(30_000);

    expect(last.status).toBe(200);
    expect(eventNames(at)).toEqual(happy);
    await expectSound(at);
  });

  it('takes a report after the deadline while the request is still open', async () => {
    const { at, sale } = await approved();
    at.losing.watchMessages = true;
    at.clock.advance(60_000);

    const late = await report(at, sale, 'COMPLETED');
    await at.runFor(5_000);

    expect(late.status).toBe(200);
    expect(await statesOf(at, sale)).toMatchObject({ order: 'COMPLETED' });
    await expectSound(at);
  });

  it('answers the same report again alike, and a contrary one with what is recorded', async () => {
    const { at, sale } = await approved();
    const first = await report(at, sale, 'COMPLETED');

    const again = await report(at, sale, 'COMPLETED');
    const contrary = await report(at, sale, 'FAILED');

    expect(again).toMatchObject({ status: 200, isReplayed: true, result: first.result });
    expect(contrary).toMatchObject({ status: 409, code: 'ORD_005' });
    expect(contrary.result).toMatchObject({ outcome: 'COMPLETED' });
    expect(eventNames(at).filter((name) => name === 'service.callback_rejected')).toHaveLength(1);
    await expectSound(at);
  });

  it('makes at most ten contrary reports visible', async () => {
    const { at, sale } = await approved();
    await report(at, sale, 'COMPLETED');

    for (let count = 0; count < 12; count += 1) await report(at, sale, 'FAILED');

    expect(eventNames(at).filter((name) => name === 'service.callback_rejected')).toHaveLength(10);
    await expectSound(at);
  });
});

describe('a client that cancels', () => {
  it('ends an unpaid order at once', async () => {
    const at = shop();
    const sale = await sell(at);

    const answer = await cancel(at, sale);

    expect(answer).toMatchObject({ status: 200, code: 'COMMON_000' });
    expect(resultOf(answer)).toMatchObject({ status: 'CANCELLED', cancelReason: 'CUSTOMER' });
    expect(eventNames(at)).toEqual(['order.created', 'order.cancelled', 'payment.cancelled']);
    expect(effectsOf(at)).toEqual([]);
    await expectSound(at);
  });

  it('is noted while the payment is in doubt, and the money goes back when it was taken', async () => {
    const at = serviceShop();
    const sale = await sell(at, { amount: 990_001n });
    await confirm(at, sale);

    const noted = await cancel(at, sale);
    await at.runFor(60_000);

    expect(noted).toMatchObject({ status: 202, code: 'COMMON_001' });
    expect(eventNames(at)).toEqual([
      'order.created',
      'payment.in_doubt',
      'payment.in_doubt_resolved',
      ...taken,
      ...cancelEvents,
    ]);
    expect(effectsOf(at)).toEqual(['E15 open', 'E15 close', 'E9', 'E11', 'E13']);
    expect(balancesOf(at)).toEqual({});
    expect(truthOf(at, sale)).toEqual({ approvals: 1, cancels: 1, kept: 0 });
    expect(await statesOf(at, sale)).toMatchObject({ order: 'CANCELLED', saga: 'COMPENSATED' });
    expect(at.sagasStarted.map(({ entry }) => entry)).toEqual(['COMPENSATE']);
    await expectSound(at);
  });

  it('is noted in a shop without services too, and a saga of its own gives the money back', async () => {
    const at = shop();
    const sale = await sell(at, { amount: 990_001n });
    await confirm(at, sale);

    await cancel(at, sale);
    await at.runFor(60_000);

    expect(await statesOf(at, sale)).toMatchObject({ order: 'CANCELLED', payment: 'CANCELLED' });
    expect(truthOf(at, sale).kept).toBe(0);
    await expectSound(at);
  });

  it('is done without any money when the doubt ends with nothing taken', async () => {
    const at = serviceShop();
    const sale = await sell(at);
    at.pg.control.addRule({ fault: 'F03', match: { op: 'confirm' } });
    await confirm(at, sale);
    await cancel(at, sale);

    at.pg.control.expire(sale.paymentKey);
    await at.runFor(60_000);

    expect(await statesOf(at, sale)).toMatchObject({ order: 'CANCELLED', payment: 'EXPIRED' });
    expect(eventNames(at)).toEqual([
      'order.created',
      'payment.in_doubt',
      'payment.in_doubt_resolved',
      'payment.expired',
      'order.cancelled',
    ]);
    expect(effectsOf(at)).toEqual(['E15 open', 'E15 close']);
    expect(truthOf(at, sale).approvals).toBe(0);
    await expectSound(at);
  });

  it('stops the service that is at work, and the money goes back', async () => {
    const { at, sale } = await approved();

    const answer = await cancel(at, sale);
    await at.runFor(5_000);

    expect(answer).toMatchObject({ status: 202, code: 'COMMON_001' });
    expect(eventNames(at).slice(5)).toEqual(['service.cancelled', ...cancelEvents]);
    expect(eventsOf(at).at(-2)?.data).toMatchObject({ reason: 'CUSTOMER' });
    expect(truthOf(at, sale)).toEqual({ approvals: 1, cancels: 1, kept: 0 });
    await expectSound(at);
  });

  it('is refused while the service works where the policy says so', async () => {
    const { at, sale } = await approved({ canCancelWhilePaid: false });

    const answer = await cancel(at, sale);

    expect(answer).toMatchObject({ status: 409, code: 'PAY_004' });
    expect(await statesOf(at, sale)).toMatchObject({ order: 'PAID', saga: 'RUNNING' });
    await expectSound(at);
  });

  it('is refused for a completed order: that is a refund', async () => {
    const at = shop();
    const sale = await sell(at);
    await confirm(at, sale);

    const answer = await cancel(at, sale);

    expect(answer).toMatchObject({ status: 409, code: 'PAY_004' });
    await expectSound(at);
  });
});

describe('a declined payment', () => {
  it('leaves the order to be paid again under a new PG order number', async () => {
    const at = shop();
    const sale = await sell(at);
    at.pg.control.addRule({ fault: 'DECLINE' });

    const declined = await confirm(at, sale);
    const again = sellAgain(at, sale, declined);
    const answer = await confirm(at, again);

    expect(declined).toMatchObject({ status: 402, code: 'PAY_002' });
    expect(textAt(resultOf(declined), 'checkout', 'pgOrderId')).toBe(`${sale.orderId}-2`);
    expect(answer.status).toBe(200);
    expect(eventNames(at)).toEqual(['order.created', 'payment.failed', ...taken, ...final]);
    expect(effectsOf(at)).toEqual(['E9', 'E10']);
    expect(truthOf(at, again)).toEqual({ approvals: 1, cancels: 0, kept: 9_000 });
    await expectSound(at);
  });

  it('ends the order with the fifth decline', async () => {
    const at = shop();
    let sale = await sell(at);
    at.pg.control.addRule({ fault: 'DECLINE', times: 5 });

    for (let count = 1; count < 5; count += 1) {
      sale = sellAgain(at, sale, await confirm(at, sale));
    }
    const last = await confirm(at, sale);

    expect(last).toMatchObject({ status: 402, code: 'PAY_002' });
    expect(Object.keys(resultOf(last))).toEqual(['payment']);
    expect(await statesOf(at, sale)).toMatchObject({ order: 'CANCELLED', payment: 'FAILED' });
    expect(eventNames(at).slice(-2)).toEqual(['payment.failed', 'order.cancelled']);
    expect(eventsOf(at).at(-1)?.data).toMatchObject({ reason: 'ATTEMPTS_USED' });
    await expectSound(at);
  });

  it('is audited once, like every transaction with an outbox row', async () => {
    const at = shop();
    const sale = await sell(at);
    at.pg.control.addRule({ fault: 'DECLINE' });

    await confirm(at, sale);

    expect(auditsOf(at)).toMatchObject([
      { action: 'order.create', statusAfter: 'PENDING' },
      {
        action: 'payment.confirm',
        object: sale.paymentId,
        statusBefore: 'READY',
        statusAfter: 'FAILED',
        code: 'REJECT_CARD_PAYMENT',
        actor: 'fpk_test_M123_01',
      },
    ]);
  });

  it('pages for our own configuration: 502, the payment fails, no attention item', async () => {
    const at = shop();
    const sale = await sell(at, { amount: 991_010n });

    const answer = await confirm(at, sale);

    expect(answer).toMatchObject({ status: 502, code: 'PAY_014' });
    expect(await statesOf(at, sale)).toMatchObject({ order: 'PENDING', payment: 'FAILED' });
    expect(attentionOf(at)).toEqual([]);
    await expectSound(at);
  });
});

describe('an unpaid order past its time', () => {
  it('is closed by the sweep, and its payment expires with it', async () => {
    const at = shop();
    const sale = await sell(at);

    await at.runFor(1_800_001);
    const swept = await at.sweepOnce();

    expect(swept).toMatchObject({ due: 1, failed: 0 });
    expect(await statesOf(at, sale)).toMatchObject({ order: 'CANCELLED', payment: 'EXPIRED' });
    expect(eventNames(at)).toEqual(['order.created', 'order.cancelled', 'payment.expired']);
    await expectSound(at);
  });

  it('cannot be paid any more, whether or not somebody has written its end', async () => {
    const at = shop();
    const sale = await sell(at);
    at.clock.advance(1_800_000);

    const answer = await confirm(at, sale);

    expect(answer).toMatchObject({ status: 409, code: 'PAY_004' });
    expect(truthOf(at, sale).approvals).toBe(0);
    await expectSound(at);
  });

  it('waits while its payment is in doubt', async () => {
    const at = shop({ expiresInSeconds: 60 });
    const sale = await sell(at);
    at.pg.control.addRule({ fault: 'F03', match: { op: 'confirm' }, times: 9 });
    at.pg.control.addRule({ fault: 'F06', match: { op: 'read' }, times: 9 });
    await confirm(at, sale);
    at.clock.advance(120_000);

    await at.sweepOnce();

    expect(await statesOf(at, sale)).toMatchObject({ order: 'PENDING', payment: 'IN_DOUBT' });
    await expectSound(at);
  });
});
