// Wires receive-pg-webhook.
import { loadEnv } from '#functions/_pipeline/load-env.ts';
import { startUp } from '#functions/_pipeline/start-up.ts';
import { webhookPipeline } from '#functions/_pipeline/webhook.ts';
import { runtimeDeps } from '#functions/_wiring/runtime.ts';
import { storeOf, warmUp } from '#functions/_wiring/store.ts';
import { webhookIntake } from '#functions/_wiring/webhook-intake.ts';
import { env as schema } from './env.ts';
import { receivePgWebhookHandler } from './handler.ts';

const env = loadEnv(schema);
const runtime = runtimeDeps(env);
const store = storeOf(env, runtime);
await startUp(runtime.telemetry, warmUp(store));

export const handler = webhookPipeline({
  deps: runtime,
  handler: receivePgWebhookHandler(webhookIntake(env, store, runtime)),
});
