// One sweep; where the stage sweeps more often than once a minute, the next one is asked for.
import type { SweepQueue } from '#core/outbox/queues.ts';
import { type SweepDeps, sweep } from '#core/outbox/sweep.ts';
import { type SweepMessage, sweepsLeft } from '#core/outbox/sweep-message.ts';

export interface SweepHandlerDeps extends SweepDeps {
  readonly sweepQueue: SweepQueue;
  readonly intervalSeconds: number;
}

export const sweepPendingWorkHandler =
  (deps: SweepHandlerDeps) =>
  async (message: SweepMessage): Promise<void> => {
    await sweepsLeft(deps, message);
    await sweep(deps)();
  };
