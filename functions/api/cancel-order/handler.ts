// POST /api/v1/orders/{orderId}/cancel.
import type { Answer } from '#core/contracts/http/answer.ts';
import type { cancelOrderContract } from '#core/contracts/http/cancel-order.ts';
import { type CancelOrderDeps, cancelOrder } from '#core/orders/cancel-order.ts';
import type { RequestFor } from '#functions/_pipeline/exchange.ts';

export const cancelOrderHandler =
  (deps: CancelOrderDeps) =>
  (request: RequestFor<'cancel-order', typeof cancelOrderContract>): Promise<Answer> =>
    cancelOrder(deps)({
      tenant: request.tenant,
      cause: request.cause,
      claim: request.idempotency,
      orderId: request.path.orderId,
      reason: request.body.reason,
      remainingMs: () => request.remainingMs(),
    });
