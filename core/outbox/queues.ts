// Queues the engine puts work into: delayed looks at open calls and services, the next sweep, and the
// shelf for what nobody could handle. Every message may come twice, or late.
import type { Instant } from '#core/kernel/instant.ts';
import type { WatchRef } from './command.ts';

export type WatchOutcome = 'ENDED' | 'LATER' | 'HANDED_OVER';

/** What a look found; `at` and `slot` tell when somebody must come again. */
export interface Looked {
  readonly kind: WatchOutcome;
  readonly at?: Instant;
  readonly slot?: number;
}

export interface WatchQueue {
  /**
   * Asks for a look at that time.
   *
   * A queue may not be able to wait that long: the message then comes early, and whoever receives it
   * sends it on.
   *
   * @param message - Tenant as `test.M123`, and what to look at.
   */
  send(
    message: { readonly tenant: string; readonly ref: WatchRef; readonly tries?: number },
    at: Instant,
  ): Promise<void>;
}

export interface SweepQueue {
  /** Asks for one more sweep, for stages that sweep more often than the schedule can. */
  sendIn(seconds: number): Promise<void>;
}

export interface DeadLetter {
  /** Who gave up: `relay-eventbridge`. */
  readonly source: string;
  readonly reason: string;
  readonly body: string;
}

export interface DeadLetters {
  /** Puts it away for a person. Returning means that it is kept. */
  put(letter: DeadLetter): Promise<void>;
}
