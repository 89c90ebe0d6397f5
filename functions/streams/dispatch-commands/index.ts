// Wires dispatch-commands.
import { dynamoCommandMarks } from '#adapters/dynamo/dynamo-outbox.ts';
import { dynamoSagas } from '#adapters/dynamo/dynamo-sagas.ts';
import { streamedCommand } from '#adapters/dynamo/stream-image.ts';
import { loadEnv } from '#functions/_pipeline/load-env.ts';
import { startUp } from '#functions/_pipeline/start-up.ts';
import { streamPipeline } from '#functions/_pipeline/stream.ts';
import { deadLettersOf, parkIn, watchQueueOf, workflowsOf } from '#functions/_wiring/messaging.ts';
import { processDeps } from '#functions/_wiring/process.ts';
import { storeOf, warmUp } from '#functions/_wiring/store.ts';
import { env as schema } from './env.ts';
import { dispatchCommandsHandler } from './handler.ts';

const env = loadEnv(schema);
const process = processDeps(env);
const store = storeOf(env, process);
await startUp(process.telemetry, warmUp(store));

export const handler = streamPipeline({
  name: 'dispatch-commands',
  deps: process,
  parse: streamedCommand,
  park: parkIn(deadLettersOf(env, 'command', process), 'dispatch-commands'),
  handle: dispatchCommandsHandler({
    ...process,
    workflows: workflowsOf(env, process),
    watchQueue: watchQueueOf(env, process),
    sagas: dynamoSagas(store),
    commandMarks: dynamoCommandMarks(store, process.clock),
  }),
});
