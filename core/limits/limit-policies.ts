// From the capacities of a stage to the policies of a request. Environment names and defaults
// belong to the functions; here are the rules that turn three numbers into an interval and a burst.
import { assert } from '#core/kernel/assert.ts';
import type { LimitPolicy } from './ports.ts';

/** The merchant policies: each signed route belongs to exactly one. */
export const limitPolicyNames = [
  'authorize',
  'capture',
  'refund',
  'order',
  'credit',
  'read',
  'admin',
] as const;

export type LimitPolicyName = (typeof limitPolicyNames)[number];

/** One policy as a stage sets it. */
export interface LimitSetting {
  /** Requests per window; 0 or less switches the policy off. */
  readonly capacity: number;
  readonly windowSeconds: number;
  /** Replaces the computed burst. */
  readonly burst?: number;
}

/** A policy in force, before a request gives it a cost. */
export interface LimitRule {
  readonly name: LimitPolicyName;
  readonly capacity: number;
  readonly windowSeconds: number;
  /** T, in microseconds. */
  readonly intervalMicros: number;
  /** b: two seconds' worth and at least 20, never more than the capacity. */
  readonly burst: number;
}

export type LimitRules = Readonly<Partial<Record<LimitPolicyName, LimitRule>>>;

const least = 20;
const microsPerSecond = 1_000_000;

/** @returns undefined when the policy is switched off. */
export const limitRule = (name: LimitPolicyName, setting: LimitSetting): LimitRule | undefined => {
  const { capacity, windowSeconds } = setting;
  if (capacity <= 0) return undefined;
  const intervalMicros = Math.floor((windowSeconds * microsPerSecond) / capacity);
  const twoSeconds = Math.ceil((2 * capacity) / windowSeconds);
  const burst = setting.burst ?? Math.min(capacity, Math.max(least, twoSeconds));
  assert(intervalMicros >= 1 && burst >= 1, `limit ${name} is out of range`);
  return { name, capacity, windowSeconds, intervalMicros, burst };
};

/** Every policy that is switched on. A name without a setting is off. */
export const limitRules = (
  settings: Readonly<Partial<Record<LimitPolicyName, LimitSetting>>>,
): LimitRules =>
  Object.fromEntries(
    limitPolicyNames.flatMap((name) => {
      const setting = settings[name];
      const rule = setting === undefined ? undefined : limitRule(name, setting);
      return rule === undefined ? [] : [[name, rule]];
    }),
  );

/** A rule as it applies to one request. Cost is 1; lists and exports cost 5. */
export const limitPolicy = (rule: LimitRule, cost = 1): LimitPolicy => ({
  name: rule.name,
  intervalMicros: rule.intervalMicros,
  burst: rule.burst,
  cost,
});
