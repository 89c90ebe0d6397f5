// A breaker as operators see it: its state, and what its window holds now.

import { breakerStates } from '#core/contracts/vocabulary.ts';
import { type Instant, toIso } from '#core/kernel/instant.ts';
import type { JsonObject } from '#core/kernel/json.ts';
import { type Breaker, callsMin, windowOf } from './breaker.ts';

/** @returns -1 where there were too few calls to tell. */
export const percentOf = (part: number, whole: number): number =>
  whole < callsMin ? -1 : (part * 100) / whole;

const rate = (part: number, whole: number): string => `${percentOf(part, whole).toFixed(2)}%`;

export const breakerObject = (breaker: Breaker, now: Instant): JsonObject => {
  const { calls, failed, slow, slowFailed, refused } = windowOf(breaker, now);
  return {
    name: breaker.name,
    state: breaker.state,
    stateValue: breakerStates.indexOf(breaker.state),
    numberOfSuccessfulCalls: calls - failed,
    numberOfFailedCalls: failed,
    numberOfSlowCalls: slow,
    numberOfSlowSuccessfulCalls: slow - slowFailed,
    numberOfSlowFailedCalls: slowFailed,
    numberOfBufferedCalls: calls,
    numberOfNotPermittedCalls: refused,
    slowCallRate: rate(slow, calls),
    failureRate: rate(failed, calls),
    stateSince: toIso(breaker.since),
    ...(breaker.until === undefined ? {} : { until: toIso(breaker.until) }),
  };
};
