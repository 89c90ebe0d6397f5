// Many at once: one charge, and an answer for everybody that is true. Nothing is locked; every loser
// lost a condition of the transaction.
import { describe, expect, it } from 'vitest';
import type { Answer } from '#core/contracts/http/answer.ts';
import { createOrder } from '#core/orders/create-order.ts';
import {
  attentionOf,
  effectsOf,
  eventNames,
  statesOf,
  truthOf,
} from '#test/support/engine/books.ts';
import { meanwhile } from '#test/support/engine/meanwhile.ts';
import {
  approved,
  cancel,
  cancelEvents,
  confirm,
  orderCommand,
  payAtWindow,
  report,
  sell,
  serviceShop,
  shop,
} from '#test/support/engine/sale.ts';
import { expectSound } from '#test/support/engine/soundness.ts';

const many = <T>(count: number, work: (index: number) => Promise<T>): Promise<T[]> =>
  Promise.all(Array.from({ length: count }, (_, index) => work(index)));

const codesOf = (answers: readonly Answer[]): Record<string, number> => {
  const counts: Record<string, number> = {};
  for (const { code } of answers) counts[code] = (counts[code] ?? 0) + 1;
  return counts;
};

describe('fifty confirms with one key', () => {
  it('charge once; the rest hear that it runs, and later the stored answer', async () => {
    const at = shop();
    const sale = await sell(at);

    const answers = await many(50, () => confirm(at, sale));
    const after = await many(50, () => confirm(at, sale));

    expect(truthOf(at, sale)).toEqual({ approvals: 1, cancels: 0, kept: 9_000 });
    expect(answers.filter(({ isReplayed }) => isReplayed !== true)).toSatisfy(
      (fresh: readonly Answer[]) => fresh.filter(({ status }) => status === 200).length === 1,
    );
    expect(Object.keys(codesOf(answers)).sort()).toEqual(['COMMON_000', 'IDEM_001']);
    expect(codesOf(after)).toEqual({ COMMON_000: 50 });
    expect(after.every(({ isReplayed }) => isReplayed === true)).toBe(true);
    expect(new Set(after.map(({ result }) => JSON.stringify(result))).size).toBe(1);
    expect(effectsOf(at)).toEqual(['E9', 'E10']);
    await expectSound(at);
  });

  it('charge once while the PG says nothing either', async () => {
    const at = shop();
    const sale = await sell(at, { amount: 990_001n });

    const answers = await many(50, () => confirm(at, sale));
    await at.runFor(30_000);

    expect(Object.keys(codesOf(answers)).sort()).toEqual(['IDEM_001', 'PAY_005']);
    expect(truthOf(at, sale).approvals).toBe(1);
    expect(await statesOf(at, sale)).toMatchObject({ order: 'COMPLETED' });
    await expectSound(at);
  });
});

describe('twenty confirms with keys of their own', () => {
  it('charge once; the others learn that it is paid, or that somebody is paying', async () => {
    const at = shop();
    const sale = await sell(at);

    const answers = await many(20, (index) => confirm(at, sale, { key: `own-${index}` }));

    const codes = codesOf(answers);
    expect(codes['COMMON_000']).toBe(1);
    expect((codes['PAY_003'] ?? 0) + (codes['PAY_004'] ?? 0)).toBe(19);
    expect(truthOf(at, sale).approvals).toBe(1);
    expect(effectsOf(at)).toEqual(['E9', 'E10']);
    await expectSound(at);
  });

  it('charge once when each brings a payment key of its own', async () => {
    const at = shop();
    const sale = await sell(at);
    const keys = Array.from({ length: 20 }, () =>
      payAtWindow(at, { pgOrderId: sale.pgOrderId, amount: sale.amount }),
    );

    const answers = await many(20, (index) =>
      confirm(at, sale, { key: `own-${index}`, paymentKey: keys[index] ?? '' }),
    );

    expect(codesOf(answers)['COMMON_000']).toBe(1);
    expect(truthOf(at, sale).approvals).toBe(1);
    await expectSound(at);
  });
});

describe('one payment key for two orders', () => {
  it('pays the first, and shows the second whose it is', async () => {
    const at = shop();
    const first = await sell(at);
    const second = await sell(at);
    await confirm(at, first);

    const stolen = { ...second, paymentKey: first.paymentKey };
    const answer = await confirm(at, stolen, { key: 'second' });

    expect(answer).toMatchObject({ status: 409, code: 'PAY_003' });
    expect(answer.result).toMatchObject({ paymentId: first.paymentId, status: 'CONFIRMED' });
    expect((await statesOf(at, second)).attempts).toEqual([]);
    await expectSound(at);
  });
});

describe('ten orders under one number of the merchant', () => {
  it('make one order; the others are shown it', async () => {
    const at = shop();

    const answers = await many(10, () =>
      createOrder(at.deps)(orderCommand({ merchantOrderId: 'M-1' })),
    );

    expect(codesOf(answers)).toEqual({ COMMON_000: 1, PAY_003: 9 });
    const ids = answers.map(({ result }) => result?.['orderId']);
    expect(new Set(ids).size).toBe(1);
    expect(eventNames(at)).toEqual(['order.created']);
  });
});

describe('ten orders with one key', () => {
  it('make one order, and nine replays of it', async () => {
    const at = shop();

    const answers = await many(10, () => createOrder(at.deps)(orderCommand({ key: 'order-1' })));

    expect(codesOf(answers)).toEqual({ COMMON_000: 10 });
    expect(answers.filter(({ isReplayed }) => isReplayed === true)).toHaveLength(9);
    expect(eventNames(at)).toEqual(['order.created']);
  });
});

describe('outcome, contrary outcome and cancel at one moment', () => {
  it.each([1, 2, 3, 4, 5, 6])(
    'give one outcome that everything follows (order %i)',
    async (turn) => {
      const { at, sale } = await approved();
      const works = [
        () => report(at, sale, 'COMPLETED'),
        () => report(at, sale, 'FAILED'),
        () => cancel(at, sale),
      ];
      const a = turn % 3;
      const b = (turn + (turn > 3 ? 2 : 1)) % 3;
      const order = [a, b, 3 - a - b].map((index) => works[index]);

      await Promise.all(order.map(async (work) => work?.()));
      await at.runFor(30_000);

      const states = await statesOf(at, sale);
      const outcomes = eventNames(at).filter((name) =>
        /^service\.(?:completed|failed|cancelled|timed_out)$/u.test(name),
      );
      expect(outcomes).toHaveLength(1);
      expect(states.saga).toBe(outcomes[0] === 'service.completed' ? 'COMPLETED' : 'COMPENSATED');
      expect(truthOf(at, sale).kept).toBe(states.saga === 'COMPLETED' ? 9_000 : 0);
      expect(attentionOf(at)).toEqual([]);
      await expectSound(at);
    },
  );

  it('is decided by the row where the watchdog and the sweep come too', async () => {
    const at = serviceShop();
    const sale = await sell(at);
    await confirm(at, sale);
    await at.runFor(1_000);
    at.clock.advance(70_500);

    await Promise.all([at.runFor(1_000), at.sweepOnce(), report(at, sale, 'FAILED')]);
    await at.runFor(30_000);

    expect(await statesOf(at, sale)).toMatchObject({ order: 'CANCELLED', saga: 'COMPENSATED' });
    expect(truthOf(at, sale)).toEqual({ approvals: 1, cancels: 1, kept: 0 });
    expect(eventNames(at).slice(-cancelEvents.length)).toEqual(cancelEvents);
    await expectSound(at);
  });
});

describe('confirm and cancel at one moment', () => {
  it('is too late where the money comes between the two reads of the cancel', async () => {
    const at = shop();
    const sale = await sell(at);
    const second = meanwhile(at, () => confirm(at, sale), 'payments');

    const answer = await cancel(second, sale);

    expect(answer).toMatchObject({ status: 409, code: 'PAY_004' });
    expect(await statesOf(at, sale)).toMatchObject({ order: 'COMPLETED', payment: 'CONFIRMED' });
    await expectSound(at);
  });

  it('ends with the next payment where the PG declines between the two reads of the cancel', async () => {
    const at = shop();
    const sale = await sell(at);
    at.pg.control.addRule({ fault: 'DECLINE' });
    const second = meanwhile(at, () => confirm(at, sale), 'payments');

    const answer = await cancel(second, sale);

    expect(answer).toMatchObject({ status: 200, result: { status: 'CANCELLED' } });
    await expectSound(at);
  });

  it('either charge and complete, or cancel and charge nothing', async () => {
    const at = shop();
    const sale = await sell(at);

    const [paid, ended] = await Promise.all([confirm(at, sale), cancel(at, sale)]);
    await at.runFor(60_000);

    const { order } = await statesOf(at, sale);
    expect([200, 409]).toContain(paid.status);
    expect([200, 409]).toContain(ended.status);
    expect(truthOf(at, sale).kept).toBe(order === 'COMPLETED' ? 9_000 : 0);
    await expectSound(at);
  });
});

describe('two cancels of an order whose service works', () => {
  it('are both accepted where the other comes between the two reads of the first', async () => {
    const { at, sale } = await approved();
    const second = meanwhile(at, () => cancel(at, sale, 'other'), 'services');

    const answer = await cancel(second, sale);
    const replay = await cancel(at, sale);
    await at.runFor(30_000);

    expect(answer).toMatchObject({ status: 202, code: 'COMMON_001', result: { status: 'PAID' } });
    expect(replay).toMatchObject({ status: 202, isReplayed: true });
    expect(eventNames(at).filter((name) => name === 'service.cancelled')).toHaveLength(1);
    expect(await statesOf(at, sale)).toMatchObject({ order: 'CANCELLED', saga: 'COMPENSATED' });
    expect(truthOf(at, sale)).toEqual({ approvals: 1, cancels: 1, kept: 0 });
    await expectSound(at);
  });

  it('are both done where the money is back by then', async () => {
    const { at, sale } = await approved();
    const returned = async (): Promise<void> => {
      await cancel(at, sale, 'other');
      await at.runFor(30_000);
    };

    const answer = await cancel(meanwhile(at, returned, 'services'), sale);

    expect(answer).toMatchObject({ status: 200, result: { status: 'CANCELLED' } });
    await expectSound(at);
  });
});

describe('outcome and cancel of an order whose service works', () => {
  it('is too late where the outcome comes between the two reads of the cancel', async () => {
    const { at, sale } = await approved();
    at.mishap.plan('TX-COMPLETE', 'IS_AWAY', { times: 10_000 });
    const second = meanwhile(at, () => report(at, sale, 'COMPLETED'), 'services');

    const answer = await cancel(second, sale);
    const replay = await cancel(at, sale);

    expect(answer).toMatchObject({ status: 409, code: 'PAY_004' });
    expect(replay).toMatchObject({ status: 409, code: 'PAY_004', isReplayed: true });
    expect(await statesOf(at, sale)).toMatchObject({ order: 'PAID', payment: 'APPROVED' });
    expect(truthOf(at, sale)).toMatchObject({ kept: 9_000 });
  });
});
