// What every stored aggregate carries: its version (the condition of each update), the sequence of
// its last event, and the time of the last event group that touched it.
import { type Instant, instant } from './instant.ts';

export interface Versioned {
  readonly version: number;
  /** Sequence of the last event of this aggregate; 0 when it has none. */
  readonly seq: number;
  /** Time of the last outbox group of this aggregate; group times of one aggregate only rise. */
  readonly lastGroup: Instant;
}

export const firstVersion: Versioned = { version: 1, seq: 0, lastGroup: instant(0) };

/** The next version of an aggregate, with what a transition changes. */
export const next = <T extends Versioned, P extends object>(
  before: T,
  patch: P,
): Omit<T, keyof P> & P & Versioned => ({ ...before, ...patch, version: before.version + 1 });
