// The queue of PG webhooks: FIFO, one payment after the other. SQS drops a second one with the same
// digest for five minutes; later ones are dropped by the rows of those seen.
import { tenantText } from '#core/contracts/tenant.ts';
import type { WebhookQueue } from '#core/webhooks/ports.ts';
import { type QueueCommands, sendMessage } from './queue-commands.ts';

export const sqsWebhooks = (client: QueueCommands, queueUrl: string): WebhookQueue => ({
  put: ({ tenant, ref, digest, group }) =>
    sendMessage(client, queueUrl, {
      label: 'queue.webhook',
      body: JSON.stringify({ tenant: tenantText(tenant), ref }),
      fifo: { group, deduplication: digest },
    }),
});
