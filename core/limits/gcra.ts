// The generic cell rate algorithm in whole microseconds. A bucket is one number, its theoretical
// arrival time (`tat`): how far ahead of now the allowed requests have already reached.
// Source: ITU-T I.371, appendix on GCRA; doubles are exact here (1.8e15 < 2^53).
import type { LimitPolicy } from './ports.ts';

/** T, b and c of one policy: what the arithmetic needs of it. */
export type Cell = Pick<LimitPolicy, 'intervalMicros' | 'burst' | 'cost'>;

/** How long after an emptied store a missing bucket counts as half used. */
export const warmUpMicros = 60_000_000;

export interface Judgement {
  /** Microseconds until the request would pass; 0 when it passes now. */
  readonly waitMicros: number;
  /** The bucket after the request. To be stored only when every policy lets it pass. */
  readonly next: number;
  /** Whole requests left if it is allowed. */
  readonly remainingAfter: number;
  /** Whole requests left if it is refused. */
  readonly remainingBefore: number;
  /** Set when a stored value lies above the limit in force: what to store even on a refusal. */
  readonly lowered?: number;
}

const left = (cell: Cell, tat: number, now: number): number =>
  Math.max(0, Math.floor((now + cell.burst * cell.intervalMicros - tat) / cell.intervalMicros));

/**
 * Judges one request against one bucket and changes nothing.
 *
 * The upper clamp makes a changed limit take effect at once. A refusal stores `lowered` where it
 * is given, else the wait it told would start again at each call.
 */
export const judge = (cell: Cell, tat: number, now: number): Judgement => {
  const full = now + cell.burst * cell.intervalMicros;
  const clamped = Math.min(Math.max(tat, now), full);
  const next = clamped + cell.cost * cell.intervalMicros;
  return {
    waitMicros: Math.max(0, next - full),
    next,
    remainingAfter: left(cell, next, now),
    remainingBefore: left(cell, clamped, now),
    ...(tat > full ? { lowered: full } : {}),
  };
};

/**
 * Where a bucket starts that is missing within `warmUpMicros` of the store's own start: half the
 * burst used, so that an emptied store gives nobody a second burst. A request that costs more
 * than that half still passes: it would otherwise be told a wait that nobody keeps.
 */
export const warmStart = (cell: Cell, now: number): number => {
  const half = Math.floor((cell.burst * cell.intervalMicros) / 2);
  const room = (cell.burst - cell.cost) * cell.intervalMicros;
  return now + Math.max(0, Math.min(half, room));
};

/** Takes the units of one request out of a bucket again. Never below now. */
export const givenBack = (cell: Omit<Cell, 'burst'>, tat: number, now: number): number =>
  Math.max(now, tat - cell.cost * cell.intervalMicros);

/** Milliseconds after which a bucket means the same as none: time to let its key expire. */
export const lifeMs = (tat: number, now: number): number => Math.ceil((tat - now) / 1000) + 1;

export interface Verdict {
  /** Index of the bucket with the longest wait; undefined when all let the request pass. */
  readonly refusedBy?: number;
  readonly waitMicros: number;
  readonly judgements: readonly Judgement[];
}

/** Judges all buckets of a request before any is written; `tats` has one entry per cell. */
export const judgeAll = (cells: readonly Cell[], tats: readonly number[], now: number): Verdict => {
  const judgements = cells.map((cell, index) => judge(cell, tats[index] ?? now, now));
  const waitMicros = Math.max(0, ...judgements.map((judgement) => judgement.waitMicros));
  const refusedBy = judgements.findIndex((judgement) => judgement.waitMicros === waitMicros);
  return { waitMicros, judgements, ...(waitMicros > 0 ? { refusedBy } : {}) };
};
