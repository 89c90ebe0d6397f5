// A sweep is started once a minute by a schedule. Where the stage's interval is shorter, that sweep
// asks for the others of its minute by delayed messages.
import type { SweepMessage } from '#core/contracts/queues/sweep-message.ts';
import type { SweepQueue } from './queues.ts';

const minuteSeconds = 60;

interface Deps {
  readonly sweepQueue: SweepQueue;
  readonly intervalSeconds: number;
}

/** Only the schedule's own message asks: a repeated message of ours cannot multiply the sweeps. */
export const askForSweeps = async (
  { sweepQueue, intervalSeconds }: Deps,
  message: SweepMessage,
): Promise<void> => {
  if (message.startedBy !== 'schedule') return;
  for (let seconds = intervalSeconds; seconds < minuteSeconds; seconds += intervalSeconds) {
    await sweepQueue.sendIn(seconds);
  }
};
