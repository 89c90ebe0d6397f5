// Every lie of the PG at a confirm, and where it ends: one charge or none, the first answer, the events
// and the ledger. Source: PG specification, section 19; saga specification, sections 3 and 4.3.
import { describe, expect, it } from 'vitest';
import {
  attentionOf,
  balancesOf,
  effectsOf,
  eventNames,
  eventsOf,
  statesOf,
  truthOf,
  viewOf,
} from '#test/support/engine/books.ts';
import { confirm, sell, sellAgain, serviceShop, shop } from '#test/support/engine/sale.ts';
import { expectSound } from '#test/support/engine/soundness.ts';

const approval = [
  'payment.approved',
  'payment.captured',
  'order.paid',
  'payment.confirmed',
  'order.completed',
];
const doubt = ['payment.in_doubt', 'payment.in_doubt_resolved'];

interface Row {
  readonly fault: string;
  readonly what: string;
  readonly first: readonly [status: number, code: string];
  /** Seconds from the sending until the truth is written. */
  readonly within: number;
  readonly payment: 'CONFIRMED' | 'FAILED';
  readonly events: readonly string[];
  readonly effects: readonly string[];
}

const atOnce = { first: [200, 'COMMON_000'], within: 5, payment: 'CONFIRMED' } as const;
const later = { first: [202, 'PAY_005'], payment: 'CONFIRMED' } as const;
const known = { events: approval, effects: ['E9', 'E10'] };
const doubted = {
  events: [...doubt, ...approval],
  effects: ['E15 open', 'E15 close', 'E9', 'E10'],
};

const rows: readonly Row[] = [
  { fault: 'F01', what: 'approves and says nothing', ...later, within: 13, ...doubted },
  { fault: 'F02', what: 'breaks off its answer', ...atOnce, ...known },
  { fault: 'F03', what: 'resets before it did anything', ...later, within: 3, ...doubted },
  { fault: 'F04', what: 'answers late', ...atOnce, ...known },
  { fault: 'F05', what: 'answers 500 and has approved', ...atOnce, ...known },
  { fault: 'F06', what: 'answers 500 and has not', ...later, within: 3, ...doubted },
  {
    fault: 'F07',
    what: 'repeats a provider error under the key until the key is spent',
    first: [202, 'PAY_005'],
    within: 61,
    payment: 'FAILED',
    events: [...doubt, 'payment.failed'],
    effects: ['E15 open', 'E15 close'],
  },
  { fault: 'F08', what: 'answers a provider error and has approved', ...atOnce, ...known },
  { fault: 'F09', what: 'answers with a page of HTML', ...atOnce, ...known },
  { fault: 'F10', what: 'is still at work on the key', ...later, within: 6, ...doubted },
  { fault: 'F11', what: 'throttles', ...later, within: 11, ...doubted },
  { fault: 'F12', what: 'reads the past', ...atOnce, ...known },
  { fault: 'F13', what: 'knows a status we do not', ...later, within: 3, ...doubted },
  { fault: 'F14', what: 'adds fields and leaves out others', ...atOnce, ...known },
  {
    fault: 'F26',
    what: 'refuses the request itself',
    first: [502, 'PAY_014'],
    within: 1,
    payment: 'FAILED',
    events: ['payment.failed'],
    effects: [],
  },
];

const amountOf = (fault: string): bigint => 990_000n + BigInt(fault.slice(1));

describe.each(rows)('a PG that $what ($fault)', (row) => {
  const isTaken = row.payment === 'CONFIRMED';

  it(`ends ${row.payment} within ${row.within} s, with ${isTaken ? 'one charge' : 'none'}`, async () => {
    const at = shop();
    const sale = await sell(at, { amount: amountOf(row.fault) });
    const sentAt = at.clock.now();

    const first = await confirm(at, sale);
    await at.runFor(Math.max(0, sentAt + row.within * 1_000 - at.clock.now()));

    expect([first.status, first.code]).toEqual(row.first);
    expect(await statesOf(at, sale)).toEqual({
      order: isTaken ? 'COMPLETED' : 'PENDING',
      payment: row.payment,
      attempts: [isTaken ? 'CONFIRM SUCCEEDED' : 'CONFIRM DECLINED'],
    });
    expect(eventNames(at)).toEqual(['order.created', ...row.events]);
    expect(effectsOf(at)).toEqual(row.effects);
    expect(truthOf(at, sale).approvals).toBe(isTaken ? 1 : 0);
    await expectSound(at);
  });

  it('gives the same key the final answer, and changes nothing by asking', async () => {
    const at = shop();
    const sale = await sell(at, { amount: amountOf(row.fault) });
    await confirm(at, sale);
    await at.runFor(row.within * 1_000);
    const events = eventNames(at);

    const again = await confirm(at, sale);

    expect(again.isReplayed).toBe(true);
    expect(again.status).toBe(isTaken ? 200 : row.first[0] === 502 ? 502 : 402);
    expect(eventNames(at)).toEqual(events);
    expect(truthOf(at, sale).approvals).toBe(isTaken ? 1 : 0);
  });

  it('is told of no more than what happened: events out of a doubt say so', async () => {
    const at = shop();
    const sale = await sell(at, { amount: amountOf(row.fault) });
    await confirm(at, sale);
    await at.runFor(row.within * 1_000);

    const told = eventsOf(at)
      .filter(({ type }) => /payment\.(?:approved|captured|failed)$/u.test(type))
      .map(({ data }) => (data as { fromDoubt?: boolean }).fromDoubt ?? false);

    expect(new Set(told)).toEqual(new Set([row.events.includes('payment.in_doubt')]));
  });
});

describe('a spent key', () => {
  it('leaves the order to a next payment, whose own key is approved', async () => {
    const at = shop();
    const sale = await sell(at, { amount: 990_007n });
    await confirm(at, sale);
    await at.runFor(61_000);
    const failed = await confirm(at, sale);

    const again = sellAgain(at, sale, failed);
    at.pg.control.addRule({ fault: 'F14', match: { paymentKey: again.paymentKey } });
    const answer = await confirm(at, again);

    expect(failed).toMatchObject({ status: 402, code: 'PAY_002' });
    expect(answer.status).toBe(200);
    expect(truthOf(at, again).approvals).toBe(1);
    await expectSound(at);
  });
});

describe('a PG that answers with another amount (F27)', () => {
  it('has nothing applied: in doubt, an attention item, and a person is asked', async () => {
    const at = serviceShop();
    const sale = await sell(at, { amount: 990_027n });

    const answer = await confirm(at, sale);

    expect(answer).toMatchObject({ status: 502, code: 'PAY_012' });
    expect(await statesOf(at, sale)).toEqual({
      order: 'PENDING',
      payment: 'IN_DOUBT',
      attempts: ['CONFIRM IN_DOUBT'],
    });
    expect(eventNames(at)).toEqual(['order.created', 'payment.in_doubt', 'saga.needs_attention']);
    expect(effectsOf(at)).toEqual(['E15 open']);
    expect(attentionOf(at)).toMatchObject([
      {
        kind: 'INTEGRITY_MISMATCH',
        severity: 'P1',
        objectId: sale.paymentId,
        moneyAtRisk: { minor: 990_027n },
      },
    ]);
    await expectSound(at);
  });

  it('stays so however often it is read, with one item', async () => {
    const at = serviceShop();
    const sale = await sell(at, { amount: 990_027n });
    await confirm(at, sale);

    await at.runFor(600_000);

    expect(await statesOf(at, sale)).toMatchObject({ order: 'PENDING', payment: 'IN_DOUBT' });
    expect(attentionOf(at)).toHaveLength(1);
    expect(balancesOf(at)).toEqual({
      'memo.doubt_open': 990_027n,
      'memo.doubt_contra': -990_027n,
    });
    await expectSound(at);
  });

  it('tells the same of another order number', async () => {
    const at = serviceShop();
    const sale = await sell(at);
    at.pg.control.addRule({ fault: 'F27', args: { field: 'orderId' } });

    const answer = await confirm(at, sale);

    expect(answer).toMatchObject({ status: 502, code: 'PAY_012' });
    expect(attentionOf(at)).toMatchObject([{ kind: 'INTEGRITY_MISMATCH' }]);
    await expectSound(at);
  });
});

describe('a PG that cannot be read', () => {
  it('is asked in ten slots and then handed to a person; age alone fails nothing', async () => {
    const at = shop();
    const sale = await sell(at);
    at.pg.control.addRule({ fault: 'F03', match: { op: 'confirm' }, times: 100 });
    at.pg.control.addRule({ fault: 'F06', match: { op: 'read' }, times: 100 });
    await confirm(at, sale);

    await at.runFor(86_410_000);

    expect(await statesOf(at, sale)).toMatchObject({ order: 'PENDING', payment: 'IN_DOUBT' });
    expect(attentionOf(at)).toMatchObject([{ kind: 'IN_DOUBT_EXHAUSTED' }]);
    const [attempt] = (await viewOf(at, sale)).attempts;
    expect(attempt?.slot).toBe(11);
    expect(attempt?.nextReadAt).toBeUndefined();
    await expectSound(at);
  });

  it('is believed the moment it can be read again', async () => {
    const at = shop();
    const sale = await sell(at);
    at.pg.control.addRule({ fault: 'F05', match: { op: 'confirm' } });
    at.pg.control.addRule({ fault: 'F06', match: { op: 'read' }, times: 3 });
    await confirm(at, sale);

    await at.runFor(11_000);

    expect(await statesOf(at, sale)).toMatchObject({ order: 'COMPLETED', payment: 'CONFIRMED' });
    expect(truthOf(at, sale).approvals).toBe(1);
    await expectSound(at);
  });
});

describe('a payment that nobody finds at the PG', () => {
  it('is never failed by age: an unknown key expires only when its window is over', async () => {
    const at = shop();
    const sale = await sell(at);
    at.pg.control.addRule({ fault: 'F03', match: { op: 'confirm' }, times: 20 });
    const stranger = { ...sale, paymentKey: 'tliar-unknown-key-000001' };
    await confirm(at, stranger);

    await at.runFor(299_000);
    const before = await statesOf(at, sale);
    await at.runFor(700_000);

    expect(before.payment).toBe('IN_DOUBT');
    expect(await statesOf(at, sale)).toMatchObject({ order: 'PENDING', payment: 'EXPIRED' });
    await expectSound(at);
  });
});

describe('money that the PG console gave back while the confirm was in doubt', () => {
  it('is adopted whole: approved, returned, and the order cancelled by its saga', async () => {
    const at = serviceShop();
    const sale = await sell(at, { amount: 990_001n });
    await confirm(at, sale);

    at.pg.control.consoleCancel(sale.paymentKey);
    await at.runFor(30_000);

    expect(eventNames(at)).toEqual([
      'order.created',
      ...doubt,
      'payment.approved',
      'payment.captured',
      'order.paid',
      'service.requested',
      'refund.external',
      'payment.refunded',
      'payment.cancelled',
      'service.cancelled',
      'saga.compensating',
      'order.cancelled',
      'saga.compensated',
    ]);
    expect(effectsOf(at)).toEqual(['E15 open', 'E15 close', 'E9', 'E11', 'E13']);
    expect(eventsOf(at).at(-2)?.data).toMatchObject({ reason: 'PG_CANCELLED' });
    expect(balancesOf(at)).toEqual({});
    await expectSound(at);
  });

  it('is adopted in part: what is left is delivered', async () => {
    const at = shop();
    const sale = await sell(at, { amount: 990_001n });
    await confirm(at, sale);

    at.pg.control.consoleCancel(sale.paymentKey, { amount: 90_001 });
    await at.runFor(30_000);

    expect(await statesOf(at, sale)).toMatchObject({
      order: 'COMPLETED',
      payment: 'PARTIALLY_REFUNDED',
    });
    expect(effectsOf(at)).toEqual(['E15 open', 'E15 close', 'E9', 'E10', 'E12', 'E13']);
    expect(balancesOf(at)['pg_receivable:toss']).toBe(900_000n);
    await expectSound(at);
  });

  it('leaves no VAT behind where the order bore none', async () => {
    const at = shop();
    const sale = await sell(at, { amount: 990_001n, taxFreeAmount: 990_001n });
    await confirm(at, sale);

    at.pg.control.consoleCancel(sale.paymentKey);
    await at.runFor(30_000);

    expect(balancesOf(at)).toEqual({ sales: -990_001n, sales_refund: 990_001n });
    await expectSound(at);
  });

  it('is adopted once for each of two partial cancels', async () => {
    const at = shop();
    const sale = await sell(at, { amount: 990_001n });
    await confirm(at, sale);

    at.pg.control.consoleCancel(sale.paymentKey, { amount: 1 });
    at.clock.advance(1_500);
    at.pg.control.consoleCancel(sale.paymentKey, { amount: 2 });
    await at.runFor(120_000);

    expect((await viewOf(at, sale)).payment.amounts.refunded.minor).toBe(3n);
    expect(eventNames(at).filter((name) => name === 'refund.external')).toHaveLength(2);
    await expectSound(at);
  });
});
