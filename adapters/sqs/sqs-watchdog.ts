// Looks at open calls and services, later. SQS waits 15 minutes at most: what is due after that comes
// early, and its receiver sends it on.
import type { Clock } from '#core/kernel/ports.ts';
import type { WatchQueue } from '#core/outbox/queues.ts';
import { delayFor, type QueueCommands, sendMessage } from './queue-commands.ts';

export const sqsWatchdog = (client: QueueCommands, queueUrl: string, clock: Clock): WatchQueue => ({
  send: (message, at) =>
    sendMessage(client, queueUrl, {
      label: 'queue.watchdog',
      body: JSON.stringify(message),
      delaySeconds: delayFor(at - clock.now()),
    }),
});
