// A FIFO queue: messages of a group one after the other, and a second one with the same deduplication id
// dropped for five minutes. Source: AWS, "Exactly-once processing in Amazon SQS" and "FIFO delivery logic".
import type { WorkQueue } from './work-queue.ts';

export interface Fifo {
  readonly group: string;
  readonly deduplication: string;
}

const droppedForMs = 300_000;

/** @param queue - Where the first message of each group waits to be worked on. */
export const fifoQueue = (queue: WorkQueue, now: () => number) => {
  const seen = new Map<string, number>();
  const lanes = new Map<string, string[]>();

  const start = (group: string): void => {
    const [first] = lanes.get(group) ?? [];
    if (first === undefined) {
      lanes.delete(group);
      return;
    }
    queue.put(first, 0, () => {
      lanes.get(group)?.shift();
      start(group);
    });
  };
  return {
    put: (body: string, { group, deduplication }: Fifo): void => {
      const name = `${group} ${deduplication}`;
      if (now() < (seen.get(name) ?? 0)) return;
      seen.set(name, now() + droppedForMs);
      const lane = lanes.get(group);
      if (lane === undefined) {
        lanes.set(group, [body]);
        start(group);
      } else {
        lane.push(body);
      }
    },
  };
};
