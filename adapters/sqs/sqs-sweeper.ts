// Asks for the next sweep. Its receiver reads nothing of the message: being there is all it says.
import type { SweepQueue } from '#core/outbox/queues.ts';
import { delayFor, type QueueCommands, sendMessage } from './queue-commands.ts';

export const sqsSweeper = (client: QueueCommands, queueUrl: string): SweepQueue => ({
  sendIn: (seconds) =>
    sendMessage(client, queueUrl, {
      label: 'queue.sweeper',
      body: '{}',
      delaySeconds: delayFor(seconds * 1_000),
    }),
});
