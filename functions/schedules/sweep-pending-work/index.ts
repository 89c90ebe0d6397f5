// Wires sweep-pending-work.
import { dynamoOutboxMarks, dynamoPendingWork } from '#adapters/dynamo/dynamo-outbox.ts';
import { dynamoAttempts } from '#adapters/dynamo/dynamo-payments.ts';
import { dynamoSagas } from '#adapters/dynamo/dynamo-sagas.ts';
import { lambdaClient, lambdaDispatcher } from '#adapters/lambda/lambda-dispatcher.ts';
import { sqsClient } from '#adapters/sqs/sqs-client.ts';
import { sqsSweeper } from '#adapters/sqs/sqs-sweeper.ts';
import { labelled } from '#adapters/system/labelled.ts';
import { readSweepMessage } from '#core/outbox/sweep-message.ts';
import { eventPipeline } from '#functions/_pipeline/event.ts';
import { loadEnv } from '#functions/_pipeline/load-env.ts';
import { startUp } from '#functions/_pipeline/start-up.ts';
import { dueWork } from '#functions/_wiring/due-work.ts';
import { busPublisher, deadLettersOf, workflowsOf } from '#functions/_wiring/messaging.ts';
import { payDeps } from '#functions/_wiring/pay.ts';
import { processDeps } from '#functions/_wiring/process.ts';
import { storeOf, warmUp, writeDeps } from '#functions/_wiring/store.ts';
import { env as schema } from './env.ts';
import { sweepPendingWorkHandler } from './handler.ts';

const env = loadEnv(schema);
const process = processDeps(env);
const store = storeOf(env, process);
await startUp(process.telemetry, warmUp(store));

export const handler = eventPipeline({
  name: 'sweep-pending-work',
  deps: process,
  parse: readSweepMessage,
  handle: sweepPendingWorkHandler({
    ...process,
    pending: dynamoPendingWork(store),
    publisher: busPublisher(env, process),
    outboxMarks: dynamoOutboxMarks(store, process.clock),
    deadLetters: deadLettersOf(env, 'relay', process),
    dispatcher: lambdaDispatcher(
      labelled(lambdaClient(), process.calls),
      env.dispatcherFunctionName,
      store,
    ),
    onDue: dueWork({
      ...writeDeps(store, process),
      ...payDeps(env, process),
      attempts: dynamoAttempts(store),
      sagas: dynamoSagas(store),
      workflows: workflowsOf(env, process),
    }),
    publishAfterMs: env.appSweepAfterBusSeconds * 1_000,
    sweepQueue: sqsSweeper(labelled(sqsClient(), process.calls), env.sweeperQueueUrl),
    intervalSeconds: env.appSweepIntervalSeconds,
  }),
});
