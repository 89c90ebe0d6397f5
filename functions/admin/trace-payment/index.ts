// Wires trace-payment.
import { dynamoEventHistory } from '#adapters/dynamo/dynamo-outbox.ts';
import { tracePaymentContract } from '#core/contracts/http/desk-payments.ts';
import { adminPipeline } from '#functions/_pipeline/admin.ts';
import { loadEnv } from '#functions/_pipeline/load-env.ts';
import { startUp } from '#functions/_pipeline/start-up.ts';
import { adminEdge } from '#functions/_wiring/admin-edge.ts';
import { ownersOf } from '#functions/_wiring/desk.ts';
import { runtimeDeps } from '#functions/_wiring/runtime.ts';
import { readDeps, storeOf, warmUp } from '#functions/_wiring/store.ts';
import { env as schema } from './env.ts';
import { tracePaymentHandler } from './handler.ts';

const env = loadEnv(schema);
const runtime = runtimeDeps(env);
const store = storeOf(env, runtime);
await startUp(runtime.telemetry, warmUp(store));

export const handler = adminPipeline({
  route: 'trace-payment',
  contract: tracePaymentContract,
  deps: await adminEdge(env, store, runtime),
  handler: tracePaymentHandler(
    { ...readDeps(store, runtime), events: dynamoEventHistory(store) },
    ownersOf(store),
  ),
});
