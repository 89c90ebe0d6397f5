// Nonce and limits of one request in one script: all keys of a tenant share a slot by their hash tag.
import { type Tenant, tenantText } from '#core/contracts/tenant.ts';
import { assert, present } from '#core/kernel/assert.ts';
import type { GateReply, LimitPolicy, PolicyState, RequestGate } from '#core/limits/ports.ts';
import type { RedisCommands } from './redis-commands.ts';

const tag = (tenant: Tenant): string => `{${tenantText(tenant)}}`;

const bucketKeys = (tenant: Tenant, policies: readonly LimitPolicy[]): string[] =>
  policies.map((policy) => `${tag(tenant)}:rl:${policy.name}`);

const isCount = (value: unknown): value is number => Number.isSafeInteger(value);

const states = (policies: readonly LimitPolicy[], remaining: readonly unknown[]): PolicyState[] => {
  assert(remaining.length === policies.length, 'rl-take answers once for each policy');
  return policies.map(({ name }, index) => {
    const count = remaining[index];
    assert(isCount(count), 'rl-take answers in whole numbers');
    return { policy: name, remaining: count };
  });
};

const toReply = (reply: unknown, policies: readonly LimitPolicy[]): GateReply => {
  assert(Array.isArray(reply), 'rl-take answers with an array');
  const [word, ...rest] = reply as readonly unknown[];
  if (word === 'USED') return { kind: 'NONCE_USED' };
  if (word === 1) return { kind: 'ALLOWED', states: states(policies, rest) };

  const [index, waitMicros, ...remaining] = rest;
  assert(
    word === 0 && isCount(index) && isCount(waitMicros),
    'rl-take refuses with index and wait',
  );
  const { name } = present(policies[index - 1], 'rl-take names a policy of the request');
  return { kind: 'LIMITED', policy: name, waitMicros, states: states(policies, remaining) };
};

/** The request gate on Redis. Throws when Redis does not answer in time. */
export const redisGate = (redis: RedisCommands): RequestGate => ({
  take: async ({ tenant, keyId, nonce, nonceTtlSeconds, policies }) => {
    const reply = await redis.run(
      'redis.rl-take',
      'rl-take',
      [
        `${tag(tenant)}:nonce:${keyId}:${nonce}`,
        `${tag(tenant)}:rl:up`,
        ...bucketKeys(tenant, policies),
      ],
      [
        nonceTtlSeconds,
        ...policies.flatMap(({ intervalMicros, burst, cost }) => [intervalMicros, burst, cost]),
      ],
    );
    return toReply(reply, policies);
  },
  giveBack: async ({ tenant, policies }) => {
    if (policies.length === 0) return;
    await redis.run(
      'redis.rl-give-back',
      'rl-give-back',
      bucketKeys(tenant, policies),
      policies.flatMap(({ intervalMicros, cost }) => [intervalMicros, cost]),
    );
  },
});
