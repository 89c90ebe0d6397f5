// Data of the events of a service request. Source: saga specification, sections 6.1 and 6.2.
import * as z from 'zod/mini';
import { eventData } from '#core/contracts/events/event-fields.ts';
import { callbackOutcomes, serviceOutcomes } from '#core/contracts/vocabulary.ts';
import {
  instantText,
  orderId,
  paymentId,
  serviceRequestId,
  slug,
  storedObject,
  unit,
  wireMoney,
} from '#core/contracts/wire-fields.ts';

/** Asks the client service to do the paid work before `deadline`. */
export const serviceRequested = eventData({
  serviceRequestId,
  orderId,
  paymentId,
  serviceId: slug,
  deadline: instantText,
  amount: wireMoney,
  creditAmount: wireMoney,
  currency: unit,
  metadata: z.optional(storedObject),
});

export const serviceCompleted = eventData({
  serviceRequestId,
  orderId,
  captureCreditAmount: z.optional(wireMoney),
});

/** `reasonCode` and `reason` as the service reported them. */
export const serviceFailed = eventData({
  serviceRequestId,
  orderId,
  reasonCode: slug,
  reason: z.optional(z.string()),
});

/** Of `service.timed_out` (no reason) and `service.cancelled`. */
export const serviceClosed = eventData({
  serviceRequestId,
  orderId,
  deadline: instantText,
  reason: z.optional(z.enum(['CUSTOMER', 'PG_CANCELLED', 'DEPOSIT_REVERSED'])),
});

/** Work was done and not paid, or reported twice with different ends. */
export const serviceCallbackRejected = eventData({
  serviceRequestId,
  orderId,
  received: z.enum(callbackOutcomes),
  recorded: z.enum(serviceOutcomes),
});
