// GET /api/v1/payments/{paymentId}. Source: API specification, section 6.3.
import * as z from 'zod/mini';
import { paymentObject } from '#core/contracts/http/payment-object.ts';
import type { RequestOf } from '#core/contracts/http/route-contract.ts';
import { paymentId } from '#core/contracts/wire-fields.ts';

export const getPaymentContract = {
  params: z.strictObject({ paymentId }),
  query: z.strictObject({
    /** `true` reads the PG first when the payment is not final, at most once per 2 s. */
    refresh: z.exactOptional(z.enum(['true', 'false'])),
  }),
  body: undefined,
  result: paymentObject,
};

export type GetPaymentRequest = RequestOf<typeof getPaymentContract>;
