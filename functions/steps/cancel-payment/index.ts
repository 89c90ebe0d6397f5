// Wires cancel-payment.
import { loadEnv } from '#functions/_pipeline/load-env.ts';
import { startUp } from '#functions/_pipeline/start-up.ts';
import { stepPipeline } from '#functions/_pipeline/step.ts';
import { payDeps } from '#functions/_wiring/pay.ts';
import { runtimeDeps } from '#functions/_wiring/runtime.ts';
import { storeOf, warmUp, writeDeps } from '#functions/_wiring/store.ts';
import { env as schema } from './env.ts';
import { cancelPaymentHandler } from './handler.ts';

const env = loadEnv(schema);
const runtime = runtimeDeps(env);
const store = storeOf(env, runtime);
await startUp(runtime.telemetry, warmUp(store));

export const handler = stepPipeline({
  state: 'CancelPayment',
  deps: runtime,
  handler: cancelPaymentHandler({ ...writeDeps(store, runtime), ...payDeps(env, store, runtime) }),
});
