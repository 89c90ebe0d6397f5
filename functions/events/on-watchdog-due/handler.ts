// Looks at an open call or a service request when its time has come, and sends the refund whose turn it is.
import type { WatchMessage } from '#core/contracts/queues/watch-message.ts';
import { type WatchServiceDeps, watchService } from '#core/fulfilment/watch-service.ts';
import type { WatchQueue } from '#core/outbox/queues.ts';
import { watch } from '#core/outbox/watch.ts';
import { type LookDeps, lookAtPayment } from '#core/payments/look-at-payment.ts';
import { readCancels } from '#core/payments/read-cancels.ts';
import { type ResolveDeps, resolveAttempt } from '#core/payments/resolve-attempt.ts';
import { type SendRefundDeps, sendQueuedRefund } from '#core/refunds/send-refund.ts';

export interface OnWatchdogDueDeps extends ResolveDeps, LookDeps, SendRefundDeps, WatchServiceDeps {
  readonly watchQueue: WatchQueue;
}

export const onWatchdogDueHandler = (deps: OnWatchdogDueDeps) => {
  const routes = {
    watchService: watchService(deps),
    resolveAttempt: resolveAttempt(deps),
    readCancels: readCancels(deps),
    lookAtPayment: lookAtPayment(deps),
    sendQueuedRefund: sendQueuedRefund(deps),
  };
  return async (message: WatchMessage): Promise<void> => {
    await watch({ watchQueue: deps.watchQueue, clock: deps.clock, ...routes })(message);
  };
};
