// What left the engine: events that the bus has brought, executions, dead letters.
import {
  ExecutionStatus,
  ListStateMachinesCommand,
  paginateListExecutions,
  SFNClient,
} from '@aws-sdk/client-sfn';
import { ListQueuesCommand, ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { busTap } from '#local/cloud/bus-tap.ts';
import { emulatedAws } from '#local/cloud/emulated-aws.ts';
import type { LocalCloud } from '#local/cloud/local-file.ts';
import type {
  DeadLetter,
  Delivery,
  EventCopy,
  ExecutionCopy,
} from '#test/support/invariants/view.ts';

export interface Sinks {
  /** All that the bus has brought so far. */
  readonly deliveries: () => Promise<readonly Delivery[]>;
  readonly executions: () => Promise<readonly ExecutionCopy[]>;
  readonly deadLetters: () => Promise<readonly DeadLetter[]>;
  readonly close: () => Promise<void>;
}

type Aws = ReturnType<typeof emulatedAws>;

const statusOf = (status: string | undefined): ExecutionCopy['status'] =>
  status === ExecutionStatus.PENDING_REDRIVE || status === undefined
    ? 'FAILED'
    : (status as ExecutionCopy['status']);

const executionsOf = async (aws: Aws): Promise<readonly ExecutionCopy[]> => {
  const client = new SFNClient(aws);
  const found: ExecutionCopy[] = [];
  const { stateMachines: machines = [] } = await client.send(new ListStateMachinesCommand({}));
  for (const { stateMachineArn } of machines) {
    for await (const page of paginateListExecutions({ client }, { stateMachineArn })) {
      for (const { name = '', status, startDate, stopDate } of page.executions ?? []) {
        found.push({
          name,
          input: {},
          status: statusOf(status),
          startedAt: startDate?.getTime() ?? 0,
          ...(stopDate !== undefined && { stoppedAt: stopDate.getTime() }),
          entered: [],
        });
      }
    }
  }
  client.destroy();
  return found;
};

/** `fluxpay-local-relay-dlq` is that of `relay`. */
const ownerOf = (url: string): string | undefined => /fluxpay-local-(.+)-dlq/u.exec(url)?.[1];

/** Taken off their queues: who asks keeps them. */
const takeDeadLetters = async (aws: Aws): Promise<readonly DeadLetter[]> => {
  const client = new SQSClient(aws);
  const found: DeadLetter[] = [];
  const { QueueUrls: urls = [] } = await client.send(new ListQueuesCommand({ MaxResults: 1_000 }));
  for (const url of urls) {
    const queue = ownerOf(url);
    if (queue === undefined) continue;
    for (;;) {
      const { Messages: messages = [] } = await client.send(
        new ReceiveMessageCommand({
          QueueUrl: url,
          MaxNumberOfMessages: 10,
          VisibilityTimeout: 43_200,
        }),
      );
      if (messages.length === 0) break;
      found.push(...messages.map(({ Body: body = '' }) => ({ at: Date.now(), queue, body })));
    }
  }
  client.destroy();
  return found;
};

export async function openSinks(cloud: LocalCloud): Promise<Sinks> {
  const aws = emulatedAws(cloud.awsEndpointUrl);
  const tap = await busTap(cloud);
  const heard: Delivery[] = [];
  const dead: DeadLetter[] = [];
  return {
    deliveries: async () => {
      for (;;) {
        const events = await tap.receive(0);
        if (events.length === 0) return heard;
        for (const event of events) {
          const number = heard.length + 1;
          // Who published it, the bus does not tell; no invariant asked here looks at it.
          heard.push({ at: Date.now(), number, by: 'relay', event: event as unknown as EventCopy });
        }
      }
    },
    executions: () => executionsOf(aws),
    deadLetters: async () => {
      dead.push(...(await takeDeadLetters(aws)));
      return dead;
    },
    close: () => tap.close(),
  };
}
