// What taking in a PG's webhook needs: addresses, what came before, the queue, and how each PG writes.
import { dynamoSeenWebhooks, dynamoWebhookEndpoints } from '#adapters/dynamo/dynamo-webhooks.ts';
import type { Store } from '#adapters/dynamo/store.ts';
import { tossWebhooks } from '#adapters/toss/toss-webhooks.ts';
import type { AcceptWebhookDeps } from '#core/webhooks/accept-webhook.ts';
import { cachedEndpoints } from '#core/webhooks/cached-endpoints.ts';
import { type Client, webhookQueueOf } from './messaging.ts';
import type { RuntimeDeps } from './runtime.ts';

export const webhookIntake = (
  env: { readonly webhookQueueUrl: string },
  store: Store,
  runtime: RuntimeDeps,
  client?: Client,
): AcceptWebhookDeps => ({
  ...runtime,
  endpoints: cachedEndpoints(dynamoWebhookEndpoints(store), runtime.instance),
  seen: dynamoSeenWebhooks(store, runtime.clock),
  webhookQueue: webhookQueueOf(env, runtime, client),
  formats: { toss: tossWebhooks(runtime.digests) },
});
