// Data of the events of an order. Source: saga specification, section 6.2.
import * as z from 'zod/mini';
import { eventData, tenders } from '#core/contracts/events/event-fields.ts';
import {
  cancelReasons,
  fulfilmentModes,
  orderKinds,
  serviceOutcomes,
} from '#core/contracts/vocabulary.ts';
import {
  count,
  instantText,
  orderId,
  paymentId,
  slug,
  storedObject,
  unit,
  wireMoney,
} from '#core/contracts/wire-fields.ts';

export const orderCreated = eventData({
  orderId,
  kind: z.enum(orderKinds),
  serviceId: slug,
  ...tenders,
  currency: unit,
  expiresAt: z.optional(instantText),
  metadata: z.optional(storedObject),
});

export const orderPaid = eventData({
  orderId,
  paymentId,
  amount: wireMoney,
  currency: unit,
  fulfilment: z.enum(fulfilmentModes),
  approvedAt: instantText,
});

export const orderCompleted = eventData({
  orderId,
  paymentId,
  approvedAt: instantText,
  completedAt: instantText,
  /** There when a saga ends with it: no further saga event is paid for. */
  saga: z.optional(z.strictObject({ startedAt: instantText, durationMs: count })),
});

export const orderCancelled = eventData({
  orderId,
  paymentId: z.optional(paymentId),
  reason: z.enum(cancelReasons),
  serviceOutcome: z.optional(z.enum(serviceOutcomes)),
});
