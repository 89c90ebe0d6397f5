// The consumers of streams and queues, each with its mapping and its rights. Stream consumers throw
// and get the whole batch again: they never return a partial list, which a platform may ignore.
import { env as onExecutionEnded } from '#functions/events/on-execution-ended/env.ts';
import { env as onPgWebhook } from '#functions/events/on-pg-webhook/env.ts';
import { env as onWatchdogDue } from '#functions/events/on-watchdog-due/env.ts';
import { env as sealAudit } from '#functions/schedules/seal-audit/env.ts';
import { env as sweepPendingWork } from '#functions/schedules/sweep-pending-work/env.ts';
import { env as dispatchCommands } from '#functions/streams/dispatch-commands/env.ts';
import { env as relayEventbridge } from '#functions/streams/relay-eventbridge/env.ts';
import { acknowledgeArchive, acknowledgeExecutions } from '../guardrails/acknowledgements.ts';
import { consumerTimeouts } from './consumer-timeouts.ts';
import { mapQueue, mapStream } from './event-sources.ts';
import type { DefineFunction } from './function-set.ts';
import { grants, transactionGrants } from './grants.ts';
import type { Resources } from './resources.ts';

const streamFunctions = (define: DefineFunction, resources: Resources) => {
  const relay = define({
    folder: 'streams/relay-eventbridge',
    schema: relayEventbridge,
    timeoutSeconds: 30,
    memoryMb: 512,
    grants: [
      grants.readOutboxStream,
      grants.warmOutbox,
      grants.publishEvents,
      grants.markOutbox,
      grants.parkRelay,
    ],
  });
  mapStream(relay, { table: resources.tables.outbox, marker: 'bp', onFailure: resources.relayDlq });
  const dispatcher = define({
    folder: 'streams/dispatch-commands',
    schema: dispatchCommands,
    timeoutSeconds: 30,
    memoryMb: 512,
    grants: [
      grants.readCommandsStream,
      grants.markCommands,
      grants.startSaga,
      grants.resumeSaga,
      grants.readEngine,
      grants.writeEngine,
      grants.putOutbox,
      grants.sendWatchdog,
      grants.parkCommand,
    ],
  });
  mapStream(dispatcher, {
    table: resources.tables.commands,
    marker: 'cp',
    onFailure: resources.commandDlq,
  });
  return [relay, dispatcher];
};

const paymentReader = [
  ...transactionGrants,
  grants.writeIdempotency,
  grants.readPgSecret,
  grants.openPersonalData,
];

const queueFunctions = (define: DefineFunction, resources: Resources) => {
  const watchdog = define({
    folder: 'events/on-watchdog-due',
    schema: onWatchdogDue,
    timeoutSeconds: consumerTimeouts.watchdog,
    memoryMb: 512,
    grants: [...paymentReader, grants.queryByTime, grants.sendWatchdog, grants.consumeWatchdog],
  });
  mapQueue(watchdog, resources.watchdog.queue);
  const pgWebhook = define({
    folder: 'events/on-pg-webhook',
    schema: onPgWebhook,
    timeoutSeconds: consumerTimeouts.pgWebhook,
    memoryMb: 512,
    grants: [
      ...transactionGrants,
      grants.writeIdempotency,
      grants.queryByTime,
      grants.readPgSecret,
      grants.sendWatchdog,
      grants.consumePgWebhook,
    ],
  });
  mapQueue(pgWebhook, resources.pgWebhook.queue);
  const executionEnded = define({
    folder: 'events/on-execution-ended',
    schema: onExecutionEnded,
    timeoutSeconds: consumerTimeouts.executionEnded,
    memoryMb: 512,
    grants: [
      ...transactionGrants,
      grants.queryCommands,
      grants.describeSaga,
      grants.consumeExecutionEnded,
    ],
  });
  mapQueue(executionEnded, resources.executionEnded.queue);
  acknowledgeExecutions(executionEnded, resources.executionsArn);
  return [watchdog, pgWebhook, executionEnded];
};

const sweepFunction = (define: DefineFunction, resources: Resources) => {
  const sweeper = define({
    folder: 'schedules/sweep-pending-work',
    schema: sweepPendingWork,
    timeoutSeconds: consumerTimeouts.sweeper,
    memoryMb: 512,
    grants: [
      ...paymentReader,
      grants.queryDue,
      grants.queryBusPending,
      grants.getOutbox,
      grants.markOutbox,
      grants.publishEvents,
      grants.parkRelay,
      grants.queryCommandPending,
      grants.getCommands,
      grants.queryCommands,
      grants.invokeDispatcher,
      grants.describeSaga,
      grants.sendSweeper,
      grants.consumeSweeper,
    ],
  });
  // A turn may take all the time its function has, so a turn has an invocation to itself.
  mapQueue(sweeper, resources.sweeper.queue, { batchSize: 1 });
  acknowledgeExecutions(sweeper, resources.executionsArn);
  return [sweeper];
};

const auditFunction = (define: DefineFunction, resources: Resources) => {
  const sealer = define({
    folder: 'schedules/seal-audit',
    schema: sealAudit,
    timeoutSeconds: consumerTimeouts.auditSealer,
    memoryMb: 512,
    grants: [
      grants.writeAuditHeads,
      grants.queryByTime,
      grants.queryDue,
      grants.queryOutboxByTime,
      grants.getOutbox,
      grants.writeAuditIndex,
      grants.writeAuditArchive,
      grants.signAnchors,
      grants.consumeAuditSealer,
    ],
  });
  mapQueue(sealer, resources.auditSealer.queue, { batchSize: 1 });
  acknowledgeArchive(sealer, resources.auditObjectsArn);
  return [sealer];
};

export const backgroundFunctions = (define: DefineFunction, resources: Resources) => [
  ...streamFunctions(define, resources),
  ...queueFunctions(define, resources),
  ...sweepFunction(define, resources),
  ...auditFunction(define, resources),
];
