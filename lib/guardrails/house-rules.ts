// Rules of the house over every resource: what breaks one does not synthesise.
import { Annotations, type CfnResource, type IAspect, Stack } from 'aws-cdk-lib';
import { CfnMethod } from 'aws-cdk-lib/aws-apigateway';
import { CfnTable } from 'aws-cdk-lib/aws-dynamodb';
import { CfnRule } from 'aws-cdk-lib/aws-events';
import { CfnEventSourceMapping, CfnFunction, CfnUrl } from 'aws-cdk-lib/aws-lambda';
import { CfnQueue } from 'aws-cdk-lib/aws-sqs';
import type { IConstruct } from 'constructs';

type Judge = (resource: IConstruct) => readonly string[];

const isSet = (value: unknown): boolean => value !== undefined && value !== null;
const isTrue = (value: unknown): boolean => value === true;
const plain = (owner: IConstruct, value: unknown): unknown => Stack.of(owner).resolve(value);

const faultsWhere = (faults: Readonly<Record<string, boolean>>): readonly string[] =>
  Object.entries(faults)
    .filter(([, isBroken]) => isBroken)
    .map(([fault]) => fault);

const judgeFunction = (resource: CfnFunction) => {
  const logging = plain(resource, resource.loggingConfig) as { logGroup?: unknown } | undefined;
  return faultsWhere({
    'a function needs a log group of its own': !isSet(logging?.logGroup),
  });
};

/** A stream mapping says how it fails itself; a queue mapping fails into the queue's dead letters. */
const judgeMapping = (resource: CfnEventSourceMapping) => {
  if (!isSet(resource.startingPosition)) {
    return faultsWhere({
      'a queue mapping must report partial failures': !(
        resource.functionResponseTypes ?? []
      ).includes('ReportBatchItemFailures'),
    });
  }
  return faultsWhere({
    'a stream mapping needs a failure destination': !isSet(
      plain(resource, resource.destinationConfig),
    ),
    'a stream mapping needs a retry limit': !isSet(resource.maximumRetryAttempts),
    'a stream mapping needs a record age': !isSet(resource.maximumRecordAgeInSeconds),
    'a stream mapping must bisect': !isTrue(resource.bisectBatchOnFunctionError),
    'a stream consumer never reports partial failures': isSet(resource.functionResponseTypes),
  });
};

const isDeadLetterQueue = (queue: CfnQueue): boolean => {
  const name: unknown = plain(queue, queue.queueName);
  return typeof name === 'string' && /-dlq(\.fifo)?$/u.test(name);
};

const judgeQueue = (resource: CfnQueue) =>
  faultsWhere({
    'a queue needs a dead-letter queue':
      !isDeadLetterQueue(resource) && !isSet(plain(resource, resource.redrivePolicy)),
    'a queue must be encrypted':
      !isTrue(resource.sqsManagedSseEnabled) && !isSet(resource.kmsMasterKeyId),
  });

const judgeRule = (resource: CfnRule) => {
  const targets = (plain(resource, resource.targets) ?? []) as readonly CfnRule.TargetProperty[];
  return faultsWhere({
    'a rule needs a target': targets.length === 0,
    'a rule target needs a dead-letter queue': targets.some(
      (each) => !isSet(each.deadLetterConfig),
    ),
    'a rule target needs a retry policy': targets.some((each) => !isSet(each.retryPolicy)),
  });
};

const judgeTable = (resource: CfnTable, mustRecover: boolean) => {
  const sse = plain(resource, resource.sseSpecification) as { sseEnabled?: boolean } | undefined;
  const recovery = plain(resource, resource.pointInTimeRecoverySpecification) as
    | { pointInTimeRecoveryEnabled?: boolean }
    | undefined;
  return faultsWhere({
    'a table must be encrypted': !isTrue(sse?.sseEnabled),
    'a table needs point-in-time recovery':
      mustRecover && !isTrue(recovery?.pointInTimeRecoveryEnabled),
    'a table needs deletion protection': mustRecover && !isTrue(resource.deletionProtectionEnabled),
  });
};

const judgeMethod = (resource: CfnMethod) =>
  faultsWhere({
    'an admin route needs IAM': resource.authorizationType !== 'AWS_IAM',
  });

const judge =
  (mustRecover: boolean): Judge =>
  (resource) => {
    if (resource instanceof CfnFunction) return judgeFunction(resource);
    if (resource instanceof CfnEventSourceMapping) return judgeMapping(resource);
    if (resource instanceof CfnQueue) return judgeQueue(resource);
    if (resource instanceof CfnRule) return judgeRule(resource);
    if (resource instanceof CfnTable) return judgeTable(resource, mustRecover);
    if (resource instanceof CfnMethod) return judgeMethod(resource);
    if (resource instanceof CfnUrl) return ['a function has no URL of its own'];
    return [];
  };

/** @param mustRecover - Whether tables must be recoverable: true where the stage retains its data. */
export const houseRules = ({ mustRecover }: { mustRecover: boolean }): IAspect => ({
  visit: (node: IConstruct) => {
    for (const fault of judge(mustRecover)(node)) {
      const { cfnResourceType } = node as CfnResource;
      Annotations.of(node).addError(`House rule: ${fault} (${cfnResourceType}).`);
    }
  },
});
