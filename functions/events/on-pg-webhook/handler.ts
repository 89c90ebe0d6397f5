// Follows the hint of a PG's webhook; what has to wait goes on in the watchdog's queue.
import type { WatchMessage } from '#core/contracts/queues/watch-message.ts';
import { watchWebhooks } from '#core/outbox/watch.ts';
import { type ApplyWebhookDeps, applyWebhook } from '#core/payments/apply-webhook.ts';

export const onPgWebhookHandler = (deps: ApplyWebhookDeps) => {
  const { watchQueue, clock } = deps;
  const follow = watchWebhooks({ watchQueue, clock, applyWebhook: applyWebhook(deps) });
  return async (message: WatchMessage): Promise<void> => {
    await follow(message);
  };
};
