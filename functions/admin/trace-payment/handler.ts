// GET /admin/v1/payments/{paymentId}/timeline.
import type { Answer } from '#core/contracts/http/answer.ts';
import type { tracePaymentContract } from '#core/contracts/http/desk-payments.ts';
import { type Owners, underItsTenant } from '#core/payments/owning-tenant.ts';
import { paymentTimeline, type TimelineDeps } from '#core/payments/payment-timeline.ts';
import type { AdminRequestFor } from '#functions/_pipeline/exchange.ts';

export const tracePaymentHandler =
  (deps: TimelineDeps, ownersIn: Owners) =>
  ({
    operator,
    path: { paymentId },
  }: AdminRequestFor<'trace-payment', typeof tracePaymentContract>): Promise<Answer> =>
    underItsTenant(ownersIn(operator.environment))(paymentId, (tenant) =>
      paymentTimeline(deps)({ tenant, paymentId }),
    );
