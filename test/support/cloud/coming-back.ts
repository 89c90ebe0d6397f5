// A client that does as the API says where nothing was decided: limited, a limiter or store that is late,
// the same key still at work are asked again under the same key when the answer says so. On a busy machine
// those are late now and then, which says nothing of what a test looks at.
import { setTimeout as pause } from 'node:timers/promises';
import { count } from '#test/support/counters.ts';
import type { EngineClient, EngineReply } from './engine-reply.ts';

/** Of the engine alone: what the PG's part of it says, a test wants to see. */
const isUndecided = ({ status, code, headers }: EngineReply): boolean =>
  [409, 429, 503].includes(status) &&
  /^(?:RATE|IDEM|SYS)_/u.test(code) &&
  headers.has('retry-after');

/** A claim whose owner is gone is held for the function's timeout and five seconds. */
const limitMs = 40_000;
/**
 * In one file: an engine that answers so without need fails the file. Calls are counted, not answers: one
 * that meets a lost release of its key is told to come again every second until the lease is over.
 */
const callsMax = 10;
let calls = 0;

const waitMs = ({ headers }: EngineReply): number =>
  1_000 * Math.max(1, Number(headers.get('retry-after') ?? 1));

/** @returns The answer, or the last one that decided nothing. @throws Error when too many calls come again. */
export const comingBack = (client: Pick<EngineClient, 'send'>): EngineClient => {
  const send: EngineClient['send'] = async (call) => {
    const until = Date.now() + limitMs;
    let reply = await client.send(call);
    if (isUndecided(reply)) {
      calls += 1;
      if (calls > callsMax) throw new Error(`${calls} calls were to come again: ${reply.code}`);
    }
    while (isUndecided(reply) && Date.now() + waitMs(reply) < until) {
      count('came again');
      await pause(waitMs(reply));
      reply = await client.send(call);
    }
    return reply;
  };
  return {
    send,
    get: (path) => send({ method: 'GET', path }),
    post: (path, body, idempotencyKey = crypto.randomUUID()) =>
      send({ method: 'POST', path, body, idempotencyKey }),
  };
};
