import { describe, expect, it } from 'vitest';
import { keep } from '#core/limits/bounded-map.ts';
import { instanceShare } from '#core/limits/local-bucket.ts';
import { aPolicy, aTenant, limitMemory } from '#test/support/limits/limit-world.ts';

const tenant = aTenant();

describe('localBuckets', () => {
  it('takes a burst, refuses with the wait, and lets pass when it is over', () => {
    const { buckets, clock } = limitMemory();
    const policies = [aPolicy({ burst: 2 })];
    buckets.take(tenant, policies);
    buckets.take(tenant, policies);

    const refused = buckets.take(tenant, policies);
    clock.advance(1_000);

    expect(refused).toEqual({ policy: 'authorize', waitMicros: 1_000_000 });
    expect(buckets.take(tenant, policies)).toBeUndefined();
  });

  it('takes of every policy or of none', () => {
    const { buckets } = limitMemory();
    const narrow = aPolicy({ name: 'order', burst: 1 });
    buckets.take(tenant, [narrow]);

    const refused = [1, 2, 3].map(
      () => buckets.take(tenant, [aPolicy({ burst: 1 }), narrow])?.policy,
    );

    expect(refused).toEqual(['order', 'order', 'order']);
    expect(buckets.take(tenant, [aPolicy({ burst: 1 })])).toBeUndefined();
  });

  it('keeps merchants apart, and forgets with its process', () => {
    const { buckets } = limitMemory();
    const policies = [aPolicy({ burst: 1 })];
    buckets.take(tenant, policies);

    expect(buckets.take(aTenant('M2'), policies)).toBeUndefined();
    expect(limitMemory().buckets.take(tenant, policies)).toBeUndefined();
    expect(buckets.take(tenant, policies)).toBeDefined();
  });

  it('applies a lowered limit at once, and its wait ends as told', () => {
    const { buckets, clock } = limitMemory();
    buckets.take(tenant, [aPolicy({ cost: 20 })]);
    const policies = [aPolicy({ burst: 2 })];

    const first = buckets.take(tenant, policies);
    clock.advance(1_000);

    expect(first?.waitMicros).toBe(1_000_000);
    expect(buckets.take(tenant, policies)).toBeUndefined();
  });

  it('gives units back, and nothing to a bucket that never was', () => {
    const { buckets } = limitMemory();
    const policies = [aPolicy({ burst: 1 })];
    buckets.giveBack(tenant, policies);
    buckets.take(tenant, policies);
    buckets.giveBack(tenant, policies);

    expect(buckets.take(tenant, policies)).toBeUndefined();
    expect(buckets.take(tenant, policies)).toBeDefined();
  });
});

describe('instanceShare', () => {
  it.each([
    ['prod', { intervalMicros: 857, burst: 2_334 }, { intervalMicros: 17_140, burst: 59 }],
    ['load', { intervalMicros: 4_000, burst: 500 }, { intervalMicros: 80_000, burst: 59 }],
    ['dev', { intervalMicros: 60_000, burst: 34 }, { intervalMicros: 1_000_000, burst: 34 }],
    ['local', { intervalMicros: 60_000, burst: 200 }, { intervalMicros: 1_000_000, burst: 50 }],
    ['few', { intervalMicros: 600_000, burst: 20 }, { intervalMicros: 1_000_000, burst: 5 }],
    ['hardly', { intervalMicros: 60_000_000, burst: 1 }, { intervalMicros: 1_000_000, burst: 1 }],
  ])('of %s is a twentieth, at least one a second', (_preset, limit, share) => {
    expect(instanceShare(aPolicy(limit), 20)).toEqual(aPolicy(share));
  });

  it('has room for the cost of one request', () => {
    expect(instanceShare(aPolicy({ intervalMicros: 6_000_000, cost: 5 }), 20).burst).toBe(5);
  });
});

describe('keep', () => {
  it('drops the entry written longest ago', () => {
    const map = new Map<string, number>();
    for (const key of ['a', 'b', 'a', 'c']) keep(map, key, 1, 2);

    expect([...map.keys()]).toEqual(['a', 'c']);
  });

  it('keeps nothing in no room', () => {
    const map = new Map<string, number>();
    keep(map, 'a', 1, 0);

    expect(map.size).toBe(0);
  });
});
