// POST /api/v1/payments/confirm.
import type { Answer } from '#core/contracts/http/answer.ts';
import type { confirmPaymentContract } from '#core/contracts/http/confirm-payment.ts';
import { type ConfirmDeps, confirmPayment } from '#core/payments/confirm-payment.ts';
import type { RequestFor } from '#functions/_pipeline/exchange.ts';

export const confirmPaymentHandler =
  (deps: ConfirmDeps) =>
  (request: RequestFor<'confirm-payment', typeof confirmPaymentContract>): Promise<Answer> => {
    const { idempotencyKey: _alias, ...body } = request.body;
    return confirmPayment(deps)({
      ...body,
      tenant: request.tenant,
      cause: request.cause,
      claim: request.idempotency,
      remainingMs: () => request.remainingMs(),
    });
  };
