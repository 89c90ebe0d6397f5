// Wires on-watchdog-due.
import { dynamoMerchants } from '#adapters/dynamo/dynamo-merchants.ts';
import { dynamoAttempts, dynamoPaymentLooks } from '#adapters/dynamo/dynamo-payments.ts';
import { readWatchMessage } from '#core/contracts/queues/watch-message.ts';
import { eventPipeline } from '#functions/_pipeline/event.ts';
import { loadEnv } from '#functions/_pipeline/load-env.ts';
import { startUp } from '#functions/_pipeline/start-up.ts';
import { fieldSealOf } from '#functions/_wiring/field-seal.ts';
import { watchQueueOf } from '#functions/_wiring/messaging.ts';
import { payDeps } from '#functions/_wiring/pay.ts';
import { runtimeDeps } from '#functions/_wiring/runtime.ts';
import { storeOf, warmUp, writeDeps } from '#functions/_wiring/store.ts';
import { webhookCounts } from '#functions/_wiring/webhook-counts.ts';
import { env as schema } from './env.ts';
import { onWatchdogDueHandler } from './handler.ts';

const env = loadEnv(schema);
const runtime = runtimeDeps(env);
const store = storeOf(env, runtime);
await startUp(runtime.telemetry, warmUp(store));

export const handler = eventPipeline({
  name: 'on-watchdog-due',
  deps: runtime,
  parse: readWatchMessage,
  handle: onWatchdogDueHandler({
    ...writeDeps(store, runtime),
    ...payDeps(env, store, runtime),
    attempts: dynamoAttempts(store),
    paymentLooks: dynamoPaymentLooks(store),
    fieldSeal: fieldSealOf(env, runtime),
    tenants: dynamoMerchants(store).tenants,
    watchQueue: watchQueueOf(env, runtime),
    countWebhook: webhookCounts(env),
  }),
});
