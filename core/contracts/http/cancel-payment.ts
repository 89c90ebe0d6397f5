// POST /api/v1/payments/{paymentId}/cancel. Source: API specification, section 6.3.
import * as z from 'zod/mini';
import { paymentObject } from '#core/contracts/http/payment-object.ts';
import { freeText, idempotencyKeyField } from '#core/contracts/http/request-fields.ts';
import { nothing, type RequestOf } from '#core/contracts/http/route-contract.ts';
import { paymentId } from '#core/contracts/wire-fields.ts';

export const cancelPaymentContract = {
  params: z.strictObject({ paymentId }),
  query: nothing,
  body: z.strictObject({ reason: freeText(200), ...idempotencyKeyField }),
  result: paymentObject,
};

export type CancelPaymentRequest = RequestOf<typeof cancelPaymentContract>;
