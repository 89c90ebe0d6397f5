// Wires list-sagas.
import { dynamoSagaLists } from '#adapters/dynamo/dynamo-desk.ts';
import { dynamoMerchants } from '#adapters/dynamo/dynamo-merchants.ts';
import { listSagasContract } from '#core/contracts/http/desk-sagas.ts';
import { adminPipeline } from '#functions/_pipeline/admin.ts';
import { loadEnv } from '#functions/_pipeline/load-env.ts';
import { startUp } from '#functions/_pipeline/start-up.ts';
import { adminEdge } from '#functions/_wiring/admin-edge.ts';
import { cursorSeal } from '#functions/_wiring/cursor.ts';
import { runtimeDeps } from '#functions/_wiring/runtime.ts';
import { storeOf, warmUp } from '#functions/_wiring/store.ts';
import { env as schema } from './env.ts';
import { listSagasHandler } from './handler.ts';

const env = loadEnv(schema);
const runtime = runtimeDeps(env);
const store = storeOf(env, runtime);
await startUp(runtime.telemetry, warmUp(store));

export const handler = adminPipeline({
  route: 'list-sagas',
  contract: listSagasContract,
  deps: await adminEdge(env, store, runtime),
  handler: listSagasHandler({
    ...runtime,
    lists: dynamoSagaLists(store, runtime.clock),
    tenants: dynamoMerchants(store).tenants,
    merchants: dynamoMerchants(store),
    seal: cursorSeal(env, runtime),
  }),
});
