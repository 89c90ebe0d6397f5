// A sweep is started once a minute by a schedule. Where the stage's interval is shorter, that sweep
// asks for the next one by a delayed message, until the schedule comes again.
import * as z from 'zod/mini';
import type { SweepQueue } from './queues.ts';

const sweepMessage = z.looseObject({
  startedBy: z.optional(z.string()),
  /** How many sweeps of this minute are behind it. */
  round: z.optional(z.number()),
});

export type SweepMessage = z.infer<typeof sweepMessage>;

export const readSweepMessage = (body: unknown): SweepMessage => sweepMessage.parse(body);

const minuteSeconds = 60;

interface Deps {
  readonly sweepQueue: SweepQueue;
  readonly intervalSeconds: number;
}

/** Only the schedule's own message starts the chain: a repeated message cannot multiply it. */
export const sweepsLeft = async (
  { sweepQueue, intervalSeconds }: Deps,
  message: SweepMessage,
): Promise<void> => {
  if (message.startedBy !== 'schedule' || intervalSeconds >= minuteSeconds) return;
  for (let seconds = intervalSeconds; seconds < minuteSeconds; seconds += intervalSeconds) {
    await sweepQueue.sendIn(seconds);
  }
};
