// Wires get-payment-timeline.
import { dynamoEventHistory } from '#adapters/dynamo/dynamo-outbox.ts';
import { getPaymentTimelineContract } from '#core/contracts/http/get-payment-timeline.ts';
import { httpPipeline } from '#functions/_pipeline/http.ts';
import { loadEnv } from '#functions/_pipeline/load-env.ts';
import { startUp } from '#functions/_pipeline/start-up.ts';
import { processDeps } from '#functions/_wiring/process.ts';
import { signedEdge } from '#functions/_wiring/signed-edge.ts';
import { readDeps, storeOf, warmUp } from '#functions/_wiring/store.ts';
import { env as schema } from './env.ts';
import { getPaymentTimelineHandler } from './handler.ts';

const env = loadEnv(schema);
const process = processDeps(env);
const store = storeOf(env, process);
await startUp(process.telemetry, warmUp(store));

export const handler = httpPipeline({
  route: 'get-payment-timeline',
  contract: getPaymentTimelineContract,
  deps: await signedEdge(env, store, process),
  handler: getPaymentTimelineHandler({
    ...readDeps(store, process),
    events: dynamoEventHistory(store),
  }),
});
