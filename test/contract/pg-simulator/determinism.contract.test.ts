import { describe, expect, it } from 'vitest';
import { virtualEpochMs } from '#local/pg-simulator/clock.ts';
import { seededDraws } from '#local/pg-simulator/draws.ts';
import type { LiarOptions } from '#local/pg-simulator/liar.ts';
import {
  advance,
  cancelOf,
  confirmOf,
  inProcess,
  type Opened,
  readOf,
  type Seen,
} from './doors.ts';

// Slow replies are served at once but never in the same turn: clients overtake each other.
const hastyTimers = {
  setTimeout: (run: () => void) => setImmediate(run),
  clearTimeout: () => undefined,
};

const hostile: LiarOptions = { seed: 42, profile: 'hostile', timers: hastyTimers };

const told = (seen: Seen) =>
  `${seen.kind} ${seen.status} ${seen.json.code ?? seen.json.status ?? ''}`;

/** What one client lives through with one order; it stops repeating once an answer is final. */
const playOrder = async (opened: Opened, nth: number, yields: () => Promise<void>) => {
  const orderId = `order-${String(nth).padStart(4, '0')}`;
  const wanted = { orderId, amount: 1_000 + nth };
  const paymentKey = String(opened.pg.control.openPayment(wanted)['paymentKey']);
  opened.pg.control.authenticate(paymentKey);
  const story: string[] = [paymentKey];
  for (let attempt = 0; attempt < 5; attempt += 1) {
    await yields();
    const seen = await opened.send(confirmOf({ ...wanted, paymentKey }, { key: `key-${nth}` }));
    story.push(told(seen));
    if (seen.kind === 'reply' && (seen.json.status === 'DONE' || seen.status === 403)) break;
  }
  await yields();
  story.push(told(await opened.send(readOf({ paymentKey }))));
  await yields();
  story.push(told(await opened.send(cancelOf({ paymentKey }, {}, { key: `cancel-${nth}` }))));
  const { approvals, cancels, status } = opened.pg.control.truth.payment(paymentKey);
  return [...story, `${status} ${approvals} ${cancels}`];
};

const orderCount = 1_000;

/** Plays every order with so many clients at once, each taking the next order of the list. */
const playAll = async (clients: number, order: readonly number[], yields: () => Promise<void>) => {
  const opened = await inProcess.open(hostile);
  const stories = new Map<number, string[]>();
  const waiting = [...order];
  const client = async () => {
    for (let nth = waiting.shift(); nth !== undefined; nth = waiting.shift()) {
      stories.set(nth, await playOrder(opened, nth, yields));
    }
  };
  await Promise.all(Array.from({ length: clients }, client));
  return { stories, summary: opened.pg.control.truth.summary() };
};

const numbers = Array.from({ length: orderCount }, (_, nth) => nth);

const serialRun = async (options: LiarOptions) => {
  const opened = await inProcess.open(options);
  for (let nth = 0; nth < 200; nth += 1) {
    await playOrder(opened, nth, async () => undefined);
    advance(opened, 997);
  }
  return opened.pg.control.journal();
};

describe('determinism', () => {
  it('16: two runs with the same seed and the same serial requests give equal journals', async () => {
    const first = await serialRun(hostile);
    const second = await serialRun(hostile);

    expect(first.length).toBeGreaterThan(800);
    expect(JSON.stringify(second)).toBe(JSON.stringify(first));
  });

  it('16: another seed gives another journal', async () => {
    const first = await serialRun(hostile);
    const other = await serialRun({ ...hostile, seed: 43 });

    const faults = (lines: typeof first) =>
      lines.filter(({ after }) => after.fault).map(({ after }) => after.fault?.fault);
    expect(faults(other)).not.toEqual(faults(first));
  });

  it('16: hostile, 1,000 orders: equal outcome per order for any interleaving of 32 clients', async () => {
    const serial = await playAll(1, numbers, async () => undefined);
    const draws = seededDraws('interleaving');
    let turn = 0;
    const someTurns = async () => {
      turn += 1;
      const turns = Math.floor(draws.uniform('turns', 'client', turn) * 4);
      for (let at = 0; at < turns; at += 1) await new Promise((resolve) => setImmediate(resolve));
    };
    const shuffled = numbers.toSorted(
      (a, b) => draws.uniform('order', String(a), 0) - draws.uniform('order', String(b), 0),
    );

    const mixed = await playAll(32, shuffled, someTurns);

    expect(mixed.stories.size).toBe(orderCount);
    const different = numbers.filter(
      (nth) => mixed.stories.get(nth)?.join() !== serial.stories.get(nth)?.join(),
    );
    expect(different).toEqual([]);
    expect(mixed.summary).toEqual({
      ...serial.summary,
      // Counted in the order of first appearance, which is all that may differ.
      faults: mixed.summary.faults,
      byStatus: serial.summary.byStatus,
    });
    expect(mixed.summary.faults).toEqual(serial.summary.faults);
    // The test would be empty if the profile told no lies.
    expect(Object.keys(serial.summary.faults).length).toBeGreaterThan(10);
  });

  it('16: hostile charges an order at most once, whatever the replies said', async () => {
    const { stories } = await playAll(32, numbers, async () => undefined);

    const endings = [...stories.values()].map((story) => story.at(-1)?.split(' ')[1]);
    expect(endings.filter((approvals) => approvals !== '0' && approvals !== '1')).toEqual([]);
    expect(endings.filter((approvals) => approvals === '1').length).toBeGreaterThan(900);
  });
});

describe('profiles', () => {
  const faultsOf = async (profile: LiarOptions['profile'] & string) => {
    const opened = await inProcess.open({ profile, timers: hastyTimers });
    for (const nth of numbers) {
      const wanted = { orderId: `order-${nth}`, amount: 1_000 };
      const paymentKey = String(opened.pg.control.openPayment(wanted)['paymentKey']);
      opened.pg.control.authenticate(paymentKey);
      await opened.send(confirmOf({ ...wanted, paymentKey }));
    }
    return opened.pg.control.truth.summary().faults;
  };

  it('16: faithful tells no lie by itself', async () => {
    expect(await faultsOf('faithful')).toEqual({});
  });

  it('16: calm is slow about once in a hundred, within its bounds', async () => {
    const { F04 = 0, F01 = 0, ...others } = await faultsOf('calm');

    expect(others).toEqual({});
    expect([F04 >= 3, F04 <= 25, F01 <= 6]).toEqual([true, true, true]);
  });

  it('16: hostile keeps near its odds', async () => {
    const faults = await faultsOf('hostile');

    // Five percent of a thousand, give or take four standard deviations.
    expect([(faults['F04'] ?? 0) > 22, (faults['F04'] ?? 0) < 78]).toEqual([true, true]);
    expect([(faults['F01'] ?? 0) > 2, (faults['F01'] ?? 0) < 38]).toEqual([true, true]);
  });
});

describe('a payment that is drawn by another name', () => {
  const liesOf = async (prefix: string, name: (nth: number) => { readonly drawnAs?: string }) => {
    const opened = await inProcess.open(hostile);
    const lies: string[] = [];
    for (let nth = 0; nth < 200; nth += 1) {
      const wanted = { orderId: `${prefix}-${nth}`, amount: 1_000 };
      const made = opened.pg.control.openPayment({ ...wanted, ...name(nth) });
      const paymentKey = String(made['paymentKey']);
      opened.pg.control.authenticate(paymentKey);
      const seen = [
        await opened.send(confirmOf({ ...wanted, paymentKey })),
        await opened.send(readOf({ paymentKey })),
        await opened.send(cancelOf({ paymentKey })),
      ];
      lies.push(seen.map(told).join());
    }
    return lies;
  };

  it('16: is lied to by that name, whatever its order and key are called', async () => {
    const first = await liesOf('first', (nth) => ({ drawnAs: `buyer-${nth}` }));
    const second = await liesOf('second', (nth) => ({ drawnAs: `buyer-${nth}` }));
    const unnamed = await liesOf('second', () => ({}));

    expect(second).toEqual(first);
    expect(unnamed).not.toEqual(first);
  });

  it('16: has a name of 1 to 100 characters', async () => {
    const opened = await inProcess.open();
    const wanted = { orderId: 'order-1', amount: 1_000 };

    expect(() => opened.pg.control.openPayment({ ...wanted, drawnAs: '' })).toThrow(/drawnAs/);
  });
});

describe('draws', () => {
  it('16: identifiers have their forms', () => {
    const draws = seededDraws('1');
    const paymentKey = draws.paymentKey(virtualEpochMs, 'order-1', 0);

    expect(paymentKey).toMatch(/^tliar20260101000000[0-9A-Za-z]{5}$/);
    expect(draws.transactionKey(paymentKey, 0)).toMatch(/^txrd_[0-9a-z]{26}$/);
    expect(draws.secret(paymentKey)).toMatch(/^ps_[0-9A-Za-z]{16}$/);
    expect(draws.approveNo(paymentKey)).toMatch(/^\d{8}$/);
  });

  it('16: latency has the asked median and 95th percentile', () => {
    const draws = seededDraws('1');
    const drawn = numbers
      .map((nth) => draws.latencyMs({ p50: 10, p95: 40 }, 'confirm', 'order', nth))
      .sort((a, b) => a - b);

    const [p50 = 0, p95 = 0] = [drawn[500], drawn[950]];
    expect([p50 > 9 && p50 < 11, p95 > 34 && p95 < 46]).toEqual([true, true]);
  });

  it('16: two openings of one order in one second get two keys', async () => {
    const { pg } = await inProcess.open();
    const open = () => pg.control.openPayment({ orderId: 'order-1', amount: 100 })['paymentKey'];

    expect(open()).not.toBe(open());
  });
});
