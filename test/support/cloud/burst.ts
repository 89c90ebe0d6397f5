// Many requests at one moment, and workers that are there before they come.
import { randomUUID } from 'node:crypto';
import { envelopeOf } from './engine-reply.ts';
import { eventually } from './eventually.ts';
import { rawCall } from './raw-call.ts';
import type { Credentials } from './running-cloud.ts';

export const many = <T>(times: number, run: () => Promise<T>): Promise<T[]> =>
  Promise.all(Array.from({ length: times }, run));

/**
 * Has workers of `POST {path}` started before a burst, by as many requests at once, until the engine
 * itself refuses the shape of each. The emulator starts processes on the cores that its own tables
 * need: a burst that had to start them all would measure this machine, and on a slow one find the
 * tables away (503). On AWS neither takes anything from the other.
 */
export async function startWorkers(
  { apiUrl, merchantKey }: { readonly apiUrl: string; readonly merchantKey: Credentials },
  path: string,
  times: number,
): Promise<void> {
  const call = { method: 'POST', path, contentType: 'application/json', body: '{}' };
  await eventually(
    { what: `the engine’s answer to each of ${times} requests at once`, limitMs: 120_000 },
    async () => {
      const answers = await many(times, () =>
        rawCall(apiUrl, { ...call, key: randomUUID() }, merchantKey),
      );
      return answers.map(({ status, text }) =>
        status === 400 ? envelopeOf({ text }).code : status,
      );
    },
    (codes) => codes.every((code) => code === 'VAL_001'),
  );
}
