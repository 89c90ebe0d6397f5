// Wires relay-eventbridge.
import { dynamoOutboxMarks } from '#adapters/dynamo/dynamo-outbox.ts';
import { streamedRow } from '#adapters/dynamo/stream-image.ts';
import { loadEnv } from '#functions/_pipeline/load-env.ts';
import { startUp } from '#functions/_pipeline/start-up.ts';
import { streamPipeline } from '#functions/_pipeline/stream.ts';
import { busPublisher, deadLettersOf, parkIn } from '#functions/_wiring/messaging.ts';
import { processDeps } from '#functions/_wiring/process.ts';
import { storeOf, warmUp } from '#functions/_wiring/store.ts';
import { env as schema } from './env.ts';
import { relayEventbridgeHandler } from './handler.ts';

const env = loadEnv(schema);
const process = processDeps(env);
const store = storeOf(env, process);
await startUp(process.telemetry, warmUp(store));
const deadLetters = deadLettersOf(env, 'relay', process);

export const handler = streamPipeline({
  name: 'relay-eventbridge',
  deps: process,
  parse: streamedRow,
  park: parkIn(deadLetters, 'relay-eventbridge'),
  handle: relayEventbridgeHandler({
    ...process,
    publisher: busPublisher(env, process),
    outboxMarks: dynamoOutboxMarks(store, process.clock),
    deadLetters,
  }),
});
