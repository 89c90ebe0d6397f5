// Data of the events of a saga. Source: saga specification, section 6.2.
import * as z from 'zod/mini';
import { eventData } from '#core/contracts/events/event-fields.ts';
import {
  attentionActions,
  attentionKinds,
  compensationReasons,
} from '#core/contracts/vocabulary.ts';
import {
  attentionId,
  count,
  instantText,
  orderId,
  paymentId,
  sagaId,
  unit,
  wireMoney,
} from '#core/contracts/wire-fields.ts';

/** `failedStep` is absent when no step failed, as for a cancel noted during a doubt. */
export const sagaCompensating = eventData({
  sagaId,
  paymentId,
  orderId,
  reason: z.enum(compensationReasons),
  failedStep: z.optional(z.string()),
});

export const sagaCompensated = eventData({
  sagaId,
  paymentId,
  orderId,
  reason: z.enum(compensationReasons),
  startedAt: instantText,
  durationMs: count,
});

/** An item without a saga is its own aggregate. */
export const sagaNeedsAttention = eventData({
  attentionId,
  sagaId: z.optional(sagaId),
  kind: z.enum(attentionKinds),
  step: z.optional(z.string()),
  amount: z.optional(wireMoney),
  currency: z.optional(unit),
});

/** `actor` and `approvedBy` are persons; the second is there where two had to agree. */
export const sagaAttentionResolved = eventData({
  attentionId,
  sagaId: z.optional(sagaId),
  kind: z.enum(attentionKinds),
  action: z.enum(attentionActions),
  actor: z.string(),
  approvedBy: z.optional(z.string()),
});
