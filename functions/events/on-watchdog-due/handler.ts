// Looks at an open call or a service request when its time has come.
import { type WatchDeps, type WatchMessage, watch } from '#core/outbox/watch.ts';

export const onWatchdogDueHandler =
  (deps: WatchDeps) =>
  async (message: WatchMessage): Promise<void> => {
    await watch(deps)(message);
  };
