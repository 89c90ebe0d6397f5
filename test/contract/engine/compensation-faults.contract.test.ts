// Every lie of the PG at the cancel of a compensation, and where the saga ends: money back once, or a
// person who is told. Source: saga specification, sections 3.3 and 4.3.
import { describe, expect, it } from 'vitest';
import { present } from '#core/kernel/assert.ts';
import { derivedId } from '#core/kernel/ids.ts';
import { cancelPayment } from '#core/sagas/cancel-payment.ts';
import { RowMoved } from '#core/sagas/step.ts';
import {
  attentionOf,
  balancesOf,
  effectsOf,
  eventNames,
  statesOf,
  truthOf,
  viewOf,
} from '#test/support/engine/books.ts';
import { askRefund } from '#test/support/engine/refunds.ts';
import {
  approved,
  cancelEvents,
  confirm,
  enteredBy,
  report,
  sell,
  serviceShop,
} from '#test/support/engine/sale.ts';
import { expectSound } from '#test/support/engine/soundness.ts';
import type { World } from '#test/support/engine/world.ts';

const doubtedCancel = [
  'saga.compensating',
  'refund.requested',
  'refund.in_doubt',
  ...cancelEvents.slice(2),
];
const straight = [
  'ExecuteService',
  'ServiceOutcome',
  'CancelPayment',
  'CancelOutcome',
  'CancelOrder',
  'Compensated',
];
const waiting = [
  'ExecuteService',
  'ServiceOutcome',
  'CancelPayment',
  'CancelOutcome',
  'AwaitCancel',
  'CancelOutcome',
  'CancelOrder',
  'Compensated',
];

interface Row {
  readonly fault: string;
  readonly what: string;
  readonly within: number;
  readonly entered: readonly string[];
  readonly events: readonly string[];
}

const inDoubt = { entered: waiting, events: doubtedCancel };

const rows: readonly Row[] = [
  { fault: 'F01', what: 'cancels and says nothing', within: 8, ...inDoubt },
  { fault: 'F02', what: 'breaks off its answer', within: 3, ...inDoubt },
  { fault: 'F03', what: 'resets before it cancelled', within: 3, ...inDoubt },
  { fault: 'F04', what: 'answers late', within: 5, entered: straight, events: cancelEvents },
  { fault: 'F05', what: 'answers 500 and has cancelled', within: 3, ...inDoubt },
  { fault: 'F06', what: 'answers 500 and has not', within: 3, ...inDoubt },
  { fault: 'F08', what: 'answers a provider error and has cancelled', within: 3, ...inDoubt },
  { fault: 'F09', what: 'answers with a page of HTML', within: 3, ...inDoubt },
  { fault: 'F10', what: 'is still at work on the key', within: 6, ...inDoubt },
  { fault: 'F11', what: 'throttles', within: 11, ...inDoubt },
  { fault: 'F14', what: 'adds fields', within: 2, entered: straight, events: cancelEvents },
  { fault: 'F25', what: 'wants a second between two cancels', within: 3, ...inDoubt },
];

describe.each(rows)('a PG that $what ($fault)', (row) => {
  it(`gives the money back once, within ${row.within} s of the outcome`, async () => {
    const { at, sale } = await approved();
    at.pg.control.addRule({ fault: row.fault, match: { op: 'cancel' } });
    await report(at, sale, 'FAILED');

    await at.runFor(row.within * 1_000);

    expect(await statesOf(at, sale)).toEqual({
      order: 'CANCELLED',
      payment: 'CANCELLED',
      attempts: ['CONFIRM SUCCEEDED', 'REFUND SUCCEEDED'],
      refunds: ['SUCCEEDED'],
      saga: 'COMPENSATED',
    });
    expect(eventNames(at).slice(6)).toEqual(row.events);
    expect(effectsOf(at)).toEqual(['E9', 'E11', 'E13']);
    expect(balancesOf(at)).toEqual({});
    expect(truthOf(at, sale)).toEqual({ approvals: 1, cancels: 1, kept: 0 });
    expect(enteredBy(at, sale)).toEqual(row.entered);
    await expectSound(at);
  });
});

describe('a PG that refuses the cancel', () => {
  const refused = ['saga.compensating', 'refund.requested', 'refund.failed'];

  it('leaves order and payment as they are, and asks a person (F26)', async () => {
    const { at, sale } = await approved();
    at.pg.control.addRule({ fault: 'F26', match: { op: 'cancel' } });
    await report(at, sale, 'FAILED');

    await at.runFor(5_000);

    expect(await statesOf(at, sale)).toEqual({
      order: 'PAID',
      payment: 'APPROVED',
      attempts: ['CONFIRM SUCCEEDED', 'REFUND DECLINED'],
      refunds: ['FAILED'],
      saga: 'NEEDS_ATTENTION',
    });
    expect(eventNames(at).slice(6)).toEqual([...refused, 'saga.needs_attention']);
    expect(effectsOf(at)).toEqual(['E9', 'E11', 'E14']);
    expect(balancesOf(at)).toEqual({ order_deferred: -9_000n, 'pg_receivable:toss': 9_000n });
    expect(attentionOf(at)).toMatchObject([{ kind: 'CANCEL_REFUSED', orderId: sale.orderId }]);
    expect(enteredBy(at, sale)).toEqual([
      'ExecuteService',
      'ServiceOutcome',
      'CancelPayment',
      'CancelOutcome',
      'NeedsAttention',
      'Attention',
    ]);
    expect((await viewOf(at, sale)).payment.amounts.refundable.minor).toBe(9_000n);
    await expectSound(at);
  });

  it('is believed when its refusal outlives the key: five minutes, not a day (F07)', async () => {
    const { at, sale } = await approved();
    at.pg.control.addRule({ fault: 'F07', match: { op: 'cancel' } });
    await report(at, sale, 'FAILED');

    await at.runFor(299_000);
    const before = await statesOf(at, sale);
    await at.runFor(10_000);

    expect(before).toMatchObject({ refunds: ['IN_DOUBT'], saga: 'COMPENSATING' });
    expect(await statesOf(at, sale)).toMatchObject({
      refunds: ['FAILED'],
      saga: 'NEEDS_ATTENTION',
    });
    expect(attentionOf(at)).toMatchObject([{ kind: 'CANCEL_REFUSED' }]);
    await expectSound(at);
  });

  it('starts no further run of the saga: the person decides', async () => {
    const { at, sale } = await approved();
    at.pg.control.addRule({ fault: 'F26', match: { op: 'cancel' } });
    await report(at, sale, 'FAILED');
    await at.runFor(600_000);

    const swept = await at.sweepOnce();

    expect(swept).toMatchObject({ due: 0, failed: 0 });
    expect(at.sagasStarted).toHaveLength(1);
    expect(attentionOf(at)).toHaveLength(1);
  });
});

describe('a cancel that stays in doubt', () => {
  it('waits on one token for a day, and then asks a person with the amount still owed', async () => {
    const { at, sale } = await approved();
    at.pg.control.addRule({ fault: 'F03', match: { op: 'cancel' }, times: 100 });
    at.pg.control.addRule({ fault: 'F06', match: { op: 'read' }, times: 100 });
    await report(at, sale, 'FAILED');

    await at.runFor(86_500_000);

    expect(await statesOf(at, sale)).toMatchObject({
      order: 'PAID',
      payment: 'APPROVED',
      refunds: ['IN_DOUBT'],
      saga: 'NEEDS_ATTENTION',
    });
    expect(effectsOf(at)).toEqual(['E9', 'E11']);
    expect(balancesOf(at)).toEqual({ 'pg_receivable:toss': 9_000n, refund_payable: -9_000n });
    expect(
      attentionOf(at)
        .map(({ kind }) => kind)
        .sort(),
    ).toEqual(['COMPENSATION_STUCK', 'IN_DOUBT_EXHAUSTED']);
    await expectSound(at);
  });
});

describe('money that the PG console gave back while the service worked', () => {
  it('is found by the cancel: no second return, and the order ends', async () => {
    const { at, sale } = await approved();
    at.pg.control.consoleCancel(sale.paymentKey);
    await report(at, sale, 'FAILED');

    await at.runFor(10_000);

    expect(await statesOf(at, sale)).toMatchObject({
      order: 'CANCELLED',
      payment: 'CANCELLED',
      refunds: ['FAILED', 'SUCCEEDED'],
      saga: 'COMPENSATED',
    });
    expect(truthOf(at, sale)).toEqual({ approvals: 1, cancels: 1, kept: 0 });
    expect(balancesOf(at)).toEqual({});
    expect(attentionOf(at)).toEqual([]);
    await expectSound(at);
  });

  it('is adopted in part, and a person decides about the rest', async () => {
    const { at, sale } = await approved();
    at.pg.control.consoleCancel(sale.paymentKey, { amount: 1_000 });
    await report(at, sale, 'FAILED');

    await at.runFor(10_000);

    expect(await statesOf(at, sale)).toMatchObject({
      order: 'PAID',
      payment: 'APPROVED',
      saga: 'NEEDS_ATTENTION',
    });
    expect((await viewOf(at, sale)).payment.amounts).toMatchObject({
      refunded: { minor: 1_000n },
      refundable: { minor: 8_000n },
    });
    expect(attentionOf(at)).toMatchObject([{ kind: 'CANCEL_REFUSED' }]);
    expect(truthOf(at, sale).kept).toBe(8_000);
    await expectSound(at);
  });

  it('that was adopted in part before leaves a compensation of exactly the rest', async () => {
    const at = serviceShop();
    const sale = await sell(at, { amount: 990_001n });
    await confirm(at, sale);
    at.pg.control.consoleCancel(sale.paymentKey, { amount: 1 });
    await at.runFor(5_000);

    await report(at, sale, 'FAILED');
    await at.runFor(10_000);

    expect(await statesOf(at, sale)).toMatchObject({ payment: 'CANCELLED', saga: 'COMPENSATED' });
    expect(enteredBy(at, sale)).toEqual(straight);
    expect(attentionOf(at)).toEqual([]);
    expect(truthOf(at, sale)).toEqual({ approvals: 1, cancels: 2, kept: 0 });
    expect(balancesOf(at)).toEqual({});
    await expectSound(at);
  });
});

describe('a compensation whose id a client has given to a refund of another payment', () => {
  const named = async () => {
    const at = serviceShop();
    const other = await sell(at);
    await confirm(at, other);
    await at.runFor(1_000);
    await report(at, other, 'COMPLETED');
    await at.runFor(5_000);
    const sale = await sell(at);
    await confirm(at, sale);
    await at.runFor(1_000);
    const refundId = derivedId('rf', sale.paymentId);
    const refunded = await askRefund(at, other, { amount: 100n, refundId });
    return { at, sale, refundId, refunded };
  };

  it('is made under a new one, once', async () => {
    const { at, sale, refundId, refunded } = await named();
    await report(at, sale, 'FAILED');

    await at.runFor(10_000);

    expect(refunded).toMatchObject({ status: 201, result: { refundId } });
    expect(await statesOf(at, sale)).toMatchObject({
      order: 'CANCELLED',
      payment: 'CANCELLED',
      refunds: ['SUCCEEDED'],
      saga: 'COMPENSATED',
    });
    const { refunds, saga } = await viewOf(at, sale);
    expect(saga?.refundId).toBe(refunds[0]?.refundId);
    expect(saga?.refundId).not.toBe(refundId);
    expect(truthOf(at, sale)).toEqual({ approvals: 1, cancels: 1, kept: 0 });
    expect(attentionOf(at)).toEqual([]);
    await expectSound(at);
  });

  it('is left to the retry of its state where the new one is taken as well', async () => {
    const { at, sale } = await named();
    at.mishap.plan('TX-RETURN-CLAIM', 'IS_AWAY', { times: 5 });
    await report(at, sale, 'FAILED');
    await at.runFor(1_000);
    const input = present(at.sagasStarted[1], 'a saga was started');
    const tried: string[] = [];
    const commit: World['deps']['unitOfWork']['commit'] = ({ changes }) => {
      for (const one of changes)
        if (one.change === 'refund.create') tried.push(one.refund.refundId);
      return Promise.resolve({ ok: false, error: { lost: 'unique.create' } });
    };

    const cancelling = cancelPayment({ ...at.deps, unitOfWork: { commit } })(input);

    await expect(cancelling).rejects.toBeInstanceOf(RowMoved);
    expect(new Set(tried).size).toBe(2);
    expect(truthOf(at, sale).cancels).toBe(0);
  });
});
