// The shelf for what nobody could handle, with the name of who gave up and why.
import type { DeadLetters } from '#core/outbox/queues.ts';
import { type QueueCommands, sendMessage } from './queue-commands.ts';

export const sqsDeadLetters = (client: QueueCommands, queueUrl: string): DeadLetters => ({
  put: ({ source, reason, body }) =>
    sendMessage(client, queueUrl, {
      label: 'queue.dead-letter',
      body: JSON.stringify({ source, reason, body }),
    }),
});
