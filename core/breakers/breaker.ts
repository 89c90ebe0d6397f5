// The circuit breaker of one operation of one PG: a row that all instances share. Pure: it decides
// whether a call may pass and what a result changes. It saves time and load, never correctness.
// Source: saga specification, section 8.
import type { BreakerAction, BreakerCause, BreakerState } from '#core/contracts/vocabulary.ts';
import { type Instant, plus } from '#core/kernel/instant.ts';
import { firstVersion, next, type Versioned } from '#core/kernel/versioned.ts';

export interface Counts {
  readonly calls: number;
  readonly failed: number;
  readonly slow: number;
  readonly slowFailed: number;
  /** Not let through. */
  readonly refused: number;
}

export const noCounts: Counts = { calls: 0, failed: 0, slow: 0, slowFailed: 0, refused: 0 };

export const plusCounts = (a: Counts, b: Counts): Counts => ({
  calls: a.calls + b.calls,
  failed: a.failed + b.failed,
  slow: a.slow + b.slow,
  slowFailed: a.slowFailed + b.slowFailed,
  refused: a.refused + b.refused,
});

/** What was counted in ten seconds. */
export interface Slot extends Counts {
  /** Number of the ten seconds since 1970. */
  readonly bucket: number;
}

export interface Trials {
  readonly granted: number;
  /** A permit whose result never comes is given again after this. */
  readonly leasedUntil: Instant;
  readonly done: number;
  readonly failed: number;
  readonly slow: number;
}

export interface Breaker extends Versioned {
  /** `pg-toss-confirm`. */
  readonly name: string;
  readonly state: BreakerState;
  readonly since: Instant;
  /** The end of an override; without it only RESET ends one. */
  readonly until?: Instant;
  readonly slots: readonly Slot[];
  readonly trials?: Trials;
}

export const callsMin = 10;
export const slowMs = 2_000;
export const openMs = 60_000;
export const trialsMax = 5;
export const leaseMs = 30_000;
export const bucketMs = 10_000;
/** The window: this many buckets, the present one included. */
export const windowBuckets = 6;

export const bucketOf = (at: Instant): number => Math.floor(at / bucketMs);

export const newBreaker = (name: string, at: Instant): Breaker => ({
  ...firstVersion,
  name,
  state: 'CLOSED',
  since: at,
  slots: [],
});

/** What the window holds now. */
export const windowOf = ({ slots }: Breaker, now: Instant): Counts => {
  const last = bucketOf(now);
  return slots
    .filter(({ bucket }) => bucket > last - windowBuckets && bucket <= last)
    .reduce<Counts>(plusCounts, noCounts);
};

const isOverrideOver = ({ until }: Breaker, now: Instant): boolean =>
  until !== undefined && until <= now;

const hasTrialLeft = ({ trials }: Breaker, now: Instant): boolean =>
  trials === undefined || trials.granted < trialsMax || trials.leasedUntil <= now;

/** `TRIAL`: one of few calls that find out whether the PG is back. */
export type Permit = 'PASS' | 'TRIAL' | 'REFUSE';

export const permitOf = (breaker: Breaker, now: Instant): Permit => {
  switch (breaker.state) {
    case 'CLOSED':
    case 'DISABLED':
      return 'PASS';
    case 'OPEN':
      return plus(breaker.since, openMs) <= now ? 'TRIAL' : 'REFUSE';
    case 'FORCED_OPEN':
      return isOverrideOver(breaker, now) ? 'PASS' : 'REFUSE';
    case 'HALF_OPEN':
    case 'FORCED_HALF_OPEN':
      if (isOverrideOver(breaker, now)) return 'PASS';
      return hasTrialLeft(breaker, now) ? 'TRIAL' : 'REFUSE';
  }
};

export interface Moved {
  readonly before: Breaker;
  readonly after: Breaker;
  readonly cause: BreakerCause;
}

/** A new state begins with an empty window and no trials: its version tells counts of before apart. */
const moved = (
  before: Breaker,
  state: BreakerState,
  { at, cause, until }: { at: Instant; cause: BreakerCause; until?: Instant | undefined },
): Moved => {
  const { until: _former, trials: _done, ...rest } = before;
  const after = next(rest, {
    state,
    since: at,
    slots: [],
    ...(until === undefined ? {} : { until }),
  });
  return { before, after, cause };
};

const isHalf = (part: number, whole: number): boolean => part * 2 >= whole;

/** @returns The move that the window asks for. */
const afterCounts = (breaker: Breaker, at: Instant): Moved | undefined => {
  const { calls, failed, slow } = windowOf(breaker, at);
  if (calls < callsMin) return undefined;
  if (isHalf(failed, calls)) return moved(breaker, 'OPEN', { at, cause: 'failures' });
  return isHalf(slow, calls) ? moved(breaker, 'OPEN', { at, cause: 'slow_calls' }) : undefined;
};

const afterTrials = (breaker: Breaker, at: Instant): Moved | undefined => {
  const { done = 0, failed = 0, slow = 0 } = breaker.trials ?? {};
  if (done < trialsMax) return undefined;
  const state = isHalf(failed, done) || isHalf(slow, done) ? 'OPEN' : 'CLOSED';
  return moved(breaker, state, { at, cause: 'trials' });
};

/**
 * What time and results make of a breaker: the one move that is due, if any.
 *
 * CLOSED opens by its window; OPEN lets trials in after its wait; trials close or open; an override
 * with an end falls back to CLOSED. DISABLED and FORCED_OPEN without an end wait for an operator.
 */
export const dueMove = (breaker: Breaker, at: Instant): Moved | undefined => {
  if (isOverrideOver(breaker, at)) return moved(breaker, 'CLOSED', { at, cause: 'override_over' });
  switch (breaker.state) {
    case 'CLOSED':
      return afterCounts(breaker, at);
    case 'OPEN':
      return plus(breaker.since, openMs) <= at
        ? moved(breaker, 'HALF_OPEN', { at, cause: 'wait_over' })
        : undefined;
    case 'HALF_OPEN':
    case 'FORCED_HALF_OPEN':
      return afterTrials(breaker, at);
    case 'DISABLED':
    case 'FORCED_OPEN':
      return undefined;
  }
};

const stateOfAction: Readonly<Record<BreakerAction, BreakerState>> = {
  DISABLE: 'DISABLED',
  FORCE_OPEN: 'FORCED_OPEN',
  FORCE_HALF_OPEN: 'FORCED_HALF_OPEN',
  RESET: 'CLOSED',
};

/** An operator's word goes from every state to every state; RESET closes and clears the window. */
export const operated = (
  breaker: Breaker,
  action: BreakerAction,
  { at, until }: { readonly at: Instant; readonly until: Instant | undefined },
): Moved => {
  const isOverride = action !== 'RESET';
  return moved(breaker, stateOfAction[action], {
    at,
    cause: 'operator',
    ...(isOverride && { until }),
  });
};
