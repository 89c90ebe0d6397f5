// Waiting for a condition, never for time: every wait has a limit and says what it saw last.
import { poll } from '#local/cloud/poll.ts';

type Wait = { readonly what: string; readonly limitMs: number };

/**
 * Asks until the answer is wanted.
 *
 * @returns the first wanted value. @throws Error that shows the last one, when the limit is over.
 */
export async function eventually<T>(
  { what, limitMs }: Wait,
  ask: () => Promise<T>,
  isWanted: (value: T) => boolean,
): Promise<T> {
  let last: T | undefined;
  let found: { readonly value: T } | undefined;
  await poll(async () => {
    last = await ask();
    if (isWanted(last)) found = { value: last };
    return found !== undefined;
  }, limitMs);
  if (found !== undefined) return found.value;
  throw new Error(`${what} did not come within ${limitMs} ms; last seen: ${JSON.stringify(last)}`);
}
