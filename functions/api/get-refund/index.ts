// Wires get-refund.
import { dynamoRefundOwners } from '#adapters/dynamo/dynamo-refunds.ts';
import { getRefundContract } from '#core/contracts/http/get-refund.ts';
import { httpPipeline } from '#functions/_pipeline/http.ts';
import { loadEnv } from '#functions/_pipeline/load-env.ts';
import { startUp } from '#functions/_pipeline/start-up.ts';
import { runtimeDeps } from '#functions/_wiring/runtime.ts';
import { signedEdge } from '#functions/_wiring/signed-edge.ts';
import { readDeps, storeOf, warmUp } from '#functions/_wiring/store.ts';
import { env as schema } from './env.ts';
import { getRefundHandler } from './handler.ts';

const env = loadEnv(schema);
const runtime = runtimeDeps(env);
const store = storeOf(env, runtime);
await startUp(runtime.telemetry, warmUp(store));

export const handler = httpPipeline({
  route: 'get-refund',
  contract: getRefundContract,
  deps: await signedEdge(env, store, runtime),
  handler: getRefundHandler({
    ...readDeps(store, runtime),
    owners: dynamoRefundOwners(store),
  }),
});
