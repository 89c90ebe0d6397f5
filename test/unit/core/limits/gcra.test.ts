import { describe, expect, it } from 'vitest';
import { givenBack, judge, judgeAll, lifeMs, warmStart } from '#core/limits/gcra.ts';

const now = 1_800_000_000_000_000;
const cell = { intervalMicros: 1_000, burst: 5, cost: 1 };

describe('judge', () => {
  it('lets a request into an empty bucket', () => {
    expect(judge(cell, now, now)).toEqual({
      waitMicros: 0,
      next: now + 1_000,
      remainingAfter: 4,
      remainingBefore: 5,
    });
  });

  it('reads a bucket of the past as empty', () => {
    expect(judge(cell, now - 1, now)).toEqual(judge(cell, now, now));
  });

  it('refuses at a full bucket and tells the wait', () => {
    expect(judge(cell, now + 5_000, now)).toEqual({
      waitMicros: 1_000,
      next: now + 6_000,
      remainingAfter: 0,
      remainingBefore: 0,
    });
  });

  it('lowers a bucket above the limit in force, so that its wait is the new one', () => {
    const judgement = judge(cell, now + 90_000, now);

    expect(judgement).toMatchObject({ waitMicros: 1_000, lowered: now + 5_000 });
  });

  it('needs room for the whole cost', () => {
    expect(judge({ ...cell, cost: 5 }, now + 1, now).waitMicros).toBe(1);
    expect(judge({ ...cell, cost: 5 }, now, now).waitMicros).toBe(0);
  });
});

describe('judgeAll', () => {
  it('names the bucket with the longest wait, and the first of two equal ones', () => {
    const dear = { ...cell, cost: 2 };
    const full = now + 5_000;

    expect(judgeAll([cell, dear, dear], [full, full, full], now)).toMatchObject({
      refusedBy: 1,
      waitMicros: 2_000,
    });
  });

  it('takes a bucket without a number as empty, and no bucket as no limit', () => {
    expect(judgeAll([cell], [], now)).toMatchObject({ waitMicros: 0 });
    expect(judgeAll([], [], now)).toEqual({ waitMicros: 0, judgements: [] });
  });
});

describe('warmStart', () => {
  it('counts half the burst as used', () => {
    expect(warmStart(cell, now)).toBe(now + 2_500);
    expect(warmStart({ ...cell, intervalMicros: 3 }, now)).toBe(now + 7);
  });

  it('leaves room for the request itself', () => {
    expect(warmStart({ ...cell, burst: 1 }, now)).toBe(now);
    expect(warmStart({ ...cell, cost: 4 }, now)).toBe(now + 1_000);
    expect(warmStart({ ...cell, cost: 9 }, now)).toBe(now);
  });
});

describe('givenBack', () => {
  it('takes the units out again, never below now', () => {
    expect(givenBack({ ...cell, cost: 2 }, now + 5_000, now)).toBe(now + 3_000);
    expect(givenBack(cell, now + 400, now)).toBe(now);
  });
});

describe('lifeMs', () => {
  it('outlives the bucket by up to two milliseconds', () => {
    expect([lifeMs(now, now), lifeMs(now + 1, now), lifeMs(now + 1_000, now)]).toEqual([1, 2, 2]);
  });
});
