// The consumers of streams and queues, each ending with the same text as its index.ts.

import { dynamoAuditHeads, dynamoAuditSource } from '#adapters/dynamo/dynamo-audit.ts';
import { dynamoAuditIndex } from '#adapters/dynamo/dynamo-audit-index.ts';
import { dynamoMerchants } from '#adapters/dynamo/dynamo-merchants.ts';
import {
  dynamoCommandMarks,
  dynamoOutboxMarks,
  dynamoPendingWork,
} from '#adapters/dynamo/dynamo-outbox.ts';
import { dynamoAttempts, dynamoPaymentLooks } from '#adapters/dynamo/dynamo-payments.ts';
import { dynamoSagas } from '#adapters/dynamo/dynamo-sagas.ts';
import { streamedCommand, streamedRow } from '#adapters/dynamo/stream-image.ts';
import { readEndedExecution } from '#core/contracts/queues/ended-execution.ts';
import { readSweepMessage } from '#core/contracts/queues/sweep-message.ts';
import { readWatchMessage } from '#core/contracts/queues/watch-message.ts';
import { eventPipeline } from '#functions/_pipeline/event.ts';
import { streamPipeline } from '#functions/_pipeline/stream.ts';
import { dueWork } from '#functions/_wiring/due-work.ts';
import { parkIn } from '#functions/_wiring/messaging.ts';
import { writeDeps } from '#functions/_wiring/store.ts';
import { sweepReport } from '#functions/_wiring/sweep-report.ts';
import { env as onExecutionEndedEnv } from '#functions/events/on-execution-ended/env.ts';
import { onExecutionEndedHandler } from '#functions/events/on-execution-ended/handler.ts';
import { env as onPgWebhookEnv } from '#functions/events/on-pg-webhook/env.ts';
import { onPgWebhookHandler } from '#functions/events/on-pg-webhook/handler.ts';
import { env as onWatchdogDueEnv } from '#functions/events/on-watchdog-due/env.ts';
import { onWatchdogDueHandler } from '#functions/events/on-watchdog-due/handler.ts';
import { env as sealAuditEnv } from '#functions/schedules/seal-audit/env.ts';
import { sealAuditHandler } from '#functions/schedules/seal-audit/handler.ts';
import { env as sweepPendingWorkEnv } from '#functions/schedules/sweep-pending-work/env.ts';
import { sweepPendingWorkHandler } from '#functions/schedules/sweep-pending-work/handler.ts';
import { env as dispatchCommandsEnv } from '#functions/streams/dispatch-commands/env.ts';
import { dispatchCommandsHandler } from '#functions/streams/dispatch-commands/handler.ts';
import { env as relayEventbridgeEnv } from '#functions/streams/relay-eventbridge/env.ts';
import { relayEventbridgeHandler } from '#functions/streams/relay-eventbridge/handler.ts';
import { entry } from './compose-scope.ts';

export const backgroundEntries = {
  'events/on-execution-ended': entry(onExecutionEndedEnv, ({ env, runtime, store, workflowsOf }) =>
    eventPipeline({
      name: 'on-execution-ended',
      deps: runtime,
      parse: readEndedExecution,
      handle: onExecutionEndedHandler({
        ...writeDeps(store, runtime),
        sagas: dynamoSagas(store),
        workflows: workflowsOf(env, runtime),
      }),
    }),
  ),
  'events/on-pg-webhook': entry(
    onPgWebhookEnv,
    ({ env, runtime, store, payDeps, watchQueueOf, webhookCounts }) =>
      eventPipeline({
        name: 'on-pg-webhook',
        deps: runtime,
        parse: readWatchMessage,
        handle: onPgWebhookHandler({
          ...writeDeps(store, runtime),
          ...payDeps(env, store, runtime),
          attempts: dynamoAttempts(store),
          tenants: dynamoMerchants(store).tenants,
          watchQueue: watchQueueOf(env, runtime),
          countWebhook: webhookCounts(env),
        }),
      }),
  ),
  'events/on-watchdog-due': entry(
    onWatchdogDueEnv,
    ({ env, runtime, store, payDeps, fieldSealOf, watchQueueOf, webhookCounts }) =>
      eventPipeline({
        name: 'on-watchdog-due',
        deps: runtime,
        parse: readWatchMessage,
        handle: onWatchdogDueHandler({
          ...writeDeps(store, runtime),
          ...payDeps(env, store, runtime),
          attempts: dynamoAttempts(store),
          paymentLooks: dynamoPaymentLooks(store),
          fieldSeal: fieldSealOf(env, runtime),
          tenants: dynamoMerchants(store).tenants,
          watchQueue: watchQueueOf(env, runtime),
          countWebhook: webhookCounts(env),
        }),
      }),
  ),
  'schedules/seal-audit': entry(
    sealAuditEnv,
    ({ env, runtime, store, anchorSignerOf, auditArchiveOf, auditGauge }) =>
      eventPipeline({
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
      }),
  ),
  'schedules/sweep-pending-work': entry(
    sweepPendingWorkEnv,
    ({
      env,
      runtime,
      store,
      breakerGauges,
      busPublisher,
      deadLettersOf,
      dispatcherOf,
      fieldSealOf,
      outboxGauges,
      payDeps,
      sweepQueueOf,
      workflowsOf,
    }) =>
      eventPipeline({
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
      }),
  ),
  'streams/dispatch-commands': entry(
    dispatchCommandsEnv,
    ({ env, runtime, store, deadLettersOf, failCommandLater, watchQueueOf, workflowsOf }) => {
      const deadLetters = deadLettersOf(env, 'command', runtime);
      return streamPipeline({
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
    },
  ),
  'streams/relay-eventbridge': entry(
    relayEventbridgeEnv,
    ({ env, runtime, store, busPublisher, deadLettersOf }) => {
      const deadLetters = deadLettersOf(env, 'relay', runtime);
      return streamPipeline({
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
    },
  ),
};
