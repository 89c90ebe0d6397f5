// A queue of its own behind a rule of its own: taps never take events from each other, nor from a
// consumer of the engine. Made and taken away idempotently.
import {
  DeleteRuleCommand,
  EventBridgeClient,
  PutRuleCommand,
  PutTargetsCommand,
  RemoveTargetsCommand,
} from '@aws-sdk/client-eventbridge';
import {
  CreateQueueCommand,
  DeleteQueueCommand,
  GetQueueAttributesCommand,
  SetQueueAttributesCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { emulatedAws } from './emulated-aws.ts';

export type TapPlace = {
  readonly awsEndpointUrl: string;
  readonly busName: string;
  /** Queue and rule are called like this; two readers of one name share its events. */
  readonly name: string;
};

export type TapQueue = {
  readonly sqs: SQSClient;
  readonly url: string;
  /** Closes the clients; queue and rule stay and go on collecting. */
  leave(): void;
  /** Takes queue and rule away as well. */
  remove(): Promise<void>;
};

export async function tapQueue(place: TapPlace): Promise<TapQueue> {
  const aws = emulatedAws(place.awsEndpointUrl);
  const sqs = new SQSClient(aws);
  const bus = new EventBridgeClient(aws);
  const leave = () => {
    sqs.destroy();
    bus.destroy();
  };
  const url = await makeQueue(sqs, place.name);
  await makeRule(bus, place, await allowRule(bus, sqs, url, place));
  const remove = async () => {
    await takeAway(bus, place);
    await sqs.send(new DeleteQueueCommand({ QueueUrl: url }));
    leave();
  };
  return { sqs, url, leave, remove };
}

async function makeQueue(sqs: SQSClient, name: string): Promise<string> {
  const { QueueUrl: url } = await sqs.send(
    new CreateQueueCommand({ QueueName: name, Attributes: { MessageRetentionPeriod: '3600' } }),
  );
  if (url === undefined) throw new Error(`no queue ${name}`);
  return url;
}

/** @returns the queue's ARN, once the rule may send to it. */
async function allowRule(
  bus: EventBridgeClient,
  sqs: SQSClient,
  queueUrl: string,
  { name, busName }: TapPlace,
): Promise<string> {
  const { RuleArn: ruleArn } = await bus.send(
    new PutRuleCommand({
      Name: name,
      EventBusName: busName,
      EventPattern: JSON.stringify({ source: ['fluxpay'] }),
    }),
  );
  const { Attributes: attributes } = await sqs.send(
    new GetQueueAttributesCommand({ QueueUrl: queueUrl, AttributeNames: ['QueueArn'] }),
  );
  const queueArn = attributes?.['QueueArn'];
  if (queueArn === undefined || ruleArn === undefined) throw new Error(`no tap on ${busName}`);
  const statement = {
    Effect: 'Allow',
    Principal: { Service: 'events.amazonaws.com' },
    Action: 'sqs:SendMessage',
    Resource: queueArn,
    Condition: { ArnEquals: { 'aws:SourceArn': ruleArn } },
  };
  const policy = JSON.stringify({ Version: '2012-10-17', Statement: [statement] });
  await sqs.send(
    new SetQueueAttributesCommand({ QueueUrl: queueUrl, Attributes: { Policy: policy } }),
  );
  return queueArn;
}

async function makeRule(bus: EventBridgeClient, place: TapPlace, queueArn: string): Promise<void> {
  const { FailedEntryCount: failed } = await bus.send(
    new PutTargetsCommand({
      Rule: place.name,
      EventBusName: place.busName,
      Targets: [{ Id: 'queue', Arn: queueArn }],
    }),
  );
  if (failed !== undefined && failed > 0) throw new Error(`no target for ${place.name}`);
}

async function takeAway(bus: EventBridgeClient, { name, busName }: TapPlace): Promise<void> {
  await bus.send(new RemoveTargetsCommand({ Rule: name, EventBusName: busName, Ids: ['queue'] }));
  await bus.send(new DeleteRuleCommand({ Name: name, EventBusName: busName }));
}
