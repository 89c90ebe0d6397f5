// POST /api/v1/refunds/{refundId}/account. Source: API specification, section 6.5.
import * as z from 'zod/mini';
import { refundObject } from '#core/contracts/http/payment-object.ts';
import {
  idempotencyKeyField,
  refundAccountInput,
  refundIdInput,
} from '#core/contracts/http/request-fields.ts';
import { nothing, type RequestOf } from '#core/contracts/http/route-contract.ts';

export const giveRefundAccountContract = {
  params: z.strictObject({ refundId: refundIdInput }),
  query: nothing,
  body: z.strictObject({ refundAccount: refundAccountInput, ...idempotencyKeyField }),
  result: refundObject,
};

export type GiveRefundAccountRequest = RequestOf<typeof giveRefundAccountContract>;
