// Data of the events of a refund. Source: saga specification, section 6.2.
import * as z from 'zod/mini';
import {
  eventData,
  failure,
  ledgerGroups,
  pgTransactionKey,
  tenders,
} from '#core/contracts/events/event-fields.ts';
import { refundDestinations, refundOrigins } from '#core/contracts/vocabulary.ts';
import {
  instantText,
  orderId,
  paymentId,
  refundId,
  unit,
  wireMoney,
} from '#core/contracts/wire-fields.ts';

/** Of `refund.requested`, `refund.succeeded`, `refund.failed` and `refund.external`. */
export const refundMoved = eventData({
  refundId,
  paymentId,
  orderId,
  ...tenders,
  currency: unit,
  origin: z.enum(refundOrigins),
  destination: z.enum(refundDestinations),
  reason: z.optional(z.string()),
  failure: z.optional(failure),
  pgTransactionKey: z.optional(pgTransactionKey),
  ledgerGroups,
});

/** Of `refund.in_doubt`, `refund.pending` and `refund.account_required`. */
export const refundInDoubt = eventData({
  refundId,
  paymentId,
  amount: wireMoney,
  currency: unit,
  since: instantText,
});
