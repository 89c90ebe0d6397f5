// Wires list-payment-refunds.
import { listPaymentRefundsContract } from '#core/contracts/http/list-refunds.ts';
import { httpPipeline } from '#functions/_pipeline/http.ts';
import { loadEnv } from '#functions/_pipeline/load-env.ts';
import { startUp } from '#functions/_pipeline/start-up.ts';
import { cursorSeal } from '#functions/_wiring/cursor.ts';
import { runtimeDeps } from '#functions/_wiring/runtime.ts';
import { signedEdge } from '#functions/_wiring/signed-edge.ts';
import { readDeps, storeOf, warmUp } from '#functions/_wiring/store.ts';
import { env as schema } from './env.ts';
import { listPaymentRefundsHandler } from './handler.ts';

const env = loadEnv(schema);
const runtime = runtimeDeps(env);
const store = storeOf(env, runtime);
await startUp(runtime.telemetry, warmUp(store));

export const handler = httpPipeline({
  route: 'list-payment-refunds',
  contract: listPaymentRefundsContract,
  deps: await signedEdge(env, store, runtime),
  handler: listPaymentRefundsHandler({
    ...readDeps(store, runtime),
    seal: cursorSeal(env, runtime),
  }),
});
