// What the sweep does with a row that is due: the work of a message that was lost.
import { type ExpireDeps, expireOrder } from '#core/orders/expire-order.ts';
import type { SweepDeps } from '#core/outbox/sweep.ts';
import { type LookDeps, lookAtPayment } from '#core/payments/look-at-payment.ts';
import { type ResolveDeps, resolveAttempt } from '#core/payments/resolve-attempt.ts';
import { type SendRefundDeps, sendQueuedRefund } from '#core/refunds/send-refund.ts';
import { type RestartDeps, restartSaga } from '#core/sagas/restart-saga.ts';

export const dueWork = (
  deps: LookDeps & ExpireDeps & ResolveDeps & RestartDeps & SendRefundDeps,
): SweepDeps['onDue'] => ({
  closeOrder: async (due) => {
    await expireOrder(deps)(due);
  },
  resolveAttempt: async (due) => {
    await resolveAttempt(deps)(due);
  },
  restartSaga: restartSaga(deps),
  lookAtPayment: async (due) => {
    await lookAtPayment(deps)(due);
  },
  sendRefund: async (due) => {
    await sendQueuedRefund(deps)(due);
  },
});
