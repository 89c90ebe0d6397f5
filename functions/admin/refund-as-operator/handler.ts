// POST /admin/v1/payments/{paymentId}/refunds.
import type { Answer } from '#core/contracts/http/answer.ts';
import type { refundAsOperatorContract } from '#core/contracts/http/desk-payments.ts';
import { underItsTenant } from '#core/payments/inspect-payment.ts';
import { requestRefund } from '#core/refunds/request-refund.ts';
import type { SendRefundDeps } from '#core/refunds/send-refund.ts';
import type { AdminRequestFor } from '#functions/_pipeline/exchange.ts';
import type { Owners } from '#functions/_wiring/desk.ts';

export const refundAsOperatorHandler =
  (deps: SendRefundDeps, ownersIn: Owners) =>
  (
    request: AdminRequestFor<'refund-as-operator', typeof refundAsOperatorContract>,
  ): Promise<Answer> => {
    const { idempotencyKey: _alias, destination: _only, ...body } = request.body;
    const { paymentId } = request.path;
    return underItsTenant(ownersIn(request.operator.environment))(paymentId, (tenant) =>
      requestRefund(deps)({
        ...body,
        tenant,
        cause: request.cause,
        claim: request.idempotency,
        paymentId,
        remainingMs: () => request.remainingMs(),
      }),
    );
  };
