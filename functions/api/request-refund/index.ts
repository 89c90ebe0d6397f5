// Wires request-refund.
import { requestRefundContract } from '#core/contracts/http/request-refund.ts';
import { httpPipeline } from '#functions/_pipeline/http.ts';
import { loadEnv } from '#functions/_pipeline/load-env.ts';
import { startUp } from '#functions/_pipeline/start-up.ts';
import { fieldSealOf } from '#functions/_wiring/field-seal.ts';
import { payDeps } from '#functions/_wiring/pay.ts';
import { runtimeDeps } from '#functions/_wiring/runtime.ts';
import { signedEdge } from '#functions/_wiring/signed-edge.ts';
import { storeOf, warmUp, writeDeps } from '#functions/_wiring/store.ts';
import { env as schema } from './env.ts';
import { requestRefundHandler } from './handler.ts';

const env = loadEnv(schema);
const runtime = runtimeDeps(env);
const store = storeOf(env, runtime);
await startUp(runtime.telemetry, warmUp(store));

export const handler = httpPipeline({
  route: 'request-refund',
  contract: requestRefundContract,
  deps: await signedEdge(env, store, runtime),
  handler: requestRefundHandler({
    ...writeDeps(store, runtime),
    ...payDeps(env, store, runtime),
    fieldSeal: fieldSealOf(env, runtime),
  }),
});
