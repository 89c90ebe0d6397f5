// GET /api/v1/orders/{orderId}.
import type { Answer } from '#core/contracts/http/answer.ts';
import type { getOrderContract } from '#core/contracts/http/get-order.ts';
import type { OrderReads } from '#core/orders/present-order.ts';
import { getOrder } from '#core/orders/read-orders.ts';
import type { RequestFor } from '#functions/_pipeline/exchange.ts';

export const getOrderHandler =
  (deps: OrderReads) =>
  ({ tenant, path }: RequestFor<'get-order', typeof getOrderContract>): Promise<Answer> =>
    getOrder(deps)({ tenant, orderId: path.orderId });
