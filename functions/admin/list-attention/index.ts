// Wires list-attention.
import { dynamoAttentionItems } from '#adapters/dynamo/dynamo-attention.ts';
import { dynamoMerchants } from '#adapters/dynamo/dynamo-merchants.ts';
import { listAttentionContract } from '#core/contracts/http/list-attention.ts';
import { adminPipeline } from '#functions/_pipeline/admin.ts';
import { loadEnv } from '#functions/_pipeline/load-env.ts';
import { startUp } from '#functions/_pipeline/start-up.ts';
import { adminEdge } from '#functions/_wiring/admin-edge.ts';
import { cursorSeal } from '#functions/_wiring/cursor.ts';
import { runtimeDeps } from '#functions/_wiring/runtime.ts';
import { storeOf, warmUp } from '#functions/_wiring/store.ts';
import { env as schema } from './env.ts';
import { listAttentionHandler } from './handler.ts';

const env = loadEnv(schema);
const runtime = runtimeDeps(env);
const store = storeOf(env, runtime);
await startUp(runtime.telemetry, warmUp(store));

export const handler = adminPipeline({
  route: 'list-attention',
  contract: listAttentionContract,
  deps: await adminEdge(env, store, runtime),
  handler: listAttentionHandler({
    ...runtime,
    items: dynamoAttentionItems(store, runtime.clock),
    merchants: dynamoMerchants(store),
    seal: cursorSeal(env, runtime),
  }),
});
