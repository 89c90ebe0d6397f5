// Wires list-breakers.
import { dynamoBreakers } from '#adapters/dynamo/dynamo-breakers.ts';
import { listBreakersContract } from '#core/contracts/http/circuit-breakers.ts';
import { adminPipeline } from '#functions/_pipeline/admin.ts';
import { loadEnv } from '#functions/_pipeline/load-env.ts';
import { startUp } from '#functions/_pipeline/start-up.ts';
import { adminEdge } from '#functions/_wiring/admin-edge.ts';
import { runtimeDeps } from '#functions/_wiring/runtime.ts';
import { storeOf, warmUp } from '#functions/_wiring/store.ts';
import { env as schema } from './env.ts';
import { listBreakersHandler } from './handler.ts';

const env = loadEnv(schema);
const runtime = runtimeDeps(env);
const store = storeOf(env, runtime);
await startUp(runtime.telemetry, warmUp(store));

export const handler = adminPipeline({
  route: 'list-breakers',
  contract: listBreakersContract,
  deps: await adminEdge(env, store, runtime),
  handler: listBreakersHandler({ ...runtime, breakers: dynamoBreakers(store) }),
});
