// The load of a row: orders at a steady rate, whatever becomes of those before; every fifth is of a service that fails.
import { setTimeout as pause } from 'node:timers/promises';
import { type Kind, type OrderStory, type Stage, tellOrder } from '#test/hostile/order-story.ts';

const kindOf = (number: number): Kind => {
  if (number % 5 === 0) return 'unserved';
  return number % 2 === 0 ? 'served' : 'sold';
};

/** With so many under way, the next waits: beyond it a machine gets slower, and nothing is shown. */
const openMax = 60;

export interface LoadResult {
  readonly begun: number;
  readonly stories: readonly OrderStory[];
  /** Orders that came to no end, each with its last answer. */
  readonly lost: readonly string[];
  /** Orders begun per second while it ran. */
  readonly perSecond: number;
}

export interface Load {
  /** Begins no more orders. */
  readonly halt: () => void;
  /** Waits for all that were begun. Those still under way when the time is over are lost. */
  readonly end: (limitMs: number) => Promise<LoadResult>;
}

export function beginLoad(stage: Stage, perSecond: number): Load {
  const stories: OrderStory[] = [];
  const lost: string[] = [];
  const open = new Map<number, Promise<void>>();
  const startedAt = performance.now();
  let haltedAt: number | undefined;
  let begun = 0;
  const begin = (): void => {
    if (open.size >= openMax) return;
    begun += 1;
    const number = begun;
    const told = tellOrder(stage, number, kindOf(number)).then(
      (story) => void stories.push(story),
      (error: unknown) => void lost.push(`order-${number}: ${(error as Error).message}`),
    );
    open.set(
      number,
      told.finally(() => open.delete(number)),
    );
  };
  const timer = setInterval(begin, 1_000 / perSecond);
  const halt = (): void => {
    clearInterval(timer);
    haltedAt ??= performance.now();
  };
  return {
    halt,
    end: async (limitMs) => {
      halt();
      const over = new AbortController();
      const rest = pause(limitMs, undefined, { signal: over.signal }).catch(() => undefined);
      await Promise.race([Promise.all(open.values()), rest]);
      over.abort();
      for (const number of open.keys()) {
        lost.push(`order-${number}: no end within ${Math.round(limitMs / 1_000)} s of the heal`);
      }
      const seconds = ((haltedAt ?? performance.now()) - startedAt) / 1_000;
      return { begun, stories: [...stories], lost: [...lost], perSecond: begun / seconds };
    },
  };
}
