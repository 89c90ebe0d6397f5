// Wires relay-eventbridge.
import { dynamoOutboxMarks } from '#adapters/dynamo/dynamo-outbox.ts';
import { streamedRow } from '#adapters/dynamo/stream-image.ts';
import { loadEnv } from '#functions/_pipeline/load-env.ts';
import { startUp } from '#functions/_pipeline/start-up.ts';
import { streamPipeline } from '#functions/_pipeline/stream.ts';
import { busPublisher, deadLettersOf, parkIn } from '#functions/_wiring/messaging.ts';
import { runtimeDeps } from '#functions/_wiring/runtime.ts';
import { storeOf, warmUp } from '#functions/_wiring/store.ts';
import { env as schema } from './env.ts';
import { relayEventbridgeHandler } from './handler.ts';

const env = loadEnv(schema);
const runtime = runtimeDeps(env);
const store = storeOf(env, runtime);
await startUp(runtime.telemetry, warmUp(store));
const deadLetters = deadLettersOf(env, 'relay', runtime);

export const handler = streamPipeline({
  name: 'relay-eventbridge',
  deps: runtime,
  parse: streamedRow,
  park: parkIn(deadLetters, 'relay-eventbridge'),
  handle: relayEventbridgeHandler({
    ...runtime,
    publisher: busPublisher(env, runtime),
    outboxMarks: dynamoOutboxMarks(store, runtime.clock),
    deadLetters,
  }),
});
