// The oracle is believed because it fails: each rule meets a run with one thing broken and reports it under
// its own number alone; the money model and the observer are held to stories written by hand.
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { count } from '#test/support/counters.ts';
import type { Delivery, Told } from '#test/support/invariants/view.ts';
import { broken, doubt, withRun } from '#test/support/oracle/fixture-breaks.ts';
import { healAt, orderId, startedAt } from '#test/support/oracle/fixture-rows.ts';
import { answer, firstOrderTold } from '#test/support/oracle/fixture-stories.ts';
import { ruleFixtures, soundRun } from '#test/support/oracle/fixtures.ts';
import { heardRun } from '#test/support/oracle/fixtures-of-deposits.ts';
import { endingsOf } from '#test/support/oracle/money-model.ts';
import { observe } from '#test/support/oracle/observer.ts';
import { noPgMoney, type PgMoney } from '#test/support/oracle/pg-money.ts';
import { judgeRun, rules } from '#test/support/oracle/rules.ts';
import { toldStory } from '#test/support/oracle/told-story.ts';

describe('rules of a run', () => {
  it.each(rules.map(({ id }) => id))('%s passes a sound run and has looked at something', (id) => {
    const verdict = judgeRun(soundRun()).find((one) => one.id === id);

    count('sound rules');
    expect(verdict?.breaches).toEqual([]);
    expect(verdict?.looked).toBeGreaterThan(0);
  });

  it.each(ruleFixtures)('$rule alone reports: $name', ({ rule, run }) => {
    const verdicts = judgeRun(run());

    count('rule fixtures');
    const loud = verdicts.filter(({ breaches }) => breaches.length > 0);
    expect(loud.map(({ id, breaches }) => [id, breaches[0]?.says])).toEqual([
      [rule, expect.any(String)],
    ]);
    expect(loud.flatMap(({ breaches }) => breaches.map(({ about }) => about))).not.toContain('');
  });

  it.each(['OPEN', 'RESOLVED'])(
    'lets a deposit be taken back where a person has heard of it, %s',
    (status) => {
      const loud = judgeRun(heardRun(status)()).filter(({ breaches }) => breaches.length > 0);

      count('rule fixtures');
      expect(loud).toEqual([]);
    },
  );

  it('has a broken run for every rule', () => {
    const watched = new Set(ruleFixtures.map(({ rule }) => rule));

    expect([...watched].sort()).toEqual(rules.map(({ id }) => id));
  });
});

/** A doubt that began 10 s before the faults stopped, and how R04 judges how long it went on. */
const doubtRows = [
  { end: 'SUCCEEDED', lastsMs: 29_000, isRandom: false, slotMs: 5_000, isTooLong: false },
  { end: 'SUCCEEDED', lastsMs: 31_000, isRandom: false, slotMs: 40_000, isTooLong: true },
  { end: 'DECLINED', lastsMs: 290_000, isRandom: false, slotMs: 5_000, isTooLong: false },
  { end: 'DECLINED', lastsMs: 331_000, isRandom: false, slotMs: 5_000, isTooLong: true },
  { end: 'SUCCEEDED', lastsMs: 59_000, isRandom: true, slotMs: 50_000, isTooLong: false },
  { end: 'SUCCEEDED', lastsMs: 61_000, isRandom: true, slotMs: 50_000, isTooLong: true },
  { end: 'SUCCEEDED', lastsMs: 31_000, isRandom: true, slotMs: 20_000, isTooLong: true },
];

describe('time limit of a doubt', () => {
  it.each(doubtRows)(
    'is kept: $end after $lastsMs ms, random $isRandom, read at $slotMs ms',
    (row) => {
      const { end, lastsMs, isRandom, slotMs, isTooLong } = row;
      const run = broken(
        doubt(healAt - 10_000, healAt + lastsMs, end, healAt + slotMs),
        withRun({ isRandom }),
      )();

      count('doubt limits');
      const loud = judgeRun(run).filter(({ breaches }) => breaches.length > 0);
      expect(loud.map(({ id }) => id)).toEqual(isTooLong ? ['R04'] : []);
    },
  );
});

const price = 10_000;
const minute = 60_000;

const said = (route: string, status: number): Told =>
  answer(`c1.${route}`, route, status, status === 0 ? null : { orderId: orderId(1) });

const taken: PgMoney = {
  ...noPgMoney,
  captured: price,
  keptPayments: 1,
  opened: 1,
  firstCaptureAt: startedAt,
};

const external = (part: number): PgMoney => ({ ...taken, cancelled: part, external: part });

interface ModelRow {
  readonly when: string;
  readonly fulfilment: 'callback' | 'none';
  readonly requests: readonly Told[];
  readonly pg: PgMoney;
  /** Since the order was made; the service may work 10 s, the order lives 30 min. */
  readonly after?: number;
  readonly isHandedOver?: boolean;
  /** `ORDER/PAYMENT kept`. */
  readonly ends: readonly string[];
}

const sold = `COMPLETED/CONFIRMED ${price}`;
const back = 'CANCELLED/CANCELLED 0';
const unpaid = 'CANCELLED/FAILED|EXPIRED|CANCELLED 0';
const open = 'PENDING/READY 0';

const modelRows: readonly ModelRow[] = [
  { when: 'nobody paid yet', fulfilment: 'callback', requests: [], pg: noPgMoney, ends: [open] },
  {
    when: 'nobody paid in its time',
    fulfilment: 'callback',
    requests: [],
    pg: noPgMoney,
    after: 40 * minute,
    ends: [unpaid],
  },
  {
    when: 'its client cancelled it before paying',
    fulfilment: 'callback',
    requests: [said('cancel-order', 200)],
    pg: noPgMoney,
    ends: [unpaid],
  },
  {
    when: 'a cancel was sent and never answered',
    fulfilment: 'none',
    requests: [said('cancel-order', 0)],
    pg: noPgMoney,
    ends: [unpaid, open],
  },
  {
    when: 'a cancel was refused',
    fulfilment: 'none',
    requests: [said('cancel-order', 409)],
    pg: taken,
    ends: [sold],
  },
  {
    when: 'its three payments were used up',
    fulfilment: 'none',
    requests: [],
    pg: { ...noPgMoney, opened: 3 },
    ends: [unpaid, open],
  },
  {
    when: 'paid, and nothing else to do',
    fulfilment: 'none',
    requests: [],
    pg: taken,
    ends: [sold],
  },
  {
    when: 'a cancel was noted while the payment was in doubt',
    fulfilment: 'none',
    requests: [said('cancel-order', 202)],
    pg: taken,
    ends: [back],
  },
  {
    when: 'paid, and a part returned in the console',
    fulfilment: 'none',
    requests: [],
    pg: external(4_000),
    ends: ['COMPLETED/PARTIALLY_REFUNDED 6000'],
  },
  {
    when: 'paid, and all returned in the console',
    fulfilment: 'none',
    requests: [],
    pg: external(price),
    ends: ['COMPLETED/REFUNDED 0'],
  },
  {
    when: 'its service reported success',
    fulfilment: 'callback',
    requests: [said('complete-service', 200), said('fail-service', 409)],
    pg: taken,
    after: minute,
    ends: [sold],
  },
  {
    when: 'its service reported failure',
    fulfilment: 'callback',
    requests: [said('fail-service', 200)],
    pg: taken,
    after: minute,
    ends: [back],
  },
  {
    when: 'its client cancelled it while the service worked',
    fulfilment: 'callback',
    requests: [said('cancel-order', 202), said('complete-service', 409)],
    pg: taken,
    after: minute,
    ends: [back],
  },
  {
    when: 'a success was reported and its answer lost, past the deadline',
    fulfilment: 'callback',
    requests: [said('complete-service', 0)],
    pg: taken,
    after: 5 * minute,
    ends: [sold, back],
  },
  {
    when: 'its service was silent',
    fulfilment: 'callback',
    requests: [],
    pg: taken,
    after: 5 * minute,
    ends: [back],
  },
  {
    when: 'its service has time left',
    fulfilment: 'callback',
    requests: [],
    pg: taken,
    after: 5_000,
    ends: [`PAID/APPROVED ${price}`],
  },
  {
    when: 'all was returned in the console while the service worked',
    fulfilment: 'callback',
    requests: [],
    pg: external(price),
    after: 5_000,
    ends: [back, 'PAID/APPROVED 0'],
  },
  {
    when: 'a person has it',
    fulfilment: 'callback',
    requests: [said('fail-service', 200)],
    pg: taken,
    after: minute,
    isHandedOver: true,
    ends: [back, `PAID/APPROVED ${price}`, `PENDING/IN_DOUBT ${price}`],
  },
];

describe('money model', () => {
  it.each(modelRows)('knows how an order may end: $when', (row) => {
    const told = toldStory([firstOrderTold(row.fulfilment, price), ...row.requests]);
    const order = told.orders.get(orderId(1));

    count('money model rows');
    expect(order).toBeDefined();
    if (order === undefined) return;
    const endings = endingsOf({
      order,
      pg: row.pg,
      terms: { timeoutMs: 10_000, attemptsMax: 3 },
      now: startedAt + (row.after ?? minute),
      isHandedOver: row.isHandedOver ?? false,
    });
    const ends = endings.map(
      ({ order: end, payments, kept }) => `${end}/${payments.join('|')} ${kept}`,
    );
    expect([...new Set(ends)]).toEqual(row.ends);
  });
});

const delivered = (id: string, type: string, sequence: number, data: object = {}): Delivery => ({
  at: startedAt,
  number: sequence,
  by: 'relay',
  event: {
    id,
    type: `com.fluxpay.${type}`,
    subject: 'pay_1',
    sequence: String(sequence).padStart(10, '0'),
    time: '2026-03-02T04:00:00.000Z',
    data: { orderId: 'ord_1', ...data },
  },
});

describe('observer', () => {
  const returned = delivered('e4', 'payment.refunded', 4, {
    pgAmount: 400,
    status: 'PARTIALLY_REFUNDED',
  });
  const story = [
    delivered('e1', 'payment.approved', 1),
    delivered('e2', 'payment.captured', 2, { pgAmount: 1_000 }),
    delivered('e3', 'payment.confirmed', 3),
    returned,
  ];

  it('counts a repeat once and does not mind the order of arrival', () => {
    const shuffled = [...story, returned, ...story].reverse();

    expect(observe(shuffled).payments.get('pay_1')).toEqual({
      paymentId: 'pay_1',
      orderId: 'ord_1',
      status: 'PARTIALLY_REFUNDED',
      captured: 1_000,
      refunded: 400,
    });
    expect(observe(shuffled).events).toBe(4);
    expect(observe(shuffled).gaps.size).toBe(0);
  });

  it('names the first number that a subject lacks', () => {
    expect(observe(story.filter(({ event }) => event.id !== 'e2')).gaps).toEqual(
      new Map([['pay_1', 2]]),
    );
  });

  it('knows a deal that was partly returned before it was final', () => {
    const early = [
      delivered('e1', 'payment.captured', 1, { pgAmount: 1_000 }),
      delivered('e2', 'payment.refunded', 2, { pgAmount: 400, status: 'APPROVED' }),
      delivered('e3', 'payment.confirmed', 3),
    ];

    expect(observe(early).payments.get('pay_1')?.status).toBe('PARTIALLY_REFUNDED');
  });
});

describe('the oracle', () => {
  it('imports nothing of ours but the plain form of a run', () => {
    const folder = 'test/support/oracle';
    const imports = readdirSync(folder).flatMap((file) =>
      [...readFileSync(`${folder}/${file}`, 'utf8').matchAll(/from '([^']+)'/gu)].map(
        ([, from]) => `${from}`,
      ),
    );
    const ours = /^(?:\.\/[a-z-]+\.ts|#test\/support\/invariants\/view\.ts|node:(?:util|buffer))$/u;

    count('oracle imports', imports.length);
    expect(imports.length).toBeGreaterThan(20);
    expect(imports.filter((from) => !ours.test(from))).toEqual([]);
  });
});
