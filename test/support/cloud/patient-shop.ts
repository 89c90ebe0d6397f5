// A shop's backend that does as the API says: whatever is not decided is asked again under the same key,
// for as long as it takes. It knows the engine by its answers alone.
import { setTimeout as pause } from 'node:timers/promises';
import type { EngineClient, EngineReply, EngineResult } from './engine-reply.ts';

export interface Patience {
  /** Asked again for so long; then the answer counts as never given. */
  readonly limitMs: number;
  /** Told of each answer that decided nothing. */
  readonly onUndecided?: (answer: string) => void;
}

export class NeverDecided extends Error {}

/** Nothing was decided: the same again, under the same key, is what the API asks for. */
const isUndecided = ({ status, code, headers }: EngineReply): boolean =>
  status >= 500 ||
  status === 429 ||
  code === 'PAY_005' ||
  code === 'IDEM_001' ||
  (status === 409 && headers.has('retry-after'));

const waitMs = (reply: EngineReply | undefined): number => {
  const seconds = Number(reply?.headers.get('retry-after') ?? Number.NaN);
  return Number.isFinite(seconds) ? Math.min(seconds, 5) * 1_000 : 1_000;
};

/** @throws NeverDecided that names the last answer. */
export const patientAsk = async (
  ask: () => Promise<EngineReply>,
  { limitMs, onUndecided }: Patience,
): Promise<EngineReply> => {
  const until = Date.now() + limitMs;
  let last = '';
  while (Date.now() < until) {
    let reply: EngineReply | undefined;
    try {
      reply = await ask();
      last = `${reply.status} ${reply.code}`;
      if (!isUndecided(reply)) return reply;
    } catch (error) {
      last = (error as Error).message;
    }
    onUndecided?.(last);
    await pause(waitMs(reply));
  }
  throw new NeverDecided(`nothing decided within ${limitMs / 1_000} s; last answer: ${last}`);
};

/** Reads until the wanted state. @throws NeverDecided that names the last state. */
export const patientRead = async (
  client: EngineClient,
  path: string,
  isWanted: (result: EngineResult) => boolean,
  patience: Patience,
): Promise<EngineResult> => {
  const until = Date.now() + patience.limitMs;
  let last = '';
  while (Date.now() < until) {
    const reply = await patientAsk(() => client.get(path), patience);
    const { status, code, result } = reply;
    if (status === 200 && isWanted(result)) return result;
    last = `${status} ${code} ${result?.status}`;
    await pause(1_000);
  }
  throw new NeverDecided(`${path} never came to its end; last seen: ${last}`);
};
