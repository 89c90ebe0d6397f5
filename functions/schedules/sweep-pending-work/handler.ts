// One sweep; where the stage sweeps more often than once a minute, the next one is asked for.

import type { SweepMessage } from '#core/contracts/queues/sweep-message.ts';
import { askForSweeps } from '#core/outbox/ask-for-sweeps.ts';
import type { SweepQueue } from '#core/outbox/queues.ts';
import { type SweepDeps, type Swept, sweep } from '#core/outbox/sweep.ts';

export interface SweepHandlerDeps extends SweepDeps {
  readonly sweepQueue: SweepQueue;
  readonly intervalSeconds: number;
}

/** @returns Counts for the log line. What fails is reported and stays for the next sweep. */
export const sweepPendingWorkHandler =
  (deps: SweepHandlerDeps) =>
  async (message: SweepMessage): Promise<Swept> => {
    await askForSweeps(deps, message);
    return sweep(deps)();
  };
