// Listening to the event bus, for people, tests and the demo. A live tap hears what comes from now
// on; the recording, begun by `local:up`, remembers the last hour.
import {
  ChangeMessageVisibilityBatchCommand,
  DeleteMessageBatchCommand,
  type Message,
  ReceiveMessageCommand,
} from '@aws-sdk/client-sqs';
import * as z from 'zod/mini';
import { type TapPlace, type TapQueue, tapQueue } from './tap-queue.ts';

/** The CloudEvent as it was on the bus; see core/contracts/events for its types. */
const tappedEvent = z.looseObject({
  id: z.string(),
  time: z.string(),
  type: z.string(),
  subject: z.string(),
  sequence: z.string(),
});

export type TappedEvent = z.infer<typeof tappedEvent>;

/** What the bus makes of it: the CloudEvent is the `detail`. */
const delivery = z.object({ detail: tappedEvent });

export type BusTap = {
  /** Up to ten events since the last call; empty when none came within the wait. */
  receive(waitSeconds?: number): Promise<readonly TappedEvent[]>;
  /** Stops listening and leaves nothing behind. */
  close(): Promise<void>;
};

type Bus = Omit<TapPlace, 'name'>;

const recordingName = 'fluxpay-local-recording';
let tapsOfThisProcess = 0;

/** Hears every event put on the bus after this call has returned. */
export async function busTap({ awsEndpointUrl, busName }: Bus): Promise<BusTap> {
  tapsOfThisProcess += 1;
  const name = `fluxpay-local-tap-${process.pid}-${tapsOfThisProcess}`;
  const queue = await tapQueue({ awsEndpointUrl, busName, name });
  return {
    receive: async (waitSeconds = 1) => {
      const messages = await receive(queue, waitSeconds);
      if (messages.length > 0) await forget(queue, messages);
      return messages.map(eventOf);
    },
    close: () => queue.remove(),
  };
}

/** Begins the recording, or finds it going on. */
export async function recordBus(bus: Bus): Promise<void> {
  (await tapQueue({ ...bus, name: recordingName })).leave();
}

/** Everything recorded in the last hour, in order of time; the recording keeps it. */
export async function readRecording(bus: Bus): Promise<readonly TappedEvent[]> {
  const queue = await tapQueue({ ...bus, name: recordingName });
  const found: Message[] = [];
  for (let batch = await receive(queue, 0); batch.length > 0; batch = await receive(queue, 0)) {
    found.push(...batch);
  }
  // Received messages are hidden for a while; shown again, so that the next reader finds them too.
  for (let start = 0; start < found.length; start += 10) {
    await showAgain(queue, found.slice(start, start + 10));
  }
  queue.leave();
  return found.map(eventOf).sort(byTime);
}

/** Events of one aggregate keep their sequence, whatever the clock says. */
const byTime = (a: TappedEvent, b: TappedEvent): number =>
  `${a.time} ${a.sequence}`.localeCompare(`${b.time} ${b.sequence}`, 'en');

async function receive({ sqs, url }: TapQueue, waitSeconds: number): Promise<Message[]> {
  const { Messages: messages = [] } = await sqs.send(
    new ReceiveMessageCommand({
      QueueUrl: url,
      MaxNumberOfMessages: 10,
      WaitTimeSeconds: waitSeconds,
      VisibilityTimeout: 60,
    }),
  );
  return messages;
}

async function forget({ sqs, url }: TapQueue, messages: readonly Message[]): Promise<void> {
  const entries = messages.map(({ ReceiptHandle }, index) => ({
    Id: String(index),
    ReceiptHandle,
  }));
  await sqs.send(new DeleteMessageBatchCommand({ QueueUrl: url, Entries: entries }));
}

async function showAgain({ sqs, url }: TapQueue, messages: readonly Message[]): Promise<void> {
  const entries = messages.map(({ ReceiptHandle }, index) => ({
    Id: String(index),
    ReceiptHandle,
    VisibilityTimeout: 0,
  }));
  await sqs.send(new ChangeMessageVisibilityBatchCommand({ QueueUrl: url, Entries: entries }));
}

const eventOf = (message: Message): TappedEvent =>
  delivery.parse(JSON.parse(message.Body ?? '{}')).detail;

/** For people: `time type subject sequence`. */
export function eventLine(event: TappedEvent): string {
  const type = event.type.replace(/^com\.fluxpay\./u, '');
  return [event.time, type.padEnd(28), event.subject.padEnd(32), event.sequence].join('  ');
}
