// POST /api/v1/orders/{orderId}/cancel. Source: API specification, section 6.2.
import * as z from 'zod/mini';
import { orderObject } from '#core/contracts/http/order-object.ts';
import { freeText, idempotencyKeyField } from '#core/contracts/http/request-fields.ts';
import { nothing, type RequestOf } from '#core/contracts/http/route-contract.ts';
import { orderId } from '#core/contracts/wire-fields.ts';

export const cancelOrderContract = {
  params: z.strictObject({ orderId }),
  query: nothing,
  body: z.strictObject({ reason: freeText(200), ...idempotencyKeyField }),
  result: orderObject,
};

export type CancelOrderRequest = RequestOf<typeof cancelOrderContract>;
