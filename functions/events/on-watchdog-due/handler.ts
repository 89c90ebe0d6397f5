// Looks at an open call or a service request when its time has come.
import type { WatchMessage } from '#core/contracts/queues/watch-message.ts';
import { type WatchDeps, watch } from '#core/outbox/watch.ts';

export const onWatchdogDueHandler =
  (deps: WatchDeps) =>
  async (message: WatchMessage): Promise<void> => {
    await watch(deps)(message);
  };
