// Wires create-api-key.
import { dynamoMerchants } from '#adapters/dynamo/dynamo-merchants.ts';
import { createApiKeyContract } from '#core/contracts/http/create-api-key.ts';
import { adminPipeline } from '#functions/_pipeline/admin.ts';
import { loadEnv } from '#functions/_pipeline/load-env.ts';
import { startUp } from '#functions/_pipeline/start-up.ts';
import { adminEdge } from '#functions/_wiring/admin-edge.ts';
import { keySecretsOf } from '#functions/_wiring/key-secrets.ts';
import { runtimeDeps } from '#functions/_wiring/runtime.ts';
import { storeOf, warmUp, writeDeps } from '#functions/_wiring/store.ts';
import { env as schema } from './env.ts';
import { createApiKeyHandler } from './handler.ts';

const env = loadEnv(schema);
const runtime = runtimeDeps(env);
const store = storeOf(env, runtime);
await startUp(runtime.telemetry, warmUp(store));

export const handler = adminPipeline({
  route: 'create-api-key',
  contract: createApiKeyContract,
  deps: await adminEdge(env, store, runtime),
  handler: createApiKeyHandler({
    ...writeDeps(store, runtime),
    merchants: dynamoMerchants(store),
    secrets: keySecretsOf(env, runtime),
  }),
});
