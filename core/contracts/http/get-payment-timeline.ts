// GET /api/v1/payments/{paymentId}/timeline. Source: API specification, section 6.3.
import * as z from 'zod/mini';
import { nothing, type RequestOf } from '#core/contracts/http/route-contract.ts';
import { instantText, paymentId } from '#core/contracts/wire-fields.ts';

export const timelineKinds = ['STATE', 'EVENT', 'ATTEMPT', 'LEDGER', 'PUBLISHED'] as const;

export const timelineEntry = z.strictObject({
  at: instantText,
  kind: z.enum(timelineKinds),
  name: z.string(),
  /** Milliseconds since the first entry. */
  offsetMs: z.number(),
  eventId: z.optional(z.string()),
  sink: z.optional(z.string()),
  detail: z.optional(z.record(z.string(), z.unknown())),
});

export type TimelineEntry = z.infer<typeof timelineEntry>;

export const getPaymentTimelineContract = {
  params: z.strictObject({ paymentId }),
  query: nothing,
  body: undefined,
  /** Oldest first, whole: no pages. */
  result: z.strictObject({ items: z.array(timelineEntry) }),
};

export type GetPaymentTimelineRequest = RequestOf<typeof getPaymentTimelineContract>;
