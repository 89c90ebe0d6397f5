// Many requests at one moment, and workers that are there before they come.
import { randomUUID } from 'node:crypto';
import { eventually } from './eventually.ts';
import { rawCall } from './raw-call.ts';
import type { Credentials } from './running-cloud.ts';

export const many = <T>(times: number, run: () => Promise<T>): Promise<T[]> =>
  Promise.all(Array.from({ length: times }, run));

/**
 * Starts the workers of `POST {path}` for so many requests at once, by as many requests that end at
 * their shape. The emulator starts a process for each on the cores that its own tables need: a burst
 * that had to start them would measure this machine, and on a slow one find the tables away (503).
 * On AWS neither takes anything from the other.
 */
export async function startWorkers(
  { apiUrl, merchantKey }: { readonly apiUrl: string; readonly merchantKey: Credentials },
  path: string,
  times: number,
): Promise<void> {
  const call = { method: 'POST', path, contentType: 'application/json', body: '{}' };
  await eventually(
    { what: `a worker for each of ${times} requests`, limitMs: 120_000 },
    async () => {
      const answers = await many(times, () =>
        rawCall(apiUrl, { ...call, key: randomUUID() }, merchantKey),
      );
      return answers.map(({ status }) => status);
    },
    (statuses) => statuses.every((status) => status === 400),
  );
}
