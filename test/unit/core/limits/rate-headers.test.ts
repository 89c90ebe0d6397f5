import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { limitRules } from '#core/limits/limit-policies.ts';
import { limitedResult, rateHeaders, retryAfterSeconds } from '#core/limits/rate-headers.ts';
import { aPolicy, aTenant } from '#test/support/limits/limit-world.ts';

const hash = (text: string): string => createHash('sha256').update(text).digest('base64url');
const partition = (policy: string): string =>
  createHash('sha256').update(`${policy}|M1|`).digest().subarray(0, 9).toString('base64');

const { authorize, order } = limitRules({
  authorize: { capacity: 15_000, windowSeconds: 60 },
  order: { capacity: 100, windowSeconds: 60 },
});
const rules = [authorize, order].filter((rule) => rule !== undefined);
const tenant = aTenant();
const state = (policy: string, remaining: number) => ({ policy, remaining });

describe('rateHeaders', () => {
  it('tells every policy, and what is left of the one nearest to its end', () => {
    const states = [state('authorize', 400), state('order', 3)];

    expect(rateHeaders({ tenant, rules, states }, hash)).toEqual({
      'RateLimit-Policy': `"authorize";q=15000;w=60;pk=:${partition('authorize')}:,"order";q=100;w=60;pk=:${partition('order')}:`,
      RateLimit: `"order";r=3;t=1;pk=:${partition('order')}:`,
    });
  });

  it('compares by share of the burst, not by count', () => {
    const states = [state('authorize', 25), state('order', 19)];

    expect(rateHeaders({ tenant, rules, states }, hash)['RateLimit']).toMatch(
      /^"authorize";r=25;/u,
    );
  });

  it('names the refusing policy on a refusal, with its wait in whole seconds', () => {
    const states = [state('authorize', 0), state('order', 4)];
    const refused = { policy: 'order', waitMicros: 1_200_001 };

    expect(rateHeaders({ tenant, rules, states, refused }, hash)).toMatchObject({
      RateLimit: `"order";r=4;t=2;pk=:${partition('order')}:`,
      'Retry-After': '2',
    });
  });

  it('sends only Retry-After where a local bucket refused, and nothing where it did not', () => {
    const refused = { policy: 'order', waitMicros: 10 };

    expect(rateHeaders({ tenant, rules, refused }, hash)).toEqual({ 'Retry-After': '1' });
    expect(rateHeaders({ tenant, rules }, hash)).toEqual({});
    expect(rateHeaders({ tenant, rules: [], states: [] }, hash)).toEqual({});
  });

  it('writes the partition in plain base64 and names no merchant', () => {
    const odd = (): string => 'ab-_ab-_ab-_ab-_';
    const headers = rateHeaders({ tenant, rules, states: [state('order', 1)] }, odd);

    expect(headers['RateLimit']).toBe('"order";r=1;t=1;pk=:ab+/ab+/ab+/:');
    expect(JSON.stringify(headers)).not.toContain('M1');
  });

  it('knows no policy without a rule', () => {
    expect(() => rateHeaders({ tenant, rules, states: [state('odd', 1)] }, hash)).toThrow('odd');
  });
});

describe('retryAfterSeconds', () => {
  it('rounds up and is at least one', () => {
    expect([0, 1, 1_000_000, 1_000_001].map(retryAfterSeconds)).toEqual([1, 1, 1, 2]);
  });
});

describe('limitedResult', () => {
  const policies = [aPolicy({ cost: 5 }), aPolicy({ name: 'order', cost: 5 })];

  it('names every policy with less left than the request costs', () => {
    const states = [state('authorize', 4), state('order', 5), state('unknown', 0)];

    expect(limitedResult({ policy: 'authorize', waitMicros: 1_500, states }, policies)).toEqual({
      violatedPolicies: ['authorize'],
      retryAfterMs: 2,
    });
  });

  it('names the refusing policy where nothing else is known', () => {
    expect(limitedResult({ policy: 'authorize', waitMicros: 1_000 }, policies)).toEqual({
      violatedPolicies: ['authorize'],
      retryAfterMs: 1,
    });
  });
});
