// GET /api/v1/payments/{paymentId}.
import type { Answer } from '#core/contracts/http/answer.ts';
import type { getPaymentContract } from '#core/contracts/http/get-payment.ts';
import { type GetPaymentDeps, getPayment } from '#core/payments/read-payments.ts';
import type { RequestFor } from '#functions/_pipeline/exchange.ts';

export const getPaymentHandler =
  (deps: GetPaymentDeps) =>
  ({
    tenant,
    path,
    query,
  }: RequestFor<'get-payment', typeof getPaymentContract>): Promise<Answer> =>
    getPayment(deps)({ tenant, paymentId: path.paymentId, refresh: query.refresh === 'true' });
