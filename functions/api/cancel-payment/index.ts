// Wires cancel-payment.
import { cancelPaymentContract } from '#core/contracts/http/cancel-payment.ts';
import { httpPipeline } from '#functions/_pipeline/http.ts';
import { loadEnv } from '#functions/_pipeline/load-env.ts';
import { startUp } from '#functions/_pipeline/start-up.ts';
import { runtimeDeps } from '#functions/_wiring/runtime.ts';
import { signedEdge } from '#functions/_wiring/signed-edge.ts';
import { storeOf, warmUp, writeDeps } from '#functions/_wiring/store.ts';
import { voidDeps } from '#functions/_wiring/void-first.ts';
import { env as schema } from './env.ts';
import { cancelPaymentHandler } from './handler.ts';

const env = loadEnv(schema);
const runtime = runtimeDeps(env);
const store = storeOf(env, runtime);
await startUp(runtime.telemetry, warmUp(store));

export const handler = httpPipeline({
  route: 'cancel-payment',
  contract: cancelPaymentContract,
  deps: await signedEdge(env, store, runtime),
  handler: cancelPaymentHandler({ ...writeDeps(store, runtime), ...voidDeps(env, store, runtime) }),
});
