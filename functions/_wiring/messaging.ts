// Bus, queues and workflow engine behind their ports.
import { eventBridgePublisher } from '#adapters/eventbridge/event-bridge-publisher.ts';
import { eventBridgeClient } from '#adapters/eventbridge/eventbridge-client.ts';
import { sqsClient } from '#adapters/sqs/sqs-client.ts';
import { sqsDeadLetters } from '#adapters/sqs/sqs-dead-letters.ts';
import { sqsSweeper } from '#adapters/sqs/sqs-sweeper.ts';
import { sqsWatchdog } from '#adapters/sqs/sqs-watchdog.ts';
import { sqsWebhooks } from '#adapters/sqs/sqs-webhooks.ts';
import { stepFunctionsClient } from '#adapters/step-functions/step-functions-client.ts';
import { stepFunctionsWorkflows } from '#adapters/step-functions/step-functions-workflows.ts';
import { labelled } from '#adapters/system/labelled.ts';
import type { DeadLetters } from '#core/outbox/queues.ts';
import type { StreamRecord } from '#functions/_pipeline/stream.ts';
import type { RuntimeDeps } from './runtime.ts';

/** A client of the SDK, or a twin of one. */
export type Client = Parameters<typeof labelled>[0];

export const busPublisher = (
  env: { readonly eventBusName: string },
  { calls }: RuntimeDeps,
  client: Client = eventBridgeClient(),
) => eventBridgePublisher(labelled(client, calls), env.eventBusName);

/** Where poison is parked: `{"relay": url, "command": url}`. */
export const deadLettersOf = (
  env: { readonly dlqUrls: string },
  name: 'relay' | 'command',
  { calls }: RuntimeDeps,
  client: Client = sqsClient(),
): DeadLetters => {
  const urls = JSON.parse(env.dlqUrls) as Record<string, string>;
  return sqsDeadLetters(labelled(client, calls), urls[name] ?? '');
};

/** Parks a record that cannot be read, with its image and the reason. */
export const parkIn =
  (deadLetters: DeadLetters, source: string) =>
  (record: StreamRecord, reason: string): Promise<void> =>
    deadLetters.put({ source, reason, body: JSON.stringify(record.dynamodb?.NewImage ?? {}) });

export const watchQueueOf = (
  env: { readonly watchdogQueueUrl: string },
  { calls, clock }: RuntimeDeps,
  client: Client = sqsClient(),
) => sqsWatchdog(labelled(client, calls), env.watchdogQueueUrl, clock);

/** One try: the PG sends again what it is not told to be queued. */
export const webhookQueueOf = (
  env: { readonly webhookQueueUrl: string },
  { calls }: RuntimeDeps,
  client: Client = sqsClient(1),
) => sqsWebhooks(labelled(client, calls), env.webhookQueueUrl);

export const sweepQueueOf = (
  env: { readonly sweeperQueueUrl: string },
  { calls }: RuntimeDeps,
  client: Client = sqsClient(),
) => sqsSweeper(labelled(client, calls), env.sweeperQueueUrl);

export const workflowsOf = (
  env: { readonly paymentSagaArn: string },
  { calls }: RuntimeDeps,
  client: Client = stepFunctionsClient(),
) => stepFunctionsWorkflows(labelled(client, calls), env.paymentSagaArn);
