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
  readonly attributes?: { readonly ApproximateReceiveCount?: unknown };
}

const messageOf = ({ messageId, body, attributes }: Loose): QueueMessage => ({
  messageId: String(messageId),
  body: typeof body === 'string' ? body : '',
  receiveCount: Number(attributes?.ApproximateReceiveCount ?? 1),
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

export const eventPipeline = <T>(consumer: QueueConsumer<T>): LambdaHandler<QueueAnswer> =>
  invoked({ message: `event.${consumer.name}`, deps: consumer.deps }, async (event, fields) => {
    const messages = messagesOf(event);
    fields['records'] = messages.length;
    // Together: one that waits for a hanging PG must not make its neighbours late.
    const outcomes = await Promise.all(
      messages.map(async (message) => ({
        itemIdentifier: message.messageId,
        failure: await failureOf(consumer, message, fields),
      })),
    );
    const failed = outcomes.filter(({ failure }) => failure !== undefined);
    tellFailures(
      fields,
      failed.map(({ failure }) => failure),
    );
    return { batchItemFailures: failed.map(({ itemIdentifier }) => ({ itemIdentifier })) };
  });
