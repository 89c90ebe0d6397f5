// Wires dispatch-commands.
import { dynamoCommandMarks } from '#adapters/dynamo/dynamo-outbox.ts';
import { dynamoSagas } from '#adapters/dynamo/dynamo-sagas.ts';
import { streamedCommand } from '#adapters/dynamo/stream-image.ts';
import { loadEnv } from '#functions/_pipeline/load-env.ts';
import { startUp } from '#functions/_pipeline/start-up.ts';
import { streamPipeline } from '#functions/_pipeline/stream.ts';
import { failCommandLater } from '#functions/_wiring/fail-command-later.ts';
import { deadLettersOf, parkIn, watchQueueOf, workflowsOf } from '#functions/_wiring/messaging.ts';
import { runtimeDeps } from '#functions/_wiring/runtime.ts';
import { storeOf, warmUp } from '#functions/_wiring/store.ts';
import { env as schema } from './env.ts';
import { dispatchCommandsHandler } from './handler.ts';

const env = loadEnv(schema);
const runtime = runtimeDeps(env);
const store = storeOf(env, runtime);
await startUp(runtime.telemetry, warmUp(store));
const deadLetters = deadLettersOf(env, 'command', runtime);

export const handler = streamPipeline({
  name: 'dispatch-commands',
  deps: runtime,
  parse: streamedCommand,
  park: parkIn(deadLetters, 'dispatch-commands'),
  handle: dispatchCommandsHandler({
    ...runtime,
    workflows: workflowsOf(env, runtime),
    watchQueue: watchQueueOf(env, runtime),
    sagas: dynamoSagas(store),
    commandMarks: dynamoCommandMarks(store, runtime.clock),
    failCommand: failCommandLater({ store, runtime, deadLetters }),
  }),
});
