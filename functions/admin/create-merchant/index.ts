// Wires create-merchant.
import { dynamoMerchants } from '#adapters/dynamo/dynamo-merchants.ts';
import { createMerchantContract } from '#core/contracts/http/create-merchant.ts';
import { adminPipeline } from '#functions/_pipeline/admin.ts';
import { loadEnv } from '#functions/_pipeline/load-env.ts';
import { startUp } from '#functions/_pipeline/start-up.ts';
import { adminEdge } from '#functions/_wiring/admin-edge.ts';
import { runtimeDeps } from '#functions/_wiring/runtime.ts';
import { storeOf, warmUp, writeDeps } from '#functions/_wiring/store.ts';
import { webhookProvidersOf } from '#functions/_wiring/webhook-providers.ts';
import { env as schema } from './env.ts';
import { createMerchantHandler } from './handler.ts';

const env = loadEnv(schema);
const runtime = runtimeDeps(env);
const store = storeOf(env, runtime);
await startUp(runtime.telemetry, warmUp(store));

export const handler = adminPipeline({
  route: 'create-merchant',
  contract: createMerchantContract,
  deps: await adminEdge(env, store, runtime),
  handler: createMerchantHandler({
    ...writeDeps(store, runtime),
    merchants: dynamoMerchants(store),
    webhookProviders: webhookProvidersOf(env),
  }),
});
