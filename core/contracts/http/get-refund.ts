// GET /api/v1/refunds/{refundId}. Source: API specification, section 6.5.
import * as z from 'zod/mini';
import { refundObject } from '#core/contracts/http/payment-object.ts';
import { refundIdInput } from '#core/contracts/http/request-fields.ts';
import { nothing, type RequestOf } from '#core/contracts/http/route-contract.ts';

export const getRefundContract = {
  params: z.strictObject({ refundId: refundIdInput }),
  query: nothing,
  body: undefined,
  result: refundObject,
};

export type GetRefundRequest = RequestOf<typeof getRefundContract>;
