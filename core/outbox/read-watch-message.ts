// Reads a watchdog message as it came from its queue.
import * as z from 'zod/mini';
import type { WatchMessage } from './watch.ts';

const watchMessage = z.strictObject({
  tenant: z.string(),
  ref: z.union([
    z.strictObject({
      kind: z.literal('ATTEMPT'),
      paymentId: z.string(),
      attemptId: z.string(),
      slot: z.number(),
    }),
    z.strictObject({ kind: z.literal('SERVICE'), serviceRequestId: z.string() }),
  ]),
});

/** @throws ZodError for a message that is none of ours; the queue then parks it. */
export const readWatchMessage = (body: unknown): WatchMessage => watchMessage.parse(body);
