// Findings of cdk-nag that we live with: each with the reason, applied as close to its resource as
// possible. Whatever is not here stops the deploy.
import { Stack, Validations } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';

const acknowledge = (scope: IConstruct, id: string, reason: string): void =>
  Validations.of(scope).acknowledge({ id, reason });

/** A finding names a resource with its references in angle brackets: `arn:<AWS::Partition>:...`. */
const findingText = (scope: IConstruct, value: string): string => {
  const resolved = Stack.of(scope).resolve(value) as string | { 'Fn::Join': [string, unknown[]] };
  if (typeof resolved === 'string') return resolved;
  const [separator, parts] = resolved['Fn::Join'];
  return parts
    .map((part) => (typeof part === 'string' ? part : `<${(part as { Ref: string }).Ref}>`))
    .join(separator);
};

export const acknowledgeManualRotation = (secret: IConstruct, reason: string): void =>
  acknowledge(secret, 'AwsSolutions-SMG4', reason);

export const acknowledgeDeadLetters = (queue: IConstruct): void =>
  acknowledge(
    queue,
    'AwsSolutions-SQS3',
    'This queue is the end of the line: streams, rules and consumers put aside here what failed.',
  );

export const acknowledgeNoAccessLogs = (bucket: IConstruct): void =>
  acknowledge(
    bucket,
    'AwsSolutions-S1',
    'One function writes here and one reads; both log each call, and nothing here can be changed.',
  );

export const acknowledgeNoRecovery = (table: IConstruct): void =>
  acknowledge(
    table,
    'AwsSolutions-DDB3',
    'The stage file says that the rows of this stage may be lost (`dynamodb.pitr: false`).',
  );

export const acknowledgeNetworkInterfaces = (role: IConstruct): void =>
  acknowledge(
    role,
    'AwsSolutions-IAM5[Resource::*]',
    'Lambda attaches functions to the VPC by EC2 calls that accept no narrower resource.',
  );

export const acknowledgeStateMachine = (machine: IConstruct, role: IConstruct): void => {
  acknowledge(
    role,
    'AwsSolutions-IAM5[Resource::*]',
    'Log delivery is set up by account-wide calls that accept no narrower resource.',
  );
  acknowledge(
    machine,
    'AwsSolutions-SF1',
    'The execution history already keeps every event for 90 days; the log keeps what failed.',
  );
  acknowledge(
    machine,
    'AwsSolutions-SF2',
    'Tracing is off: the request id and traceparent travel in the input and every log line.',
  );
};

/** Executions of one machine are named after payments, so their ARN ends in any name. */
export const acknowledgeExecutions = (role: IConstruct, executionsArn: string): void =>
  acknowledge(
    role,
    `AwsSolutions-IAM5[Resource::${findingText(role, executionsArn)}]`,
    'Reads executions of the payment saga only; an execution is named after its payment.',
  );

/** Objects of the archive are named by tenant and number, so their ARN ends in any name. */
export const acknowledgeArchive = (role: IConstruct, objectsArn: string): void =>
  acknowledge(
    role,
    `AwsSolutions-IAM5[Resource::${findingText(role, objectsArn)}]`,
    'Reads or adds objects of the audit bucket only; nothing there can be changed or deleted.',
  );

export const acknowledgeSignedInCode = (api: IConstruct): void =>
  acknowledge(
    api,
    'AwsSolutions-APIG4',
    'Each request is authenticated in code by API key, HMAC signature and nonce; health and documents are open.',
  );

export const acknowledgeAdminApi = (api: IConstruct): void => {
  acknowledge(
    api,
    'AwsSolutions-APIG2',
    'Requests are validated in code by the schema that also generates the contract.',
  );
  const accountWide =
    'Logging of a REST stage needs a role that is one per account and region; each call writes its own line and audit record.';
  acknowledge(api, 'AwsSolutions-APIG1', accountWide);
  acknowledge(api, 'AwsSolutions-APIG6', accountWide);
  acknowledge(
    api,
    'AwsSolutions-APIG3',
    'Reachable only by IAM from the VPC endpoint or listed networks; a web firewall has nobody to stop.',
  );
  acknowledge(api, 'AwsSolutions-COG4', 'Operators are IAM identities; there is no user pool.');
};

export const acknowledgeRouteParameters = (role: IConstruct): void =>
  acknowledge(
    role,
    'AwsSolutions-IAM5',
    'A path parameter in a listed route is written as a star in the ARN of that route.',
  );
