import { App, Stack } from 'aws-cdk-lib';
import { CfnMethod } from 'aws-cdk-lib/aws-apigateway';
import { CfnTable } from 'aws-cdk-lib/aws-dynamodb';
import { CfnRule } from 'aws-cdk-lib/aws-events';
import { CfnEventSourceMapping, CfnFunction, CfnUrl } from 'aws-cdk-lib/aws-lambda';
import { CfnQueue } from 'aws-cdk-lib/aws-sqs';
import { ArtifactMetadataEntryType } from 'aws-cdk-lib/cloud-assembly-schema';
import type { IConstruct } from 'constructs';
import { describe, expect, it } from 'vitest';
import { houseRules } from '#lib/guardrails/house-rules.ts';

const keys = [{ attributeName: 'pk', keyType: 'HASH' }];
const sse = { sseSpecification: { sseEnabled: true } };
const safe = {
  ...sse,
  deletionProtectionEnabled: true,
  pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
};
const queueTarget = { id: 'Queue', arn: 'arn:aws:sqs:::q' };
const careful = {
  ...queueTarget,
  deadLetterConfig: { arn: 'arn:aws:sqs:::d' },
  retryPolicy: { maximumRetryAttempts: 3 },
};
const stream = {
  functionName: 'f',
  startingPosition: 'TRIM_HORIZON',
  bisectBatchOnFunctionError: true,
  maximumRetryAttempts: 1,
  maximumRecordAgeInSeconds: 60,
  destinationConfig: { onFailure: { destination: 'arn:aws:sqs:::d' } },
};

type Plant = (stack: Stack) => IConstruct;

const lambda =
  (logging: object): Plant =>
  (stack) =>
    new CfnFunction(stack, 'It', { code: {}, role: 'r', ...logging });
const mapping =
  (props: object): Plant =>
  (stack) =>
    new CfnEventSourceMapping(stack, 'It', { functionName: 'f', ...props });
const queue =
  (props: object): Plant =>
  (stack) =>
    new CfnQueue(stack, 'It', props);
const rule =
  (targets: CfnRule.TargetProperty[]): Plant =>
  (stack) =>
    new CfnRule(stack, 'It', { targets });
const table =
  (props: object): Plant =>
  (stack) =>
    new CfnTable(stack, 'It', { keySchema: keys, ...props });
const method =
  (authorizationType: string): Plant =>
  (stack) =>
    new CfnMethod(stack, 'It', {
      httpMethod: 'GET',
      resourceId: 'r',
      restApiId: 'a',
      authorizationType,
    });
const redrive = { redrivePolicy: { deadLetterTargetArn: 'd', maxReceiveCount: 5 } };

const faults: readonly (readonly [fault: string, plant: Plant])[] = [
  ['a function needs a log group', lambda({})],
  [
    'a function has no URL',
    (stack) => new CfnUrl(stack, 'It', { authType: 'NONE', targetFunctionArn: 'f' }),
  ],
  [
    'a stream mapping needs a failure destination',
    mapping({ ...stream, destinationConfig: undefined }),
  ],
  ['a stream mapping needs a retry limit', mapping({ ...stream, maximumRetryAttempts: undefined })],
  [
    'a stream mapping needs a record age',
    mapping({ ...stream, maximumRecordAgeInSeconds: undefined }),
  ],
  ['a stream mapping must bisect', mapping({ ...stream, bisectBatchOnFunctionError: false })],
  [
    'a stream consumer never reports partial failures',
    mapping({ ...stream, functionResponseTypes: ['ReportBatchItemFailures'] }),
  ],
  ['a queue mapping must report partial failures', mapping({})],
  ['a queue needs a dead-letter queue', queue({ queueName: 'work', sqsManagedSseEnabled: true })],
  ['a queue must be encrypted', queue({ ...redrive, queueName: 'work' })],
  ['a rule needs a target', rule([])],
  ['a rule target needs a dead-letter queue', rule([{ ...careful, deadLetterConfig: undefined }])],
  ['a rule target needs a retry policy', rule([{ ...careful, retryPolicy: undefined }])],
  ['a table must be encrypted', table({ ...safe, sseSpecification: undefined })],
  [
    'a table needs point-in-time recovery',
    table({ ...safe, pointInTimeRecoverySpecification: undefined }),
  ],
  ['a table needs deletion protection', table({ ...safe, deletionProtectionEnabled: false })],
  ['an admin route needs IAM', method('NONE')],
];

const allowed: readonly (readonly [string, Plant])[] = [
  ['function', lambda({ loggingConfig: { logGroup: 'g' } })],
  ['stream mapping', mapping(stream)],
  ['queue mapping', mapping({ functionResponseTypes: ['ReportBatchItemFailures'] })],
  ['queue', queue({ ...redrive, queueName: 'work', sqsManagedSseEnabled: true })],
  ['dead-letter queue', queue({ queueName: 'work-dlq', sqsManagedSseEnabled: true })],
  ['rule', rule([careful])],
  ['table', table(safe)],
  ['method', method('AWS_IAM')],
];

/** Visits the planted resource alone: an app that breaks a house rule does not synthesise. */
const judged = (plant: Plant, mustRecover = true): readonly string[] => {
  const resource = plant(new Stack(new App(), 'Planted'));
  houseRules({ mustRecover }).visit(resource);
  return resource.node.metadata
    .filter(({ type }) => type === ArtifactMetadataEntryType.ERROR)
    .map(({ data }) => String(data));
};

describe('house rules', () => {
  it.each(faults)('report: %s', (fault, plant) => {
    expect(judged(plant)).toEqual([expect.stringContaining(`House rule: ${fault}`)]);
  });

  it.each(allowed)('have nothing to say about a %s in order', (_, plant) => {
    expect(judged(plant)).toEqual([]);
  });

  it('let a stage that may be destroyed do without recovery', () => {
    expect(judged(table(sse), false)).toEqual([]);
  });
});
