// How far one call of a list by time may look: a day without rows costs as many reads as a full one, so a call
// ends after so many days, and its cursor goes on from there, however long ago the client's `from` lies.
import { earlier, type Instant, instant, later, plus } from '#core/kernel/instant.ts';
import type { PageRequest } from '#core/orders/ports.ts';

export const dayMs = 86_400_000;
const lookBackDays = 31;

/** Clocks of writers may be a little ahead. */
const aheadMs = 60_000;

/** No row is older, and no id begins before it. */
const beginning = instant(0);

/** Where a list begins that has no cursor: there are no rows of the future to be looked for. */
export const endOf = ({ to }: Pick<PageRequest, 'to'>, now: Instant): Instant => {
  const end = plus(now, aheadMs);
  return to === undefined ? end : later(beginning, earlier(to, end));
};

/** In UTC, as lists by time cut their partitions. */
export const startOfDay = (at: Instant): Instant => instant(Math.floor(at / dayMs) * dayMs);

export interface Reach {
  /** Inclusive. */
  readonly floor: Instant;
  /** Nothing asked for is older. */
  readonly isWhole: boolean;
}

/** @param start - Where this call begins. */
export const reachOf = ({ from, floor }: PageRequest, start: Instant): Reach => {
  const lookBack = plus(start, -lookBackDays * dayMs);
  const oldest = later(from ?? beginning, floor ?? beginning);
  return { floor: later(oldest, lookBack), isWhole: oldest >= lookBack };
};
