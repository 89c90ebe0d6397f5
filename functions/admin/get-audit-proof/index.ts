// Wires get-audit-proof.
import { dynamoAuditReads } from '#adapters/dynamo/dynamo-audit-index.ts';
import { dynamoMerchants } from '#adapters/dynamo/dynamo-merchants.ts';
import { getAuditProofContract } from '#core/contracts/http/audit.ts';
import { adminPipeline } from '#functions/_pipeline/admin.ts';
import { loadEnv } from '#functions/_pipeline/load-env.ts';
import { startUp } from '#functions/_pipeline/start-up.ts';
import { adminEdge } from '#functions/_wiring/admin-edge.ts';
import { anchorSignerOf, auditArchiveOf } from '#functions/_wiring/audit.ts';
import { runtimeDeps } from '#functions/_wiring/runtime.ts';
import { storeOf, warmUp } from '#functions/_wiring/store.ts';
import { env as schema } from './env.ts';
import { getAuditProofHandler } from './handler.ts';

const env = loadEnv(schema);
const runtime = runtimeDeps(env);
const store = storeOf(env, runtime);
await startUp(runtime.telemetry, warmUp(store));

export const handler = adminPipeline({
  route: 'get-audit-proof',
  contract: getAuditProofContract,
  deps: await adminEdge(env, store, runtime),
  handler: getAuditProofHandler({
    ...runtime,
    reads: dynamoAuditReads(store, runtime.clock),
    archive: auditArchiveOf(env, runtime),
    publicKey: anchorSignerOf(env, runtime).publicKey,
    tenants: dynamoMerchants(store).tenants,
  }),
});
