// What the stacks below the service hand up to it: objects, not names to look up.
import type { ITable } from 'aws-cdk-lib/aws-dynamodb';
import type { ISecurityGroup, IVpc, IVpcEndpoint } from 'aws-cdk-lib/aws-ec2';
import type { IEventBus } from 'aws-cdk-lib/aws-events';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { Code } from 'aws-cdk-lib/aws-lambda';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import type { TableId } from '#core/contracts/storage.ts';
import type { Stage } from '../config/resolve-stage.ts';
import type { Grantable } from './grants.ts';

export type QueuePair = { readonly queue: IQueue; readonly deadLetters: IQueue };

export type Network = {
  readonly vpc: IVpc;
  readonly functions: ISecurityGroup;
  readonly redis: ISecurityGroup;
  readonly adminEndpoint: IVpcEndpoint;
};

export type Resources = {
  readonly tables: Readonly<Record<TableId, ITable>>;
  readonly fieldKey: IKey;
  readonly auditKey: IKey;
  readonly auditBucketName: string;
  readonly auditObjectsArn: string;
  readonly cursorSecretArn: string;
  readonly pgSecretArns: Readonly<Record<string, string>>;
  /** Empty where no PG of the stage signs its webhooks. */
  readonly pgWebhookSecretArn: string;
  readonly bus: IEventBus;
  readonly watchdog: QueuePair;
  readonly sweeper: QueuePair;
  readonly auditSealer: QueuePair;
  readonly executionEnded: QueuePair;
  readonly pgWebhook: QueuePair;
  readonly relayDlq: IQueue;
  readonly commandDlq: IQueue;
  /** Empty where the stage has no Redis. */
  readonly redisUrl: string;
  readonly machineArn: string;
  readonly executionsArn: string;
  readonly dispatcherName: string;
  readonly dispatcherArn: string;
  readonly network: Network | null;
};

export type BuildInput = {
  /** The caller's account, for a stage that names none. */
  readonly defaultAccount?: string | undefined;
  readonly stage: Stage;
  readonly version: string;
  /** Code of a function folder: the bundle, or a stand-in where a test reads templates only. */
  readonly codeOf: (folder: string) => Code;
};

export const grantable = (resources: Resources): Grantable => {
  const { engine, idempotency, outbox, commands, readModel } = resources.tables;
  return {
    tables: {
      engine: { arn: engine.tableArn },
      idempotency: { arn: idempotency.tableArn },
      outbox: { arn: outbox.tableArn, streamArn: outbox.tableStreamArn },
      commands: { arn: commands.tableArn, streamArn: commands.tableStreamArn },
      readModel: { arn: readModel.tableArn },
    },
    fieldKeyArn: resources.fieldKey.keyArn,
    auditKeyArn: resources.auditKey.keyArn,
    auditObjectsArn: resources.auditObjectsArn,
    cursorSecretArn: resources.cursorSecretArn,
    pgSecretArns: Object.values(resources.pgSecretArns),
    pgWebhookSecretArn: resources.pgWebhookSecretArn,
    busArn: resources.bus.eventBusArn,
    watchdogQueueArn: resources.watchdog.queue.queueArn,
    sweeperQueueArn: resources.sweeper.queue.queueArn,
    auditSealerQueueArn: resources.auditSealer.queue.queueArn,
    executionEndedQueueArn: resources.executionEnded.queue.queueArn,
    pgWebhookQueueArn: resources.pgWebhook.queue.queueArn,
    relayDlqArn: resources.relayDlq.queueArn,
    commandDlqArn: resources.commandDlq.queueArn,
    machineArn: resources.machineArn,
    executionsArn: resources.executionsArn,
    dispatcherArn: resources.dispatcherArn,
    storesNoncesOfReads: resources.redisUrl !== '',
  };
};
