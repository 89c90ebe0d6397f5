// POST /payments/refund/{paymentId}.
import type { Answer } from '#core/contracts/http/answer.ts';
import type { refundPaymentContract } from '#core/contracts/http/refund-payment.ts';
import { type RequestRefundDeps, requestRefund } from '#core/refunds/request-refund.ts';
import type { RequestFor } from '#functions/_pipeline/exchange.ts';

export const refundPaymentHandler =
  (deps: RequestRefundDeps) =>
  (request: RequestFor<'refund-payment', typeof refundPaymentContract>): Promise<Answer> => {
    const { idempotencyKey: _alias, merchantId: _own, ...body } = request.body;
    return requestRefund(deps)({
      ...body,
      shape: 'TWO_STEP',
      tenant: request.tenant,
      cause: request.cause,
      claim: request.idempotency,
      paymentId: request.path.paymentId,
      remainingMs: () => request.remainingMs(),
    });
  };
