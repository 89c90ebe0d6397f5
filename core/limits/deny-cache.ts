// Remembers a refusal for as long as it must hold, at most one second: a client that hammers a
// used-up limit then costs no round trip.
import { type Tenant, tenantText } from '#core/contracts/tenant.ts';
import type { Clock, Instance } from '#core/kernel/ports.ts';
import { keep } from './bounded-map.ts';
import type { GateReply, LimitPolicy, PolicyState } from './ports.ts';

type Limited = Extract<GateReply, { kind: 'LIMITED' }>;

interface Denial {
  readonly since: number;
  readonly forgottenAt: number;
  readonly passesAt: number;
  readonly state: readonly PolicyState[];
}

export interface DenyCache {
  /** The refusal still in force for one of the policies, with the wait that is left of it. */
  find(tenant: Tenant, policies: readonly LimitPolicy[]): Limited | undefined;
  remember(tenant: Tenant, policies: readonly LimitPolicy[], limited: Limited): void;
}

const denialsMax = 10_000;
const denialMicros = 1_000_000;

/** Cost and limit are part of the name: a cheaper request or a raised limit is judged afresh. */
const keyOf = (tenant: Tenant, { name, cost, burst, intervalMicros }: LimitPolicy): string =>
  [tenantText(tenant), name, cost, burst, intervalMicros].join('|');

export const denyCache = (deps: { instance: Instance; clock: Clock }): DenyCache => {
  const denials = (): Map<string, Denial> =>
    deps.instance.memory('limits.denials', () => new Map<string, Denial>());
  const nowMicros = (): number => deps.clock.now() * 1000;

  return {
    find: (tenant, policies) => {
      const now = nowMicros();
      for (const policy of policies) {
        const denial = denials().get(keyOf(tenant, policy));
        if (denial === undefined || now < denial.since || now >= denial.forgottenAt) continue;
        const waitMicros = denial.passesAt - now;
        return { kind: 'LIMITED', policy: policy.name, waitMicros, states: denial.state };
      }
      return undefined;
    },
    remember: (tenant, policies, limited) => {
      const policy = policies.find((each) => each.name === limited.policy);
      if (policy === undefined) return;
      const since = nowMicros();
      const denial = {
        since,
        forgottenAt: since + Math.min(limited.waitMicros, denialMicros),
        passesAt: since + limited.waitMicros,
        state: limited.states.filter((each) => each.policy === limited.policy),
      };
      keep(denials(), keyOf(tenant, policy), denial, denialsMax);
    },
  };
};
