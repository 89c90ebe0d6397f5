// What a client reads about its limits: two structured fields, `Retry-After`, and the result of a refusal.
// Source: draft-ietf-httpapi-ratelimit-headers (RateLimit, RateLimit-Policy), RFC 9651 (structured fields).
import type { Tenant } from '#core/contracts/tenant.ts';
import { present } from '#core/kernel/assert.ts';
import type { JsonObject } from '#core/kernel/json.ts';
import type { Digests } from '#core/kernel/ports.ts';
import type { LimitRule } from './limit-policies.ts';
import type { LimitPolicy, PolicyState } from './ports.ts';

/** What a refusal tells: which policy makes the client wait longest, and how long. */
export interface Refused {
  readonly policy: string;
  readonly waitMicros: number;
}

export interface RateHeadersInput {
  readonly tenant: Tenant;
  /** The rules of this request, in the order they were judged. */
  readonly rules: readonly LimitRule[];
  /** Absent where a local bucket judged: it knows nothing about the whole, so no header is sent. */
  readonly states?: readonly PolicyState[] | undefined;
  readonly refused?: Refused | undefined;
}

type Hash = Pick<Digests, 'sha256Base64Url'>['sha256Base64Url'];

const microsPerSecond = 1_000_000;

/**
 * Names whose limit it is without saying who: base64 of the first nine bytes of SHA-256 over
 * `policy|merchantId|userId`. Nine bytes are exactly the first twelve characters, without padding.
 */
const partitionKey = (policy: string, tenant: Tenant, hash: Hash): string =>
  hash(`${policy}|${tenant.merchantId}|`).slice(0, 12).replaceAll('-', '+').replaceAll('_', '/');

/** Whole seconds to wait, at least one: the `t` of a refusal and its `Retry-After`. */
export const retryAfterSeconds = (waitMicros: number): number =>
  Math.max(1, Math.ceil(waitMicros / microsPerSecond));

const nearest = (input: RateHeadersInput, states: readonly PolicyState[]) => {
  const rows = states.map((state) => {
    const rule = present(
      input.rules.find((candidate) => candidate.name === state.policy),
      `no rule for the policy ${state.policy}`,
    );
    return { rule, remaining: state.remaining, share: state.remaining / rule.burst };
  });
  const refusing = rows.find((row) => row.rule.name === input.refused?.policy);
  return refusing ?? rows.reduce((low, row) => (row.share < low.share ? row : low));
};

/**
 * The limit headers of one answer.
 *
 * @returns `RateLimit-Policy` and `RateLimit` where the shared store judged; `Retry-After` on a
 *   refusal, never below the `t` of its `RateLimit`. Nothing for a request without policies.
 */
export const rateHeaders = (input: RateHeadersInput, hash: Hash): Record<string, string> => {
  const retry: Record<string, string> =
    input.refused === undefined
      ? {}
      : { 'Retry-After': String(retryAfterSeconds(input.refused.waitMicros)) };
  const { states, tenant, rules } = input;
  if (states === undefined || states.length === 0) return retry;

  const { rule, remaining } = nearest(input, states);
  const seconds = retryAfterSeconds(input.refused?.waitMicros ?? rule.intervalMicros);
  const key = (name: string): string => `pk=:${partitionKey(name, tenant, hash)}:`;
  return {
    'RateLimit-Policy': rules
      .map((each) => `"${each.name}";q=${each.capacity};w=${each.windowSeconds};${key(each.name)}`)
      .join(','),
    RateLimit: `"${rule.name}";r=${remaining};t=${seconds};${key(rule.name)}`,
    ...retry,
  };
};

/** The `result` of `RATE_001`. A policy is violated when fewer requests are left than this one costs. */
export const limitedResult = (
  refused: Refused & { readonly states?: readonly PolicyState[] | undefined },
  policies: readonly LimitPolicy[],
): JsonObject => {
  const cost = new Map(policies.map((policy) => [policy.name, policy.cost]));
  const violated = (refused.states ?? [])
    .filter((state) => state.remaining < (cost.get(state.policy) ?? 0))
    .map((state) => state.policy);
  return {
    violatedPolicies: violated.includes(refused.policy) ? violated : [refused.policy],
    retryAfterMs: Math.ceil(refused.waitMicros / 1000),
  };
};
