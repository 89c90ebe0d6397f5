// Wires seal-audit.
import { dynamoAuditHeads, dynamoAuditSource } from '#adapters/dynamo/dynamo-audit.ts';
import { dynamoAuditIndex } from '#adapters/dynamo/dynamo-audit-index.ts';
import { eventPipeline } from '#functions/_pipeline/event.ts';
import { loadEnv } from '#functions/_pipeline/load-env.ts';
import { startUp } from '#functions/_pipeline/start-up.ts';
import { anchorSignerOf, auditArchiveOf } from '#functions/_wiring/audit.ts';
import { auditGauge } from '#functions/_wiring/audit-gauge.ts';
import { runtimeDeps } from '#functions/_wiring/runtime.ts';
import { storeOf, warmUp } from '#functions/_wiring/store.ts';
import { env as schema } from './env.ts';
import { sealAuditHandler } from './handler.ts';

const env = loadEnv(schema);
const runtime = runtimeDeps(env);
const store = storeOf(env, runtime);
await startUp(runtime.telemetry, warmUp(store));

export const handler = eventPipeline({
  name: 'seal-audit',
  deps: runtime,
  parse: (body) => body,
  handle: sealAuditHandler({
    ...runtime,
    source: dynamoAuditSource(store),
    heads: dynamoAuditHeads(store),
    index: dynamoAuditIndex(store),
    archive: auditArchiveOf(env, runtime),
    signer: anchorSignerOf(env, runtime),
    gauge: auditGauge(env),
  }),
});
