// Data of the events of a payment. Source: saga specification, sections 6.1 and 6.2.
import * as z from 'zod/mini';
import {
  eventData,
  failure,
  ledgerGroups,
  pg,
  pgTransactionKey,
  tenders,
} from '#core/contracts/events/event-fields.ts';
import {
  evidenceSources,
  methodTypes,
  paymentEndOrigins,
  paymentEndReasons,
  paymentOperations,
  paymentStatuses,
  refundOrigins,
} from '#core/contracts/vocabulary.ts';
import {
  count,
  instantText,
  orderId,
  paymentId,
  refundId,
  storedObject,
  unit,
  wireMoney,
} from '#core/contracts/wire-fields.ts';

const status = z.enum(paymentStatuses);

/** Method, PG and its key are absent when an order was paid with credits alone. */
export const paymentApproved = eventData({
  orderId,
  paymentId,
  status,
  ...tenders,
  currency: unit,
  method: z.optional(z.enum(methodTypes)),
  pg: z.optional(pg),
  pgTransactionKey: z.optional(pgTransactionKey),
  metadata: z.optional(storedObject),
});

/** Reserved at the PG, not taken; it lapses at `expiresAt`. */
export const paymentAuthorized = eventData({
  paymentId,
  orderId,
  status,
  amount: wireMoney,
  currency: unit,
  approvalNumber: z.optional(z.string()),
  pgTransactionKey,
  expiresAt: instantText,
  ledgerGroups,
});

/** Goes out whenever PG money is taken; `amount` is that money, without credits. */
export const paymentCaptured = eventData({
  paymentId,
  orderId,
  status,
  ...tenders,
  currency: unit,
  pgTransactionKey,
  ledgerGroups,
});

export const paymentConfirmed = eventData({
  paymentId,
  orderId,
  amount: wireMoney,
  currency: unit,
  confirmedAt: instantText,
  ledgerGroups,
});

export const paymentFailed = eventData({
  paymentId,
  orderId,
  amount: wireMoney,
  currency: unit,
  failure,
  nextPaymentId: z.optional(paymentId),
});

export const paymentInDoubt = eventData({
  paymentId,
  orderId,
  operation: z.enum(paymentOperations),
  amount: wireMoney,
  currency: unit,
  pg,
  since: instantText,
  nextCheckAt: instantText,
});

/** `outcome` is the state the payment goes to; `by` names the evidence that decided. */
export const paymentInDoubtResolved = eventData({
  paymentId,
  operation: z.enum(paymentOperations),
  outcome: status,
  by: z.enum(evidenceSources),
  durationMs: count,
});

/** Of `payment.expired` and `payment.cancelled`. */
export const paymentEnded = eventData({
  paymentId,
  orderId,
  amount: wireMoney,
  currency: unit,
  origin: z.enum(paymentEndOrigins),
  reason: z.enum(paymentEndReasons),
});

/**
 * Of `payment.waiting_for_deposit` and `payment.deposit_reversed`; `dueAt` is the deposit date. `status` is there
 * where the bank took late money back: the payment had ended, and stays so.
 */
export const paymentDeposit = eventData({
  paymentId,
  orderId,
  amount: wireMoney,
  currency: unit,
  dueAt: z.optional(instantText),
  status: z.optional(status),
});

/** A final payment whose money the PG has after all; `refundId` returns it. */
export const paymentLateSuccess = eventData({
  paymentId,
  orderId,
  amount: wireMoney,
  currency: unit,
  pgTransactionKey,
  refundId,
});

export const paymentRefunded = eventData({
  paymentId,
  orderId,
  refundId,
  ...tenders,
  currency: unit,
  /** All that has been returned so far, this refund included. */
  refundedTotal: wireMoney,
  origin: z.enum(refundOrigins),
  status,
  ledgerGroups,
});
