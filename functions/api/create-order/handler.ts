// POST /api/v1/orders.

import type { Answer } from '#core/contracts/http/answer.ts';
import type { createOrderContract } from '#core/contracts/http/create-order.ts';
import { clientKeysOf } from '#core/merchants/merchant.ts';
import { type CreateOrderDeps, createOrder } from '#core/orders/create-order.ts';
import type { RequestFor } from '#functions/_pipeline/exchange.ts';

export const createOrderHandler =
  (deps: CreateOrderDeps) =>
  ({
    tenant,
    merchant,
    cause,
    idempotency,
    body,
  }: RequestFor<'create-order', typeof createOrderContract>): Promise<Answer> => {
    const { idempotencyKey: _alias, ...request } = body;
    return createOrder(deps)({
      ...request,
      tenant,
      cause,
      claim: idempotency,
      clientKeys: clientKeysOf(merchant, tenant.environment),
    });
  };
