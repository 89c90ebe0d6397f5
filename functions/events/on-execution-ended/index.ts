// Wires on-execution-ended.
import { dynamoSagas } from '#adapters/dynamo/dynamo-sagas.ts';
import { readEndedExecution } from '#core/sagas/ended-execution.ts';
import { eventPipeline } from '#functions/_pipeline/event.ts';
import { loadEnv } from '#functions/_pipeline/load-env.ts';
import { startUp } from '#functions/_pipeline/start-up.ts';
import { workflowsOf } from '#functions/_wiring/messaging.ts';
import { processDeps } from '#functions/_wiring/process.ts';
import { storeOf, warmUp, writeDeps } from '#functions/_wiring/store.ts';
import { env as schema } from './env.ts';
import { onExecutionEndedHandler } from './handler.ts';

const env = loadEnv(schema);
const process = processDeps(env);
const store = storeOf(env, process);
await startUp(process.telemetry, warmUp(store));

export const handler = eventPipeline({
  name: 'on-execution-ended',
  deps: process,
  parse: readEndedExecution,
  handle: onExecutionEndedHandler({
    ...writeDeps(store, process),
    sagas: dynamoSagas(store),
    workflows: workflowsOf(env, process),
  }),
});
