// POST /api/v1/orders/{orderId}/cancel.
import type { Answer } from '#core/contracts/http/answer.ts';
import type { cancelOrderContract } from '#core/contracts/http/cancel-order.ts';
import { type CancelOrderDeps, cancelOrder } from '#core/orders/cancel-order.ts';
import { type VoidDeps, voidDeposit } from '#core/payments/void-deposit.ts';
import type { RequestFor } from '#functions/_pipeline/exchange.ts';

export const cancelOrderHandler =
  (deps: Omit<CancelOrderDeps, 'voidDeposit'> & VoidDeps) =>
  ({
    tenant,
    cause,
    idempotency,
    path,
    body,
  }: RequestFor<'cancel-order', typeof cancelOrderContract>): Promise<Answer> =>
    cancelOrder({ ...deps, voidDeposit: voidDeposit(deps) })({
      tenant,
      cause,
      claim: idempotency,
      orderId: path.orderId,
      reason: body.reason,
    });
