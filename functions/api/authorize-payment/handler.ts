// POST /payments/authorize.
import type { Answer } from '#core/contracts/http/answer.ts';
import type { authorizePaymentContract } from '#core/contracts/http/authorize-payment.ts';
import { clientKeysOf } from '#core/merchants/merchant.ts';
import { type AuthorizeDeps, authorizePayment } from '#core/payments/authorize-payment.ts';
import type { RequestFor } from '#functions/_pipeline/exchange.ts';

export const authorizePaymentHandler =
  (deps: AuthorizeDeps) =>
  (request: RequestFor<'authorize-payment', typeof authorizePaymentContract>): Promise<Answer> => {
    const { tenant, merchant } = request;
    const { idempotencyKey: _alias, merchantId: _own, ...body } = request.body;
    return authorizePayment(deps)({
      ...body,
      tenant,
      cause: request.cause,
      claim: request.idempotency,
      clientKeys: clientKeysOf(merchant, tenant.environment),
      remainingMs: () => request.remainingMs(),
    });
  };
