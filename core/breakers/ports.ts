// What breakers need of the store. Counts and permits are single conditional updates; a change of state
// is a commit, with its event.
import type { Instant } from '#core/kernel/instant.ts';
import type { PgOperation } from '#core/payments/payment.ts';
import type { Breaker, Counts } from './breaker.ts';

/** Code of a NOT_SENT: another try a moment later would be refused as well. */
export const breakerOpen = 'BREAKER_OPEN';

/** Whether an operation would be let through now; asked before a claim, and nothing is taken. */
export type BreakerGate = (provider: string, operation: PgOperation) => Promise<boolean>;

export interface BreakerRows {
  /** @returns undefined for a breaker that has never counted. */
  byName(name: string): Promise<Breaker | undefined>;
  /**
   * Adds what an instance counted while the breaker had that version.
   *
   * @returns The row with it; undefined when the row has another version by now: the counts are void.
   */
  count(
    of: Pick<Breaker, 'name' | 'version'>,
    at: Instant,
    counts: Counts,
  ): Promise<Breaker | undefined>;
  /** Takes one of the few trials. False when others have them all, or the state has changed. */
  takeTrial(of: Breaker, at: Instant): Promise<boolean>;
  /** @returns The row with the result; undefined when the state has changed. */
  endTrial(
    of: Pick<Breaker, 'name' | 'version'>,
    result: { readonly isFailed: boolean; readonly isSlow: boolean },
  ): Promise<Breaker | undefined>;
}
