// A watchdog message as it lies in its queue: what to look at, and whose it is.
import * as z from 'zod/mini';

const watchMessage = z.strictObject({
  /** `test.M123`. */
  tenant: z.string(),
  /** How often in a row an outage has kept it from being looked at. */
  tries: z.exactOptional(z.number()),
  ref: z.union([
    z.strictObject({
      kind: z.literal('ATTEMPT'),
      paymentId: z.string(),
      attemptId: z.string(),
      slot: z.number(),
    }),
    z.strictObject({ kind: z.literal('SERVICE'), serviceRequestId: z.string() }),
    z.strictObject({ kind: z.literal('CANCELS'), paymentId: z.string(), slot: z.number() }),
    z.strictObject({ kind: z.literal('REFUND'), paymentId: z.string() }),
    z.strictObject({ kind: z.literal('PAYMENT'), paymentId: z.string() }),
  ]),
});

export type WatchMessage = z.infer<typeof watchMessage>;

/** @throws ZodError for a message that is none of ours; the queue then parks it. */
export const readWatchMessage = (body: unknown): WatchMessage => z.parse(watchMessage, body);
