// What the two-step routes answer, and what each of their bodies begins with.
// Source: API specification, section 6.4.
import * as z from 'zod/mini';
import { ledgerEntryObject } from '#core/contracts/http/payment-object.ts';
import { idempotencyKeyField, merchantIdInput } from '#core/contracts/http/request-fields.ts';
import { paymentStatuses } from '#core/contracts/vocabulary.ts';
import {
  instantText,
  orderId,
  paymentId,
  refundId,
  unit,
  wireMoney,
} from '#core/contracts/wire-fields.ts';

export const twoStepResult = z.strictObject({
  paymentId,
  orderId,
  status: z.enum(paymentStatuses),
  amount: wireMoney,
  currency: unit,
  approvalNumber: z.optional(z.string()),
  capturedAmount: wireMoney,
  refundedAmount: wireMoney,
  refundId: z.optional(refundId),
  authorizationExpiresAt: z.optional(instantText),
  createdAt: instantText,
  /** What the call posted. */
  ledgerEntries: z.array(ledgerEntryObject),
});

/** Must be the key's merchant (AUTH_007). */
export const twoStepFields = { merchantId: merchantIdInput, ...idempotencyKeyField };
