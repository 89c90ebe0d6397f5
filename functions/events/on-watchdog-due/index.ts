// Wires on-watchdog-due.
import { dynamoAttempts } from '#adapters/dynamo/dynamo-payments.ts';
import { readWatchMessage } from '#core/outbox/read-watch-message.ts';
import { eventPipeline } from '#functions/_pipeline/event.ts';
import { loadEnv } from '#functions/_pipeline/load-env.ts';
import { startUp } from '#functions/_pipeline/start-up.ts';
import { watchQueueOf } from '#functions/_wiring/messaging.ts';
import { payDeps } from '#functions/_wiring/pay.ts';
import { processDeps } from '#functions/_wiring/process.ts';
import { storeOf, warmUp, writeDeps } from '#functions/_wiring/store.ts';
import { env as schema } from './env.ts';
import { onWatchdogDueHandler } from './handler.ts';

const env = loadEnv(schema);
const process = processDeps(env);
const store = storeOf(env, process);
await startUp(process.telemetry, warmUp(store));

export const handler = eventPipeline({
  name: 'on-watchdog-due',
  deps: process,
  parse: readWatchMessage,
  handle: onWatchdogDueHandler({
    ...writeDeps(store, process),
    ...payDeps(env, process),
    attempts: dynamoAttempts(store),
    watchQueue: watchQueueOf(env, process),
  }),
});
