import { describe, expect, it } from 'vitest';
import { limitPolicy, limitRule, limitRules } from '#core/limits/limit-policies.ts';

const minute = (capacity: number, burst?: number) => ({
  capacity,
  windowSeconds: 60,
  ...(burst === undefined ? {} : { burst }),
});

describe('limitRule', () => {
  it.each([
    ['dev', 1_000, 60_000, 34],
    ['dev refund', 500, 120_000, 20],
    ['load', 15_000, 4_000, 500],
    ['load refund', 7_500, 8_000, 250],
    ['prod', 70_000, 857, 2_334],
    ['prod refund', 35_000, 1_714, 1_167],
    ['user payments', 100, 600_000, 20],
    ['user reads', 1_000, 60_000, 34],
    ['admin', 50, 1_200_000, 20],
    ['a few', 3, 20_000_000, 3],
  ])('of %s has its interval and burst', (_preset, capacity, intervalMicros, burst) => {
    expect(limitRule('authorize', minute(capacity))).toEqual({
      name: 'authorize',
      capacity,
      windowSeconds: 60,
      intervalMicros,
      burst,
    });
  });

  it('takes a burst that is set', () => {
    expect(limitRule('authorize', minute(1_000, 200))?.burst).toBe(200);
  });

  it('counts by its window', () => {
    const rule = limitRule('read', { capacity: 600, windowSeconds: 10 });

    expect(rule).toMatchObject({ intervalMicros: 16_666, burst: 120 });
  });

  it('is off at a capacity of nothing or less', () => {
    expect(limitRule('authorize', minute(0))).toBeUndefined();
    expect(limitRule('authorize', minute(-1))).toBeUndefined();
  });

  it('refuses numbers that are no limit', () => {
    expect(() => limitRule('authorize', minute(60_000_001))).toThrow('out of range');
    expect(() => limitRule('authorize', minute(10, 0))).toThrow('out of range');
  });
});

describe('limitRules', () => {
  it('holds what is set and switched on', () => {
    const rules = limitRules({
      authorize: minute(1_000),
      capture: minute(0),
      read: minute(10_000),
    });

    expect(Object.keys(rules)).toEqual(['authorize', 'read']);
  });
});

describe('limitPolicy', () => {
  it('gives a rule the cost of a request', () => {
    const [rule] = Object.values(limitRules({ read: minute(10_000) }));

    expect(rule && limitPolicy(rule)).toEqual({
      name: 'read',
      intervalMicros: 6_000,
      burst: 334,
      cost: 1,
    });
    expect(rule && limitPolicy(rule, 5).cost).toBe(5);
  });
});
