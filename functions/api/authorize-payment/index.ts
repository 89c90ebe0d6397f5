// Wires authorize-payment.
import { authorizePaymentContract } from '#core/contracts/http/authorize-payment.ts';
import { httpPipeline } from '#functions/_pipeline/http.ts';
import { loadEnv } from '#functions/_pipeline/load-env.ts';
import { startUp } from '#functions/_pipeline/start-up.ts';
import { payDeps } from '#functions/_wiring/pay.ts';
import { policiesLater } from '#functions/_wiring/policies-later.ts';
import { runtimeDeps } from '#functions/_wiring/runtime.ts';
import { signedEdge } from '#functions/_wiring/signed-edge.ts';
import { storeOf, warmUp, writeDeps } from '#functions/_wiring/store.ts';
import { env as schema } from './env.ts';
import { authorizePaymentHandler } from './handler.ts';

const env = loadEnv(schema);
const runtime = runtimeDeps(env);
const store = storeOf(env, runtime);
await startUp(runtime.telemetry, warmUp(store));

export const handler = httpPipeline({
  route: 'authorize-payment',
  contract: authorizePaymentContract,
  deps: await signedEdge(env, store, runtime),
  handler: authorizePaymentHandler({
    ...writeDeps(store, runtime),
    ...payDeps(env, store, runtime),
    loadPolicies: policiesLater(env.policyBundle, import.meta.url),
  }),
});
