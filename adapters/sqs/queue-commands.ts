// The cut: all our queue adapters ask of a client is to send a message under a label.
import { SendMessageCommand, type SendMessageCommandOutput } from '@aws-sdk/client-sqs';
import type { CallLabel } from '#core/contracts/labels.ts';
import { assert } from '#core/kernel/assert.ts';
import { DependencyUnavailable } from '#core/kernel/faults.ts';

export interface QueueCommands {
  send(label: CallLabel, command: SendMessageCommand): Promise<SendMessageCommandOutput>;
}

export interface Message {
  readonly label: Extract<CallLabel, `queue.${string}`>;
  readonly body: string;
  /** Whole seconds, at most 900. */
  readonly delaySeconds?: number;
  /** A FIFO queue's: what is worked on in order, and what is the same. Such a queue delays no message. */
  readonly fifo?: { readonly group: string; readonly deduplication: string };
}

export const delaySecondsMax = 900;

/** Seconds from now, rounded up and kept inside what SQS can wait. */
export const delayFor = (waitMs: number): number =>
  Math.min(delaySecondsMax, Math.max(0, Math.ceil(waitMs / 1_000)));

/** @throws DependencyUnavailable when SQS has not acknowledged; the message may be there all the same. */
export const sendMessage = async (
  client: QueueCommands,
  QueueUrl: string,
  { label, body: MessageBody, delaySeconds = 0, fifo }: Message,
): Promise<void> => {
  assert(
    Number.isInteger(delaySeconds) && delaySeconds >= 0 && delaySeconds <= delaySecondsMax,
    'a queue waits whole seconds, at most 900',
  );
  const how =
    fifo === undefined
      ? { DelaySeconds: delaySeconds }
      : { MessageGroupId: fifo.group, MessageDeduplicationId: fifo.deduplication };
  const command = new SendMessageCommand({ QueueUrl, MessageBody, ...how });
  try {
    await client.send(label, command);
  } catch (error) {
    throw new DependencyUnavailable('SQS', error);
  }
};
