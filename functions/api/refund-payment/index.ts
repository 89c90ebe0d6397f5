// Wires refund-payment.
import { refundPaymentContract } from '#core/contracts/http/refund-payment.ts';
import { httpPipeline } from '#functions/_pipeline/http.ts';
import { loadEnv } from '#functions/_pipeline/load-env.ts';
import { startUp } from '#functions/_pipeline/start-up.ts';
import { payDeps } from '#functions/_wiring/pay.ts';
import { runtimeDeps } from '#functions/_wiring/runtime.ts';
import { signedEdge } from '#functions/_wiring/signed-edge.ts';
import { storeOf, warmUp, writeDeps } from '#functions/_wiring/store.ts';
import { env as schema } from './env.ts';
import { refundPaymentHandler } from './handler.ts';

const env = loadEnv(schema);
const runtime = runtimeDeps(env);
const store = storeOf(env, runtime);
await startUp(runtime.telemetry, warmUp(store));

export const handler = httpPipeline({
  route: 'refund-payment',
  contract: refundPaymentContract,
  deps: await signedEdge(env, store, runtime),
  handler: refundPaymentHandler({ ...writeDeps(store, runtime), ...payDeps(env, store, runtime) }),
});
