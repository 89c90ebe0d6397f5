// Wires get-payment.
import { getPaymentContract } from '#core/contracts/http/get-payment.ts';
import { httpPipeline } from '#functions/_pipeline/http.ts';
import { loadEnv } from '#functions/_pipeline/load-env.ts';
import { startUp } from '#functions/_pipeline/start-up.ts';
import { payDeps } from '#functions/_wiring/pay.ts';
import { readNowLater } from '#functions/_wiring/read-now-later.ts';
import { runtimeDeps } from '#functions/_wiring/runtime.ts';
import { signedEdge } from '#functions/_wiring/signed-edge.ts';
import { storeOf, warmUp, writeDeps } from '#functions/_wiring/store.ts';
import { env as schema } from './env.ts';
import { getPaymentHandler } from './handler.ts';

const env = loadEnv(schema);
const runtime = runtimeDeps(env);
const store = storeOf(env, runtime);
const deps = writeDeps(store, runtime);
await startUp(runtime.telemetry, warmUp(store));

export const handler = httpPipeline({
  route: 'get-payment',
  contract: getPaymentContract,
  deps: await signedEdge(env, store, runtime),
  handler: getPaymentHandler({
    ...deps,
    readNow: readNowLater({ ...deps, ...payDeps(env, store, runtime) }),
  }),
});
