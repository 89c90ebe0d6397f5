// The state machine of a breaker as a table: every move that there is, and that there is no other.
import { describe, expect, it } from 'vitest';
import {
  type Breaker,
  bucketMs,
  callsMin,
  dueMove,
  newBreaker,
  openMs,
  operated,
  type Permit,
  permitOf,
  plusCounts,
  trialsMax,
  windowBuckets,
  windowOf,
} from '#core/breakers/breaker.ts';
import { type BreakerState, breakerActions, breakerStates } from '#core/contracts/vocabulary.ts';
import { instant, plus } from '#core/kernel/instant.ts';

const now = instant(Date.UTC(2026, 2, 2));
const bucket = now / bucketMs;

const slot = (calls: number, failed = 0, slow = 0, at = bucket) => ({
  bucket: at,
  calls,
  failed,
  slow,
  slowFailed: 0,
  refused: 0,
});

const at = (state: BreakerState, over: Partial<Breaker> = {}): Breaker => ({
  ...newBreaker('pg-toss-confirm', now),
  state,
  ...over,
});

const trials = (done: number, failed = 0, slow = 0) => ({
  granted: trialsMax,
  leasedUntil: plus(now, 1_000),
  done,
  failed,
  slow,
});

const waited = { since: plus(now, -openMs) };
const over = { until: now };

/** State, what it has seen, and where it goes; nothing where it stays. */
const moves: readonly (readonly [BreakerState, string, Partial<Breaker>, string | undefined])[] = [
  ['CLOSED', 'half failed', { slots: [slot(10, 5)] }, 'OPEN failures'],
  ['CLOSED', 'half slow', { slots: [slot(10, 0, 5)] }, 'OPEN slow_calls'],
  ['CLOSED', 'fewer than half', { slots: [slot(20, 9, 9)] }, undefined],
  ['CLOSED', 'too few calls', { slots: [slot(callsMin - 1, 9, 9)] }, undefined],
  [
    'CLOSED',
    'failures over two slots',
    { slots: [slot(5, 5, 0, bucket - 1), slot(5)] },
    'OPEN failures',
  ],
  [
    'CLOSED',
    'failures out of the window',
    { slots: [slot(10, 10, 0, bucket - windowBuckets)] },
    undefined,
  ],
  ['CLOSED', 'failures of a clock ahead', { slots: [slot(10, 10, 0, bucket + 1)] }, undefined],
  ['OPEN', 'its wait is over', waited, 'HALF_OPEN wait_over'],
  ['OPEN', 'its wait is not over', { since: plus(now, 1 - openMs) }, undefined],
  ['HALF_OPEN', 'good trials', { trials: trials(trialsMax, 2, 2) }, 'CLOSED trials'],
  ['HALF_OPEN', 'failed trials', { trials: trials(trialsMax, 3) }, 'OPEN trials'],
  ['HALF_OPEN', 'slow trials', { trials: trials(trialsMax, 0, 3) }, 'OPEN trials'],
  ['HALF_OPEN', 'trials under way', { trials: trials(trialsMax - 1, 4) }, undefined],
  ['HALF_OPEN', 'no trial yet', waited, undefined],
  ['FORCED_HALF_OPEN', 'good trials', { trials: trials(trialsMax) }, 'CLOSED trials'],
  ['FORCED_HALF_OPEN', 'failed trials', { trials: trials(trialsMax, 5) }, 'OPEN trials'],
  ['FORCED_HALF_OPEN', 'its end', over, 'CLOSED override_over'],
  ['DISABLED', 'failures', { slots: [slot(10, 10)] }, undefined],
  ['DISABLED', 'its end', over, 'CLOSED override_over'],
  ['DISABLED', 'an end to come', { until: plus(now, 1) }, undefined],
  ['FORCED_OPEN', 'a long time', waited, undefined],
  ['FORCED_OPEN', 'its end', over, 'CLOSED override_over'],
];

const permits: readonly (readonly [BreakerState, string, Partial<Breaker>, Permit])[] = [
  ['CLOSED', 'anything', { slots: [slot(10, 10)] }, 'PASS'],
  ['DISABLED', 'anything', { slots: [slot(10, 10)] }, 'PASS'],
  ['OPEN', 'its wait', {}, 'REFUSE'],
  ['OPEN', 'its wait over', waited, 'TRIAL'],
  ['HALF_OPEN', 'no trial yet', {}, 'TRIAL'],
  ['HALF_OPEN', 'trials left', { trials: { ...trials(0), granted: trialsMax - 1 } }, 'TRIAL'],
  ['HALF_OPEN', 'all trials given', { trials: trials(0) }, 'REFUSE'],
  ['HALF_OPEN', 'trials that never ended', { trials: { ...trials(0), leasedUntil: now } }, 'TRIAL'],
  ['FORCED_HALF_OPEN', 'no trial yet', {}, 'TRIAL'],
  ['FORCED_HALF_OPEN', 'its end', { ...over, trials: trials(0) }, 'PASS'],
  ['FORCED_OPEN', 'a long time', waited, 'REFUSE'],
  ['FORCED_OPEN', 'its end', over, 'PASS'],
];

describe('dueMove', () => {
  it('has a row of each state', () => {
    expect(new Set(moves.map(([state]) => state))).toEqual(new Set(breakerStates));
    expect(new Set(permits.map(([state]) => state))).toEqual(new Set(breakerStates));
  });

  it.each(moves)('%s with %s', (state, _seen, fields, expected) => {
    const before = at(state, fields);

    const move = dueMove(before, now);

    expect(move && `${move.after.state} ${move.cause}`).toBe(expected);
    if (move === undefined) return;
    expect(move.before).toBe(before);
    expect(move.after).toMatchObject({ since: now, slots: [], version: before.version + 1 });
    expect([move.after.trials, move.after.until]).toEqual([undefined, undefined]);
  });
});

describe('permitOf', () => {
  it.each(permits)('%s with %s', (state, _seen, fields, expected) => {
    expect(permitOf(at(state, fields), now)).toBe(expected);
  });
});

describe('operated', () => {
  const wanted = {
    DISABLE: 'DISABLED',
    FORCE_OPEN: 'FORCED_OPEN',
    FORCE_HALF_OPEN: 'FORCED_HALF_OPEN',
    RESET: 'CLOSED',
  } as const;
  const rows = breakerStates.flatMap((state) =>
    breakerActions.map((action) => [state, action] as const),
  );

  it.each(rows)('%s by %s', (state, action) => {
    const until = plus(now, 60_000);
    const before = at(state, { slots: [slot(10, 10)], trials: trials(1) });

    const { after, cause } = operated(before, action, { at: now, until });

    expect(after).toMatchObject({ state: wanted[action], since: now, slots: [] });
    expect(after.until).toBe(action === 'RESET' ? undefined : until);
    expect([after.trials, cause]).toEqual([undefined, 'operator']);
  });

  it('has no end that nobody named', () => {
    const { after } = operated(at('CLOSED'), 'FORCE_OPEN', { at: now, until: undefined });

    expect('until' in after).toBe(false);
  });
});

describe('windowOf', () => {
  it('adds what the last minute holds, and nothing older', () => {
    const slots = [slot(1, 1), slot(2, 0, 1, bucket - 5), slot(4, 4, 4, bucket - 6)];

    expect(windowOf(at('CLOSED', { slots }), now)).toEqual(
      plusCounts(
        { calls: 1, failed: 1, slow: 0, slowFailed: 0, refused: 0 },
        { calls: 2, failed: 0, slow: 1, slowFailed: 0, refused: 0 },
      ),
    );
  });
});
