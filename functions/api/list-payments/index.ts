// Wires list-payments.
import { cursorSeal } from '#functions/_wiring/cursor.ts';
import { listPaymentsContract } from '#core/contracts/http/list-payments.ts';
import { httpPipeline } from '#functions/_pipeline/http.ts';
import { loadEnv } from '#functions/_pipeline/load-env.ts';
import { startUp } from '#functions/_pipeline/start-up.ts';
import { processDeps } from '#functions/_wiring/process.ts';
import { signedEdge } from '#functions/_wiring/signed-edge.ts';
import { readDeps, storeOf, warmUp } from '#functions/_wiring/store.ts';
import { env as schema } from './env.ts';
import { listPaymentsHandler } from './handler.ts';

const env = loadEnv(schema);
const process = processDeps(env);
const store = storeOf(env, process);
await startUp(process.telemetry, warmUp(store));

export const handler = httpPipeline({
  route: 'list-payments',
  contract: listPaymentsContract,
  deps: await signedEdge(env, store, process),
  handler: listPaymentsHandler({
    ...readDeps(store, process),
    seal: cursorSeal(env, process),
  }),
});
