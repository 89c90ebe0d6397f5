// TX-RETURN-CLAIM: what must go back is reserved, and its attempt is on disk, before the PG is called. A
// deposit waits with its refund until somebody tells where it goes back to.

import type { SagaInput } from '#core/contracts/steps/saga-input.ts';
import type { RefundId } from '#core/kernel/ids.ts';
import { type Instant, plus } from '#core/kernel/instant.ts';
import { zero } from '#core/kernel/money.ts';
import type { Digests } from '#core/kernel/ports.ts';
import { firstVersion } from '#core/kernel/versioned.ts';
import { refundClaimed } from '#core/ledger/movements.ts';
import type { Draft } from '#core/outbox/assemble-commit.ts';
import { type Attempt, attemptId } from '#core/payments/attempt.ts';
import { type Case, movementHead } from '#core/payments/case.ts';
import { isDeposit, type OpenAttempt, type TakenPayment } from '#core/payments/payment.ts';
import { claimRefund } from '#core/payments/payment-returns.ts';
import { askedEvent } from '#core/payments/record-return.ts';
import { watchAfterMs, watchCommand } from '#core/payments/watch-command.ts';
import type { Refund } from '#core/refunds/refund.ts';
import { refundAttempt } from '#core/refunds/refund-attempt.ts';
import { moveSaga, type SagaReason } from './saga.ts';
import { reasonOf } from './saga-reason.ts';
import { type StepRows, stepBase } from './step.ts';

export interface ClaimingReturn {
  readonly rows: StepRows;
  readonly payment: TakenPayment;
  readonly refundId: RefundId;
  readonly input: SagaInput;
  readonly at: Instant;
}

const state = 'CancelPayment';

/** What the customer's statement may say; the PG shows it in its console. */
const reasonText: Record<SagaReason, string> = {
  service_failed: '서비스를 제공하지 못해 결제를 취소합니다. Service not delivered.',
  service_timeout: '서비스 응답이 없어 결제를 취소합니다. Service did not answer in time.',
  cancel_requested: '고객 요청으로 결제를 취소합니다. Cancelled by the customer.',
  order_conflict: '결제사에서 취소되었습니다. Cancelled at the payment provider.',
  operator: '담당자가 결제를 취소합니다. Cancelled by an operator.',
};

const newRefund = (
  { rows, payment, refundId, input, at }: ClaimingReturn,
  reason: SagaReason,
): Refund => ({
  ...firstVersion,
  tenant: payment.tenant,
  refundId,
  paymentId: payment.paymentId,
  orderId: rows.order.orderId,
  userId: rows.order.userId,
  amount: payment.amounts.refundable,
  refundableAfter: zero(payment.amount.currency),
  origin: 'COMPENSATION',
  reason,
  status: isDeposit(payment) ? 'PENDING_ACCOUNT' : 'SENT',
  createdAt: at,
  requestId: input.requestId,
  ...(input.traceparent === undefined ? {} : { traceparent: input.traceparent }),
});

/** What is sent at once; nothing while the account is missing. */
const sentOf = (
  { rows, payment, at }: ClaimingReturn,
  refund: Refund,
  reason: SagaReason,
  digests: Digests,
): Attempt | undefined =>
  refund.status === 'PENDING_ACCOUNT'
    ? undefined
    : refundAttempt(
        { payment, attempts: rows.view.attempts, refund, reason: reasonText[reason], at },
        digests,
      );

const openOf = (attempt: Attempt): OpenAttempt => ({
  id: attemptId(attempt),
  op: 'REFUND',
  deadlineAt: attempt.deadlineAt,
});

/** Without a case nothing can be sent: the account is missing. */
export const claimReturn = (
  claiming: ClaimingReturn,
  digests: Digests,
): { readonly draft: Draft; readonly case: Case | undefined } => {
  const { rows, payment: before, refundId, input, at } = claiming;
  const reason = rows.saga.reason ?? reasonOf(rows.service, input);
  const refund = newRefund(claiming, reason);
  const attempt = sentOf(claiming, refund, reason, digests);
  const open = attempt === undefined ? undefined : openOf(attempt);
  const payment = claimRefund(before, refund.amount, open);
  const saga = moveSaga(rows.saga, 'COMPENSATING', state, at, { refundId, reason });
  const { order } = rows;
  const claim = refundClaimed(movementHead({ order, payment }, at, refundId), refund);
  return {
    case: attempt === undefined ? undefined : { order, payment, attempt, refund, saga },
    draft: {
      ...stepBase(rows, input, state, at),
      name: 'TX-RETURN-CLAIM',
      changes: [
        { change: 'saga.advance', before: rows.saga, after: saga },
        { change: 'payment.advance', before, after: payment },
        { change: 'refund.create', refund },
        {
          change: 'unique.create',
          tenant: refund.tenant,
          kind: 'REFUND',
          value: refundId,
          owner: payment.paymentId,
        },
        ...(attempt === undefined ? [] : [{ change: 'attempt.create' as const, attempt }]),
      ],
      groups: [claim],
      events: [
        {
          type: 'saga.compensating',
          of: saga.sagaId,
          data: {
            sagaId: saga.sagaId,
            paymentId: saga.paymentId,
            orderId: saga.orderId,
            reason,
            ...(reason === 'cancel_requested' ? {} : { failedStep: 'ExecuteService' }),
          },
        },
        askedEvent(refund, claim.effectKey),
      ],
      commands: attempt === undefined ? [] : [watchCommand(attempt, 0, plus(at, watchAfterMs))],
      audit: { action: 'refund.return', object: refundId, statusAfter: refund.status },
    },
  };
};
