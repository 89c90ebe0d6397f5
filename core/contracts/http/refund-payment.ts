// POST /payments/refund/{paymentId}: a refund in the two-step spelling. Source: API specification, section 6.4.
import * as z from 'zod/mini';
import { refundObject } from '#core/contracts/http/payment-object.ts';
import { freeText, moneyInput } from '#core/contracts/http/request-fields.ts';
import { nothing, type RequestOf } from '#core/contracts/http/route-contract.ts';
import { twoStepFields, twoStepResult } from '#core/contracts/http/two-step-result.ts';
import { paymentId } from '#core/contracts/wire-fields.ts';

export const refundPaymentContract = {
  params: z.strictObject({ paymentId }),
  query: nothing,
  body: z.strictObject({
    ...twoStepFields,
    /** Left out: everything refundable. */
    amount: z.exactOptional(moneyInput(1n)),
    reason: freeText(128),
  }),
  result: twoStepResult,
  /** The refund itself: the payment has not changed yet. */
  accepted: refundObject,
};

export type RefundPaymentRequest = RequestOf<typeof refundPaymentContract>;
