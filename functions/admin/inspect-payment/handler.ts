// GET /admin/v1/payments/{paymentId}.
import type { Answer } from '#core/contracts/http/answer.ts';
import type { inspectPaymentContract } from '#core/contracts/http/desk-payments.ts';
import { inspectPayment } from '#core/payments/inspect-payment.ts';
import type { Owners } from '#core/payments/owning-tenant.ts';
import type { GetPaymentDeps } from '#core/payments/read-payments.ts';
import type { AdminRequestFor } from '#functions/_pipeline/exchange.ts';

export const inspectPaymentHandler =
  (deps: GetPaymentDeps, ownersIn: Owners) =>
  ({
    operator,
    path,
    query,
  }: AdminRequestFor<'inspect-payment', typeof inspectPaymentContract>): Promise<Answer> =>
    inspectPayment({ ...deps, ...ownersIn(operator.environment) })({
      ...path,
      refresh: query.refresh === 'true',
    });
