// The pipeline of SQS consumers: messages are worked together; one that fails comes again, its
// neighbours do not. Delivery is at least once and may be out of order; the use cases behind it are
// harmless when repeated.
import type { EdgeDeps } from './exchange.ts';
import { type Fields, invoked, type LambdaHandler } from './invocation.ts';

export interface QueueMessage {
  readonly messageId: string;
  readonly body: string;
  /** How often the queue has handed it out, this time included. */
  readonly receiveCount: number;
  /** A FIFO queue's group; such messages are worked one after the other. */
  readonly group?: string;
}

export interface QueueConsumer<T> {
  /** The function: `on-watchdog-due`. */
  readonly name: string;
  readonly deps: EdgeDeps;
  /** Reads the body as JSON into what `handle` takes. A throw is a failure of this message alone. */
  readonly parse: (body: unknown) => T;
  /** Numbers of what it returns are counts for the log line; of several messages they are added up. */
  readonly handle: (item: T, message: QueueMessage) => Promise<unknown>;
}

export interface QueueAnswer {
  readonly batchItemFailures: readonly { readonly itemIdentifier: string }[];
}

interface Loose {
  readonly messageId?: unknown;
  readonly body?: unknown;
  readonly attributes?: {
    readonly ApproximateReceiveCount?: unknown;
    readonly MessageGroupId?: unknown;
  };
}

const messageOf = ({ messageId, body, attributes }: Loose): QueueMessage => ({
  messageId: String(messageId),
  body: typeof body === 'string' ? body : '',
  receiveCount: Number(attributes?.ApproximateReceiveCount ?? 1),
  ...(typeof attributes?.MessageGroupId === 'string' ? { group: attributes.MessageGroupId } : {}),
});

const messagesOf = (event: unknown): QueueMessage[] => {
  const { Records: records } = (event ?? {}) as { Records?: unknown };
  return Array.isArray(records) ? (records as Loose[]).map(messageOf) : [];
};

const addCounts = (fields: Fields, result: unknown): void => {
  for (const [name, count] of Object.entries(result ?? {})) {
    if (typeof count === 'number') fields[name] = Number(fields[name] ?? 0) + count;
  }
};

const failureOf = async <T>(
  { parse, handle }: QueueConsumer<T>,
  message: QueueMessage,
  fields: Fields,
): Promise<unknown> => {
  try {
    addCounts(fields, await handle(parse(JSON.parse(message.body)), message));
    return undefined;
  } catch (error) {
    return error ?? new Error('something that is no error was thrown');
  }
};

const tellFailures = (fields: Fields, failures: readonly unknown[]): void => {
  const [first] = failures;
  if (first === undefined) return;
  Object.assign(fields, { outcome: 'partial', code: 'SYS_001', failed: failures.length, first });
};

const lanesOf = (messages: readonly QueueMessage[]): readonly QueueMessage[][] => {
  const lanes = new Map<string, QueueMessage[]>();
  for (const message of messages) {
    const name = message.group ?? `#${message.messageId}`;
    lanes.set(name, [...(lanes.get(name) ?? []), message]);
  }
  return [...lanes.values()];
};

/**
 * What follows a failure in its group is not begun: it comes again behind it.
 * Source: AWS, "Handling errors for an SQS event source in Lambda", FIFO queues.
 */
const workLane = async <T>(
  consumer: QueueConsumer<T>,
  lane: readonly QueueMessage[],
  fields: Fields,
) => {
  const outcomes: { readonly itemIdentifier: string; readonly failure: unknown }[] = [];
  let failure: unknown;
  for (const message of lane) {
    failure ??= await failureOf(consumer, message, fields);
    outcomes.push({ itemIdentifier: message.messageId, failure });
  }
  return outcomes;
};

export const eventPipeline = <T>(consumer: QueueConsumer<T>): LambdaHandler<QueueAnswer> =>
  invoked({ message: `event.${consumer.name}`, deps: consumer.deps }, async (event, fields) => {
    const messages = messagesOf(event);
    fields['records'] = messages.length;
    // Together: one that waits for a hanging PG must not make its neighbours late.
    const outcomes = await Promise.all(
      lanesOf(messages).map((lane) => workLane(consumer, lane, fields)),
    );
    const failed = outcomes.flat().filter(({ failure }) => failure !== undefined);
    tellFailures(
      fields,
      failed.map(({ failure }) => failure),
    );
    return { batchItemFailures: failed.map(({ itemIdentifier }) => ({ itemIdentifier })) };
  });
