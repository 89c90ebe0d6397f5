// Laws of the limiter: never above `burst + ceil(W/T)` in any window, an exact wait, a refusal that
// costs nothing, and a fail-open total that stays below its bound.

import { fc, test } from '@fast-check/vitest';
import { describe, expect } from 'vitest';
import { type Cell, judge, judgeAll, lifeMs } from '#core/limits/gcra.ts';
import { limitPolicy, limitRule } from '#core/limits/limit-policies.ts';
import { instanceShare } from '#core/limits/local-bucket.ts';
import { count } from '#test/support/counters.ts';

const start = 1_800_000_000_000_000;

const cell: fc.Arbitrary<Cell> = fc
  .record({
    intervalMicros: fc.integer({ min: 1, max: 3_000_000 }),
    burst: fc.integer({ min: 1, max: 50 }),
    cost: fc.integer({ min: 1, max: 5 }),
  })
  .map((each) => ({ ...each, cost: Math.min(each.cost, each.burst) }));

/** Gaps around the interval: crowds, steady streams and silences in one trace. */
const trace = fc.array(fc.constantFrom(0, 0, 0, 0.1, 0.5, 0.99, 1, 1.5, 7, 60), {
  minLength: 1,
  maxLength: 300,
});

const arrivals = (gaps: readonly number[], intervalMicros: number): number[] => {
  let now = start;
  return gaps.map((gap) => {
    now += Math.round(gap * intervalMicros);
    return now;
  });
};

/** Times of the requests that passed, with the bucket of a store that expires its keys. */
const accepted = (limit: Cell, times: readonly number[]): number[] => {
  let stored: { tat: number; expiresAt: number } | undefined;
  return times.filter((now) => {
    if (stored !== undefined && now > stored.expiresAt) stored = undefined;
    const { waitMicros, next } = judge(limit, stored?.tat ?? now, now);
    if (waitMicros > 0) return false;
    stored = { tat: next, expiresAt: now + lifeMs(next, now) * 1000 };
    return true;
  });
};

describe('gcra', () => {
  test.prop([cell, trace])(
    'never lets more than burst + ceil(W/T) pass in any window',
    (limit, gaps) => {
      const unit = { ...limit, cost: 1 };
      const passed = accepted(unit, arrivals(gaps, unit.intervalMicros));

      for (const [first, from] of passed.entries()) {
        for (let last = first; last < passed.length; last += 1) {
          const windowMicros = (passed[last] ?? from) - from;
          const most = unit.burst + Math.ceil(windowMicros / unit.intervalMicros);
          if (last - first + 1 > most)
            expect.fail(`${last - first + 1} passed in ${windowMicros} µs`);
        }
      }
      expect(passed.length).toBeGreaterThan(0);
      if (passed.length < gaps.length) count('limiter traces with a refusal');
    },
  );

  test.prop([cell, trace])(
    'lets at most burst units pass at once, whatever they cost',
    (limit, gaps) => {
      const passed = accepted(
        limit,
        arrivals(
          gaps.map(() => 0),
          limit.intervalMicros,
        ),
      );

      expect(passed.length).toBe(Math.min(gaps.length, Math.floor(limit.burst / limit.cost)));
    },
  );

  test.prop([cell, fc.integer({ min: -1_000_000, max: 400_000_000 })])(
    'tells a wait that is exact: allowed then, refused a microsecond before',
    (limit, ahead) => {
      const { waitMicros, lowered } = judge(limit, start + ahead, start);
      const stored = lowered ?? start + ahead;

      const then = judge(limit, stored, start + waitMicros);
      const before = judge(limit, stored, start + waitMicros - 1);

      expect(then.waitMicros).toBe(0);
      if (waitMicros === 0) return;
      expect(before.waitMicros).toBe(1);
      count('limiter refusals with an exact wait');
    },
  );

  test.prop([cell, fc.integer({ min: 0, max: 400_000_000 })])(
    'has fewer units left than the cost exactly when it refuses',
    (limit, ahead) => {
      const { waitMicros, remainingBefore } = judge(limit, start + ahead, start);

      expect(remainingBefore < limit.cost).toBe(waitMicros > 0);
    },
  );

  test.prop([
    fc.array(cell, { minLength: 1, maxLength: 3 }),
    fc.integer({ min: 0, max: 9_000_000 }),
  ])('waits for the slowest of several policies, and then all let pass', (limits, ahead) => {
    const tats = limits.map(() => start + ahead);
    const { waitMicros, judgements } = judgeAll(limits, tats, start);
    const kept = tats.map((tat, index) => judgements[index]?.lowered ?? tat);

    const then = judgeAll(limits, kept, start + waitMicros);

    expect(then.waitMicros).toBe(0);
    expect(then).not.toHaveProperty('refusedBy');
  });
});

describe('instanceShare', () => {
  test.prop([fc.integer({ min: 20, max: 100_000 }), fc.integer({ min: 1, max: 60 })])(
    'keeps the total of a minute below capacity × max(1, n/20) + n × 60',
    (capacity, running) => {
      const rule = limitRule('authorize', { capacity, windowSeconds: 60 });
      expect(rule).toBeDefined();
      if (rule === undefined) return;
      const share = instanceShare(limitPolicy(rule), 20);

      const each = share.burst + Math.ceil(60_000_000 / share.intervalMicros);
      const effective = 60_000_000 / rule.intervalMicros;

      expect(each * running).toBeLessThanOrEqual(
        Math.ceil(effective * Math.max(1, running / 20) + running * 60),
      );
    },
  );
});
