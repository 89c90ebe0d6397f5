// POST /api/v1/payments/{paymentId}/cancel.
import type { Answer } from '#core/contracts/http/answer.ts';
import type { cancelPaymentContract } from '#core/contracts/http/cancel-payment.ts';
import { type CancelByRequestDeps, cancelByRequest } from '#core/payments/cancel-by-request.ts';
import type { RequestFor } from '#functions/_pipeline/exchange.ts';

export const cancelPaymentHandler =
  (deps: CancelByRequestDeps) =>
  (request: RequestFor<'cancel-payment', typeof cancelPaymentContract>): Promise<Answer> =>
    cancelByRequest(deps)({
      tenant: request.tenant,
      cause: request.cause,
      claim: request.idempotency,
      paymentId: request.path.paymentId,
      reason: request.body.reason,
      remainingMs: () => request.remainingMs(),
    });
