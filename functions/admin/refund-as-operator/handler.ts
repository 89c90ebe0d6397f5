// POST /admin/v1/payments/{paymentId}/refunds.
import type { Answer } from '#core/contracts/http/answer.ts';
import type { refundAsOperatorContract } from '#core/contracts/http/desk-payments.ts';
import { type Owners, underItsTenant } from '#core/payments/owning-tenant.ts';
import type { RequestRefund } from '#core/refunds/check-refund.ts';
import type { AdminRequestFor } from '#functions/_pipeline/exchange.ts';

export const refundAsOperatorHandler =
  (refund: (command: RequestRefund) => Promise<Answer>, ownersIn: Owners) =>
  (
    request: AdminRequestFor<'refund-as-operator', typeof refundAsOperatorContract>,
  ): Promise<Answer> => {
    const { idempotencyKey: _alias, destination: _only, ...body } = request.body;
    const { paymentId } = request.path;
    return underItsTenant(ownersIn(request.operator.environment))(paymentId, (tenant) =>
      refund({
        ...body,
        tenant,
        cause: request.cause,
        claim: request.idempotency,
        paymentId,
        byOperator: true,
        remainingMs: () => request.remainingMs(),
      }),
    );
  };
