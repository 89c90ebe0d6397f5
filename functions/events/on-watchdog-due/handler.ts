// Looks at an open call or a service request when its time has come, sends the refund whose turn it is,
// lets go what is reserved, and follows a webhook that had to wait.
import type { WatchMessage } from '#core/contracts/queues/watch-message.ts';
import { type WatchServiceDeps, watchService } from '#core/fulfilment/watch-service.ts';
import { watch } from '#core/outbox/watch.ts';
import { type ApplyWebhookDeps, applyWebhook } from '#core/payments/apply-webhook.ts';
import { type LookDeps, lookAtPayment } from '#core/payments/look-at-payment.ts';
import { readCancels } from '#core/payments/read-cancels.ts';
import { resolveAttempt } from '#core/payments/resolve-attempt.ts';
import { type SendRefundDeps, sendQueuedRefund } from '#core/refunds/send-refund.ts';

export interface OnWatchdogDueDeps
  extends ApplyWebhookDeps,
    LookDeps,
    SendRefundDeps,
    WatchServiceDeps {}

export const onWatchdogDueHandler = (deps: OnWatchdogDueDeps) => {
  const routes = {
    watchService: watchService(deps),
    resolveAttempt: resolveAttempt(deps),
    readCancels: readCancels(deps),
    lookAtPayment: lookAtPayment(deps),
    sendQueuedRefund: sendQueuedRefund(deps),
    applyWebhook: applyWebhook(deps),
  };
  return async (message: WatchMessage): Promise<void> => {
    await watch({ watchQueue: deps.watchQueue, clock: deps.clock, ...routes })(message);
  };
};
