// GET /api/v1/orders/{orderId}. Source: API specification, section 6.2.
import * as z from 'zod/mini';
import { orderObject } from '#core/contracts/http/order-object.ts';
import { nothing, type RequestOf } from '#core/contracts/http/route-contract.ts';
import { orderId } from '#core/contracts/wire-fields.ts';

export const getOrderContract = {
  params: z.strictObject({ orderId }),
  query: nothing,
  body: undefined,
  result: orderObject,
};

export type GetOrderRequest = RequestOf<typeof getOrderContract>;
