// POST /api/v1/payments/{paymentId}/refunds.
import type { Answer } from '#core/contracts/http/answer.ts';
import type { requestRefundContract } from '#core/contracts/http/request-refund.ts';
import { type RequestRefundDeps, requestRefund } from '#core/refunds/request-refund.ts';
import type { RequestFor } from '#functions/_pipeline/exchange.ts';

export const requestRefundHandler =
  (deps: RequestRefundDeps) =>
  (request: RequestFor<'request-refund', typeof requestRefundContract>): Promise<Answer> => {
    const { idempotencyKey: _alias, destination: _only, ...body } = request.body;
    return requestRefund(deps)({
      ...body,
      tenant: request.tenant,
      cause: request.cause,
      claim: request.idempotency,
      paymentId: request.path.paymentId,
      remainingMs: () => request.remainingMs(),
    });
  };
