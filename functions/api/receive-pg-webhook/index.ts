// Wires receive-pg-webhook.
import { dynamoSeenWebhooks, dynamoWebhookEndpoints } from '#adapters/dynamo/dynamo-webhooks.ts';
import { tossWebhooks } from '#adapters/toss/toss-webhooks.ts';
import { cachedEndpoints } from '#core/webhooks/cached-endpoints.ts';
import { loadEnv } from '#functions/_pipeline/load-env.ts';
import { startUp } from '#functions/_pipeline/start-up.ts';
import { webhookPipeline } from '#functions/_pipeline/webhook.ts';
import { webhookQueueOf } from '#functions/_wiring/messaging.ts';
import { runtimeDeps } from '#functions/_wiring/runtime.ts';
import { storeOf, warmUp } from '#functions/_wiring/store.ts';
import { env as schema } from './env.ts';
import { receivePgWebhookHandler } from './handler.ts';

const env = loadEnv(schema);
const runtime = runtimeDeps(env);
const store = storeOf(env, runtime);
await startUp(runtime.telemetry, warmUp(store));

export const handler = webhookPipeline({
  deps: runtime,
  handler: receivePgWebhookHandler({
    ...runtime,
    endpoints: cachedEndpoints(dynamoWebhookEndpoints(store), runtime.instance),
    seen: dynamoSeenWebhooks(store, runtime.clock),
    webhookQueue: webhookQueueOf(env, runtime),
    formats: { toss: tossWebhooks(runtime.digests) },
  }),
});
