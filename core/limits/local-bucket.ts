// Buckets of one process: the limiter where Redis is away or absent. They are lost with the
// process and know nothing of other instances, which is why they send no headers.
import { type Tenant, tenantText } from '#core/contracts/tenant.ts';
import type { Clock, Instance } from '#core/kernel/ports.ts';
import { keep } from './bounded-map.ts';
import { givenBack, judgeAll } from './gcra.ts';
import type { LimitPolicy } from './ports.ts';

export interface LocalBuckets {
  /** Takes the request's units of every policy, or of none. @returns undefined when it passes. */
  take(
    tenant: Tenant,
    policies: readonly LimitPolicy[],
  ): { readonly policy: string; readonly waitMicros: number } | undefined;
  giveBack(tenant: Tenant, policies: readonly LimitPolicy[]): void;
}

const bucketsMax = 10_000;

const keyOf = (tenant: Tenant, policy: LimitPolicy): string =>
  `${tenantText(tenant)}|${policy.name}`;

export const localBuckets = (deps: { instance: Instance; clock: Clock }): LocalBuckets => {
  const buckets = (): Map<string, number> =>
    deps.instance.memory('limits.buckets', () => new Map<string, number>());
  const nowMicros = (): number => deps.clock.now() * 1000;

  return {
    take: (tenant, policies) => {
      const now = nowMicros();
      const tats = policies.map((policy) => buckets().get(keyOf(tenant, policy)) ?? now);
      const { refusedBy, waitMicros, judgements } = judgeAll(policies, tats, now);
      for (const [index, policy] of policies.entries()) {
        const judgement = judgements[index];
        const tat = refusedBy === undefined ? judgement?.next : judgement?.lowered;
        if (tat !== undefined) keep(buckets(), keyOf(tenant, policy), tat, bucketsMax);
      }
      const refusing = refusedBy === undefined ? undefined : policies[refusedBy];
      return refusing && { policy: refusing.name, waitMicros };
    },
    giveBack: (tenant, policies) => {
      const now = nowMicros();
      for (const policy of policies) {
        const key = keyOf(tenant, policy);
        const tat = buckets().get(key);
        if (tat !== undefined) keep(buckets(), key, givenBack(policy, tat, now), bucketsMax);
      }
    },
  };
};

const slowestMicros = 1_000_000;
const minuteMicros = 60_000_000;

/**
 * One instance's share of a policy while the shared limiter is away: capacity / instances, at
 * least one request a second.
 *
 * All shares together stay below capacity × max(1, n / instances) + n × 60 a minute for n running
 * instances. Hence the burst: with the rate at its floor it is at most the share of a minute,
 * else at most 59, since a window may hold one request more than its rate.
 */
export const instanceShare = (policy: LimitPolicy, instances: number): LimitPolicy => {
  const intervalMicros = policy.intervalMicros * instances;
  const perMinute = Math.floor(minuteMicros / intervalMicros);
  const burst = Math.max(1, policy.cost, Math.min(policy.burst, 59, perMinute));
  return { ...policy, intervalMicros: Math.min(intervalMicros, slowestMicros), burst };
};
