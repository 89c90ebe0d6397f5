// A watchdog message as it lies in its queue: what to look at, and whose it is.
import * as z from 'zod/mini';

/**
 * What a PG's webhook hints at. Nothing of it is ever applied: it says where to look, and whether a look
 * is worth a call. Both queues carry it, the PG's own and, while it is parked, the watchdog's.
 */
const webhookRef = z.strictObject({
  kind: z.literal('WEBHOOK'),
  provider: z.string(),
  /** The PG's name of the event: `PAYMENT_STATUS_CHANGED`. */
  event: z.string(),
  /** The order number at the PG, which names one payment. */
  pgOrderId: z.string(),
  /** The PG's own word. */
  status: z.string(),
  /** The amount it tells: minor units as text, `KRW`. */
  amount: z.exactOptional(z.strictObject({ minor: z.string(), currency: z.string() })),
  /** The newest transaction it tells of. */
  transactionKey: z.exactOptional(z.string()),
  /** SHA-256 of the secret it carries, where its event has one: the secret itself is never queued. */
  secretDigest: z.exactOptional(z.string()),
  requestId: z.string(),
  /** Milliseconds since the epoch. */
  receivedAt: z.number(),
  /** 0 from the PG; counts the times it was parked. */
  slot: z.number(),
});

export type WebhookRef = z.infer<typeof webhookRef>;

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
    z.strictObject({
      kind: z.literal('VOID'),
      paymentId: z.string(),
      /** So many voids the PG had refused when a person asked for one more. */
      afterRefusals: z.exactOptional(z.number()),
    }),
    webhookRef,
  ]),
});

export type WatchMessage = z.infer<typeof watchMessage>;

/** @throws ZodError for a message that is none of ours; the queue then parks it. */
export const readWatchMessage = (body: unknown): WatchMessage => z.parse(watchMessage, body);
