// Wires on-execution-ended.
import { dynamoSagas } from '#adapters/dynamo/dynamo-sagas.ts';
import { readEndedExecution } from '#core/contracts/queues/ended-execution.ts';
import { eventPipeline } from '#functions/_pipeline/event.ts';
import { loadEnv } from '#functions/_pipeline/load-env.ts';
import { startUp } from '#functions/_pipeline/start-up.ts';
import { workflowsOf } from '#functions/_wiring/messaging.ts';
import { runtimeDeps } from '#functions/_wiring/runtime.ts';
import { storeOf, warmUp, writeDeps } from '#functions/_wiring/store.ts';
import { env as schema } from './env.ts';
import { onExecutionEndedHandler } from './handler.ts';

const env = loadEnv(schema);
const runtime = runtimeDeps(env);
const store = storeOf(env, runtime);
await startUp(runtime.telemetry, warmUp(store));

export const handler = eventPipeline({
  name: 'on-execution-ended',
  deps: runtime,
  parse: readEndedExecution,
  handle: onExecutionEndedHandler({
    ...writeDeps(store, runtime),
    sagas: dynamoSagas(store),
    workflows: workflowsOf(env, runtime),
  }),
});
