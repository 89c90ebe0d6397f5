// Wires get-policy.
import { getPolicyContract } from '#core/contracts/http/desk-books.ts';
import { adminPipeline } from '#functions/_pipeline/admin.ts';
import { loadEnv } from '#functions/_pipeline/load-env.ts';
import { startUp } from '#functions/_pipeline/start-up.ts';
import { adminEdge } from '#functions/_wiring/admin-edge.ts';
import { bundledPolicies } from '#functions/_wiring/policies.ts';
import { runtimeDeps } from '#functions/_wiring/runtime.ts';
import { storeOf, warmUp } from '#functions/_wiring/store.ts';
import { env as schema } from './env.ts';
import { getPolicyHandler } from './handler.ts';

const env = loadEnv(schema);
const runtime = runtimeDeps(env);
const store = storeOf(env, runtime);
await startUp(runtime.telemetry, warmUp(store));

export const handler = adminPipeline({
  route: 'get-policy',
  contract: getPolicyContract,
  deps: await adminEdge(env, store, runtime),
  handler: getPolicyHandler({
    ...runtime,
    policies: bundledPolicies(env.policyBundle, import.meta.url),
  }),
});
