// POST /payments/capture/{paymentId}.
import type { Answer } from '#core/contracts/http/answer.ts';
import type { capturePaymentContract } from '#core/contracts/http/capture-payment.ts';
import type { CallDeps } from '#core/payments/approval-call.ts';
import { capturePayment } from '#core/payments/capture-payment.ts';
import type { RequestFor } from '#functions/_pipeline/exchange.ts';

export const capturePaymentHandler =
  (deps: CallDeps) =>
  (request: RequestFor<'capture-payment', typeof capturePaymentContract>): Promise<Answer> => {
    const { idempotencyKey: _alias, merchantId: _own, ...body } = request.body;
    return capturePayment(deps)({
      ...body,
      tenant: request.tenant,
      cause: request.cause,
      claim: request.idempotency,
      paymentId: request.path.paymentId,
      remainingMs: () => request.remainingMs(),
    });
  };
