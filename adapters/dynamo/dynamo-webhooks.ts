// Whose an address for webhooks is, and which webhooks came before.
import { PutItemCommand } from '@aws-sdk/client-dynamodb';
import { DependencyUnavailable } from '#core/kernel/faults.ts';
import type { MerchantId } from '#core/kernel/ids.ts';
import type { Clock } from '#core/kernel/ports.ts';
import type { SeenWebhooks, WebhookEndpoints } from '#core/webhooks/ports.ts';
import { endpointItem } from './aggregate-items.ts';
import { endpointKey, webhookKey } from './keys.ts';
import { readRow } from './read-rows.ts';
import { toAttributes } from './row-values.ts';
import type { Store } from './store.ts';

export const dynamoWebhookEndpoints = (store: Store): WebhookEndpoints => ({
  byId: async (endpointId) => {
    const key = endpointKey(endpointId);
    const item = await readRow(store, 'endpoint.byId', store.tables.engine, key);
    if (item === undefined) return undefined;
    const { environment, merchantId } = endpointItem.decode(item);
    return { environment, merchantId: merchantId as MerchantId };
  },
});

/** Longer than the PG sends one again: Toss does it for 3 days and 19 hours. */
const seenSeconds = 5 * 86_400;

export const dynamoSeenWebhooks = (store: Store, clock: Clock): SeenWebhooks => ({
  has: async ({ tenant, digest }) => {
    const key = webhookKey(tenant, digest);
    return (await readRow(store, 'webhook.seen', store.tables.idempotency, key)) !== undefined;
  },
  mark: async ({ tenant, digest }) => {
    const expiresAt = Math.floor(clock.now() / 1_000) + seenSeconds;
    try {
      await store.client.send(
        'webhook.mark',
        new PutItemCommand({
          TableName: store.tables.idempotency,
          Item: toAttributes({ ...webhookKey(tenant, digest), expiresAt }),
        }),
      );
    } catch (fault) {
      throw new DependencyUnavailable('dynamodb', fault);
    }
  },
});
