// Wires cancel-order.
import { loadEnv } from '#functions/_pipeline/load-env.ts';
import { startUp } from '#functions/_pipeline/start-up.ts';
import { stepPipeline } from '#functions/_pipeline/step.ts';
import { processDeps } from '#functions/_wiring/process.ts';
import { storeOf, warmUp, writeDeps } from '#functions/_wiring/store.ts';
import { env as schema } from './env.ts';
import { cancelOrderHandler } from './handler.ts';

const env = loadEnv(schema);
const process = processDeps(env);
const store = storeOf(env, process);
await startUp(process.telemetry, warmUp(store));

export const handler = stepPipeline({
  state: 'CancelOrder',
  deps: process,
  handler: cancelOrderHandler(writeDeps(store, process)),
});
