// The twin of the SQS client, cut at the command: a message goes to whoever owns the queues.
// Source: https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SendMessage.html
import type { SendMessageCommandInput, SQSClient } from '@aws-sdk/client-sqs';
import { SdkError } from './sdk-error.ts';
import { operation, strictClient } from './strict-client.ts';

/** @returns The id of the message; undefined when no queue has that URL. */
export type PutMessage = (
  queueUrl: string,
  body: string,
  delaySeconds: number,
  /** Of a FIFO queue. */
  fifo?: { readonly group: string; readonly deduplication: string },
) => string | undefined;

export interface MemorySqs {
  readonly send: SQSClient['send'];
  readonly unknownRequests: readonly string[];
}

const bodyBytesMax = 1_048_576;
const delaySecondsMax = 900;

/** #x9 | #xA | #xD | #x20 to #xD7FF | #xE000 to #xFFFD | #x10000 to #x10FFFF. */
const isSendable = (body: string): boolean =>
  body.isWellFormed() && !/[^\t\n\r\u{20}-\u{FFFD}\u{10000}-\u{10FFFF}]/u.test(body);

const invalidParameter = (what: string): SdkError => new SdkError('InvalidParameterValue', what);

const checkMessage = (body: string, delaySeconds: number): void => {
  if (body === '') throw new SdkError('MissingParameter', 'MessageBody must not be empty');
  if (Buffer.byteLength(body) > bodyBytesMax) throw invalidParameter('the message is too long');
  if (!isSendable(body)) throw new SdkError('InvalidMessageContents', 'invalid characters');
  if (!Number.isInteger(delaySeconds) || delaySeconds < 0 || delaySeconds > delaySecondsMax) {
    throw invalidParameter('DelaySeconds must be 0 to 900');
  }
};

const idForm = /^[A-Za-z0-9!"#$%&'()*+,\-./:;<=>?@[\\\]^_`{|}~]{1,128}$/u;

/** A queue whose name ends so is FIFO: its messages have a group, and no delay of their own. */
const fifoOf = (input: SendMessageCommandInput) => {
  const { QueueUrl = '', MessageGroupId, MessageDeduplicationId, DelaySeconds } = input;
  if (!QueueUrl.endsWith('.fifo')) {
    if (MessageDeduplicationId !== undefined) throw invalidParameter('the queue is not FIFO');
    return undefined;
  }
  if (MessageGroupId === undefined) throw new SdkError('MissingParameter', 'MessageGroupId');
  if (DelaySeconds !== undefined) throw invalidParameter('DelaySeconds on a FIFO queue');
  const deduplication = MessageDeduplicationId ?? '';
  if (!idForm.test(MessageGroupId) || !idForm.test(deduplication)) {
    throw invalidParameter('group and deduplication id: 1 to 128 characters');
  }
  return { group: MessageGroupId, deduplication };
};

export const memorySqs = (put: PutMessage): MemorySqs => {
  const sendMessage = (input: SendMessageCommandInput): object => {
    const { QueueUrl = '', MessageBody = '', DelaySeconds = 0 } = input;
    checkMessage(MessageBody, DelaySeconds);
    const MessageId = put(QueueUrl, MessageBody, DelaySeconds, fifoOf(input));
    if (MessageId === undefined) throw new SdkError('QueueDoesNotExist', 'no such queue');
    return { MessageId };
  };
  const { send, unknownRequests } = strictClient('SQS', {
    SendMessage: operation<SendMessageCommandInput>(['QueueUrl', 'MessageBody'], sendMessage, [
      'DelaySeconds',
      'MessageGroupId',
      'MessageDeduplicationId',
    ]),
  });
  return { send: send as unknown as SQSClient['send'], unknownRequests };
};
