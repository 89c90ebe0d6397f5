// Waits of the demo: for a condition, with a limit, never for a time.
import { setTimeout as pause } from 'node:timers/promises';
import { DemoFailure } from './failure.ts';

const limitMs = 30_000;
const betweenMs = 150;

/**
 * Asks until there is an answer.
 *
 * @param ask - Gives undefined as long as it is not so.
 * @throws DemoFailure when it was not so within 30 s.
 */
export async function until<T>(what: string, ask: () => Promise<T | undefined>): Promise<T> {
  const endsAt = Date.now() + limitMs;
  while (Date.now() < endsAt) {
    const answer = await ask();
    if (answer !== undefined) return answer;
    await pause(betweenMs);
  }
  throw new DemoFailure(what, `not within ${limitMs / 1000} s`);
}
