// Payment and refund as the API shows them. Source: API specification, section 6.1.
import * as z from 'zod/mini';
import {
  failureTypes,
  methodTypes,
  paymentOperations,
  paymentStatuses,
  refundDestinations,
  refundOrigins,
  refundStatuses,
} from '#core/contracts/vocabulary.ts';
import {
  count,
  instantText,
  orderId,
  paymentId,
  refundId,
  unit,
  userId,
  wireMoney,
} from '#core/contracts/wire-fields.ts';

export const methodObject = z.strictObject({
  type: z.enum(methodTypes),
  easyPayProvider: z.optional(z.string()),
  cardMasked: z.optional(z.string()),
  installmentMonths: z.optional(count),
});

export const failureObject = z.strictObject({
  type: z.enum(failureTypes),
  pgCode: z.string(),
  pgMessage: z.string(),
});

export const ledgerEntryObject = z.strictObject({
  debitAccount: z.string(),
  creditAccount: z.string(),
  amount: wireMoney,
  currency: unit,
  occurredAt: instantText,
});

export const inDoubtObject = z.strictObject({
  operation: z.enum(paymentOperations),
  since: instantText,
  nextCheckAt: instantText,
});

const paymentFields = {
  paymentId,
  orderId,
  userId,
  provider: z.string(),
  pgTxId: z.optional(z.string()),
  method: z.optional(methodObject),
  status: z.enum(paymentStatuses),
  amount: wireMoney,
  pgAmount: wireMoney,
  creditAmount: wireMoney,
  currency: unit,
  /** Splits `pgAmount`. */
  tax: z.strictObject({ supply: wireMoney, vat: wireMoney, taxFree: wireMoney }),
  authorizedAmount: wireMoney,
  /** PG money and deducted credits. */
  capturedAmount: wireMoney,
  refundedAmount: wireMoney,
  refundingAmount: wireMoney,
  refundableAmount: wireMoney,
  approvalNumber: z.optional(z.string()),
  failure: z.optional(failureObject),
  inDoubt: z.optional(inDoubtObject),
  virtualAccount: z.optional(
    z.strictObject({ bankCode: z.string(), accountNumber: z.string(), dueAt: instantText }),
  ),
  authorizationExpiresAt: z.optional(instantText),
  receiptUrl: z.optional(z.string()),
  version: count,
  createdAt: instantText,
  approvedAt: z.optional(instantText),
  confirmedAt: z.optional(instantText),
  failedAt: z.optional(instantText),
};

export const paymentObject = z.strictObject({
  ...paymentFields,
  ledgerEntries: z.array(ledgerEntryObject),
});

export type PaymentObject = z.infer<typeof paymentObject>;

/** A payment in a list, without its ledger entries. */
export const paymentItem = z.strictObject(paymentFields);

export type PaymentItem = z.infer<typeof paymentItem>;

/** Result of PAY_005: the truth is not known yet. Ask again at `statusUrl`. */
export const inDoubtResult = z.strictObject({
  paymentId,
  orderId,
  refundId: z.optional(refundId),
  status: z.string(),
  inDoubt: z.strictObject({
    operation: z.enum([...paymentOperations, 'REFUND']),
    since: instantText,
    nextCheckAt: instantText,
  }),
  statusUrl: z.string(),
});

export type InDoubtResult = z.infer<typeof inDoubtResult>;

export const refundObject = z.strictObject({
  refundId,
  paymentId,
  orderId,
  amount: wireMoney,
  pgAmount: wireMoney,
  creditAmount: wireMoney,
  currency: unit,
  status: z.enum(refundStatuses),
  origin: z.enum(refundOrigins),
  destination: z.enum(refundDestinations),
  reason: z.string(),
  /** Masked. */
  refundAccount: z.optional(
    z.strictObject({ bankCode: z.string(), accountNumber: z.string(), holderName: z.string() }),
  ),
  pgTxId: z.optional(z.string()),
  failure: z.optional(failureObject),
  inDoubt: z.optional(z.strictObject({ since: instantText, nextCheckAt: instantText })),
  refundableAmountAfter: wireMoney,
  createdAt: instantText,
  completedAt: z.optional(instantText),
});

export type RefundObject = z.infer<typeof refundObject>;

export type LedgerEntryObject = z.infer<typeof ledgerEntryObject>;
