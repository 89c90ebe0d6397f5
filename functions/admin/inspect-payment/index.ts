// Wires inspect-payment.
import { inspectPaymentContract } from '#core/contracts/http/desk-payments.ts';
import { adminPipeline } from '#functions/_pipeline/admin.ts';
import { loadEnv } from '#functions/_pipeline/load-env.ts';
import { startUp } from '#functions/_pipeline/start-up.ts';
import { adminEdge } from '#functions/_wiring/admin-edge.ts';
import { ownersOf } from '#functions/_wiring/desk.ts';
import { payDeps } from '#functions/_wiring/pay.ts';
import { readNowLater } from '#functions/_wiring/read-now-later.ts';
import { runtimeDeps } from '#functions/_wiring/runtime.ts';
import { storeOf, warmUp, writeDeps } from '#functions/_wiring/store.ts';
import { env as schema } from './env.ts';
import { inspectPaymentHandler } from './handler.ts';

const env = loadEnv(schema);
const runtime = runtimeDeps(env);
const store = storeOf(env, runtime);
const deps = writeDeps(store, runtime);
await startUp(runtime.telemetry, warmUp(store));

export const handler = adminPipeline({
  route: 'inspect-payment',
  contract: inspectPaymentContract,
  deps: await adminEdge(env, store, runtime),
  handler: inspectPaymentHandler(
    { ...deps, readNow: readNowLater({ ...deps, ...payDeps(env, store, runtime) }) },
    ownersOf(store),
  ),
});
