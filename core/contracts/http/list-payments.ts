// GET /api/v1/payments. Source: API specification, section 6.3.
import * as z from 'zod/mini';
import { pageOf, pageQuery, repeatable } from '#core/contracts/http/page.ts';
import { paymentItem } from '#core/contracts/http/payment-object.ts';
import { id100, orderIdInput, slugInput } from '#core/contracts/http/request-fields.ts';
import { nothing, type RequestOf } from '#core/contracts/http/route-contract.ts';
import { paymentStatuses } from '#core/contracts/vocabulary.ts';

export const listPaymentsContract = {
  params: nothing,
  query: z.strictObject({
    ...pageQuery,
    orderId: z.exactOptional(orderIdInput),
    userId: z.exactOptional(id100),
    status: z.exactOptional(repeatable(paymentStatuses)),
    provider: z.exactOptional(slugInput),
  }),
  body: undefined,
  result: pageOf(paymentItem),
};

export type ListPaymentsRequest = RequestOf<typeof listPaymentsContract>;
