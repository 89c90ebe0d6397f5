// The row of a breaker as it is now, whether or not it has counted yet.
import { instant } from '#core/kernel/instant.ts';
import type { Clock } from '#core/kernel/ports.ts';
import { type Breaker, newBreaker } from './breaker.ts';
import type { BreakerRows } from './ports.ts';

export interface LookDeps {
  readonly breakers: BreakerRows;
  readonly clock: Clock;
}

/** One that has never counted is closed, since ever. */
export const lookAtBreaker = async ({ breakers }: LookDeps, name: string): Promise<Breaker> =>
  (await breakers.byName(name)) ?? { ...newBreaker(name, instant(0)), version: 0 };
