// GET /api/v1/refunds and GET /api/v1/payments/{paymentId}/refunds. Source: API specification, section 6.5.
import * as z from 'zod/mini';
import { pageOf, pageQuery, repeatable } from '#core/contracts/http/page.ts';
import { refundObject } from '#core/contracts/http/payment-object.ts';
import { orderIdInput, paymentIdInput } from '#core/contracts/http/request-fields.ts';
import { nothing, type RequestOf } from '#core/contracts/http/route-contract.ts';
import { refundStatuses } from '#core/contracts/vocabulary.ts';
import { paymentId } from '#core/contracts/wire-fields.ts';

export const listRefundsContract = {
  params: nothing,
  query: z.strictObject({
    ...pageQuery,
    paymentId: z.exactOptional(paymentIdInput),
    orderId: z.exactOptional(orderIdInput),
    status: z.exactOptional(repeatable(refundStatuses)),
  }),
  body: undefined,
  result: pageOf(refundObject),
};

export type ListRefundsRequest = RequestOf<typeof listRefundsContract>;

/** Whole: a payment has few refunds, so they come on one page where `limit` allows it. */
export const listPaymentRefundsContract = {
  params: z.strictObject({ paymentId }),
  query: z.strictObject(pageQuery),
  body: undefined,
  result: pageOf(refundObject),
};

export type ListPaymentRefundsRequest = RequestOf<typeof listPaymentRefundsContract>;
