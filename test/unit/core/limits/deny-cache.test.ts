import { describe, expect, it } from 'vitest';
import { aPolicy, aTenant, limitMemory } from '#test/support/limits/limit-world.ts';

describe('denyCache', () => {
  const tenant = aTenant();
  const policies = [aPolicy(), aPolicy({ name: 'order' })];
  const refusal = (waitMicros: number, policy = 'order') => ({
    kind: 'LIMITED' as const,
    policy,
    waitMicros,
    states: [
      { policy: 'authorize', remaining: 3 },
      { policy: 'order', remaining: 0 },
    ],
  });

  it('repeats a refusal with the wait that is left', () => {
    const { denials, clock } = limitMemory();
    denials.remember(tenant, policies, refusal(600_000));

    clock.advance(200);

    expect(denials.find(tenant, policies)).toEqual({
      kind: 'LIMITED',
      policy: 'order',
      waitMicros: 400_000,
      states: [{ policy: 'order', remaining: 0 }],
    });
  });

  it.each([
    ['when its wait is over', 600_000, 600],
    ['after a second at the latest', 60_000_000, 1_000],
    ['when the clock was set back', 600_000, -1],
  ])('forgets it %s', (_when, waitMicros, ms) => {
    const { denials, clock } = limitMemory();
    denials.remember(tenant, policies, refusal(waitMicros));
    const before = denials.find(tenant, policies);

    clock.advance(ms);

    expect(before).toBeDefined();
    expect(denials.find(tenant, policies)).toBeUndefined();
  });

  it('holds it against the same request only', () => {
    const { denials } = limitMemory();
    denials.remember(tenant, policies, refusal(600_000));

    expect(denials.find(aTenant('M2'), policies)).toBeUndefined();
    expect(denials.find(tenant, [aPolicy()])).toBeUndefined();
    expect(denials.find(tenant, [aPolicy({ name: 'order', burst: 40 })])).toBeUndefined();
  });

  it('remembers nothing about a policy the request does not have', () => {
    const { denials } = limitMemory();
    denials.remember(tenant, policies, refusal(600_000, 'read'));

    expect(denials.find(tenant, [...policies, aPolicy({ name: 'read' })])).toBeUndefined();
  });
});
