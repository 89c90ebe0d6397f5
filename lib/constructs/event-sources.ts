// Mappings from streams and queues to functions, with the bounds that end a failing batch on AWS.
import { Duration } from 'aws-cdk-lib';
import type { ITable } from 'aws-cdk-lib/aws-dynamodb';
import { EventSourceMapping, StartingPosition } from 'aws-cdk-lib/aws-lambda';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import type { ServiceFunction } from './service-function.ts';

export type StreamSource = {
  readonly table: ITable;
  /** Attribute that a pending row carries; rows without it never wake the function. */
  readonly marker: string;
  readonly onFailure: IQueue;
};

const newRowsWith = (marker: string): string =>
  JSON.stringify({
    eventName: ['INSERT'],
    dynamodb: { NewImage: { [marker]: { S: [{ exists: true }] } } },
  });

export const mapStream = (target: ServiceFunction, source: StreamSource): EventSourceMapping => {
  const mapping = new EventSourceMapping(target, 'Stream', {
    target: target.function,
    eventSourceArn: source.table.tableStreamArn,
    startingPosition: StartingPosition.TRIM_HORIZON,
    filters: [{ pattern: newRowsWith(source.marker) }],
    batchSize: 100,
    parallelizationFactor: 10,
    bisectBatchOnError: true,
    retryAttempts: 100,
    maxRecordAge: Duration.hours(1),
    onFailure: { bind: () => ({ destination: source.onFailure.queueArn }) },
  });
  // The service checks the rights of the role when the mapping is made, so they must be there first.
  mapping.node.addDependency(target.function.role ?? target.function);
  return mapping;
};

export const mapQueue = (
  target: ServiceFunction,
  queue: IQueue,
  { batchSize = 10 }: { readonly batchSize?: number } = {},
): EventSourceMapping => {
  const mapping = new EventSourceMapping(target, 'Queue', {
    target: target.function,
    eventSourceArn: queue.queueArn,
    batchSize,
    reportBatchItemFailures: true,
  });
  mapping.node.addDependency(target.function.role ?? target.function);
  return mapping;
};
