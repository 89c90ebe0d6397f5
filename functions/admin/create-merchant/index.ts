// Wires create-merchant.
import { dynamoMerchants } from '#adapters/dynamo/dynamo-merchants.ts';
import { createMerchantContract } from '#core/contracts/http/create-merchant.ts';
import { adminPipeline } from '#functions/_pipeline/admin.ts';
import { loadEnv } from '#functions/_pipeline/load-env.ts';
import { startUp } from '#functions/_pipeline/start-up.ts';
import { adminEdge } from '#functions/_wiring/admin-edge.ts';
import { processDeps } from '#functions/_wiring/process.ts';
import { writeDeps, storeOf, warmUp } from '#functions/_wiring/store.ts';
import { env as schema } from './env.ts';
import { createMerchantHandler } from './handler.ts';

const env = loadEnv(schema);
const process = processDeps(env);
const store = storeOf(env, process);
await startUp(process.telemetry, warmUp(store));

export const handler = adminPipeline({
  route: 'create-merchant',
  contract: createMerchantContract,
  deps: await adminEdge(env, store, process),
  handler: createMerchantHandler({
    ...writeDeps(store, process),
    merchants: dynamoMerchants(store),
  }),
});
