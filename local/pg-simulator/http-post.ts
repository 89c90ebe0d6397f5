// Sends one webhook over HTTP.
import type { Post } from './program.ts';

/** @param givenUpAfterMs - An answer that takes longer is none; the PG waits 10 s. */
export const httpPost =
  (givenUpAfterMs = 10_000): Post =>
  async (url, headers, body) => {
    try {
      const signal = AbortSignal.timeout(givenUpAfterMs);
      const reply = await fetch(url, { method: 'POST', headers, body, signal, redirect: 'manual' });
      await reply.arrayBuffer();
      return reply.status;
    } catch {
      return undefined;
    }
  };
