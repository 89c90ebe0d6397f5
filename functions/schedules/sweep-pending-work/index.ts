// Wires sweep-pending-work.
import { dynamoOutboxMarks, dynamoPendingWork } from '#adapters/dynamo/dynamo-outbox.ts';
import { dynamoAttempts, dynamoPaymentLooks } from '#adapters/dynamo/dynamo-payments.ts';
import { dynamoSagas } from '#adapters/dynamo/dynamo-sagas.ts';
import { readSweepMessage } from '#core/contracts/queues/sweep-message.ts';
import { eventPipeline } from '#functions/_pipeline/event.ts';
import { loadEnv } from '#functions/_pipeline/load-env.ts';
import { startUp } from '#functions/_pipeline/start-up.ts';
import { breakerGauges } from '#functions/_wiring/breaker-gauges.ts';
import { dispatcherOf } from '#functions/_wiring/dispatcher.ts';
import { dueWork } from '#functions/_wiring/due-work.ts';
import { fieldSealOf } from '#functions/_wiring/field-seal.ts';
import {
  busPublisher,
  deadLettersOf,
  sweepQueueOf,
  workflowsOf,
} from '#functions/_wiring/messaging.ts';
import { outboxGauges } from '#functions/_wiring/outbox-gauges.ts';
import { payDeps } from '#functions/_wiring/pay.ts';
import { runtimeDeps } from '#functions/_wiring/runtime.ts';
import { storeOf, warmUp, writeDeps } from '#functions/_wiring/store.ts';
import { sweepReport } from '#functions/_wiring/sweep-report.ts';
import { env as schema } from './env.ts';
import { sweepPendingWorkHandler } from './handler.ts';

const env = loadEnv(schema);
const runtime = runtimeDeps(env);
const store = storeOf(env, runtime);
await startUp(runtime.telemetry, warmUp(store));

export const handler = eventPipeline({
  name: 'sweep-pending-work',
  deps: runtime,
  parse: readSweepMessage,
  handle: sweepPendingWorkHandler({
    ...runtime,
    pending: dynamoPendingWork(store),
    publisher: busPublisher(env, runtime),
    outboxMarks: dynamoOutboxMarks(store, runtime.clock),
    deadLetters: deadLettersOf(env, 'relay', runtime),
    dispatcher: dispatcherOf(env, store, runtime),
    onDue: dueWork({
      ...writeDeps(store, runtime),
      ...payDeps(env, store, runtime),
      attempts: dynamoAttempts(store),
      paymentLooks: dynamoPaymentLooks(store),
      fieldSeal: fieldSealOf(env, runtime),
      sagas: dynamoSagas(store),
      workflows: workflowsOf(env, runtime),
    }),
    gauge: outboxGauges(env),
    measureBreakers: breakerGauges(env, store, runtime),
    report: sweepReport(runtime.telemetry),
    publishAfterMs: env.appSweepAfterBusSeconds * 1_000,
    sweepQueue: sweepQueueOf(env, runtime),
    intervalSeconds: env.appSweepIntervalSeconds,
  }),
});
