// The pipeline of DynamoDB stream consumers. A dependency that is down means a throw, and the whole
// batch comes again; no partial answer is returned, since a platform may ignore it and lose records.
import type { EdgeDeps } from './exchange.ts';
import { type Fields, invoked, type LambdaHandler } from './invocation.ts';

/** One record as the stream has it; images stay in the store's own form. */
export interface StreamRecord {
  readonly eventID?: string;
  readonly eventName?: string;
  readonly dynamodb?: {
    readonly NewImage?: Readonly<Record<string, unknown>>;
    readonly OldImage?: Readonly<Record<string, unknown>>;
    readonly SequenceNumber?: string;
  };
}

export interface StreamConsumer<T> {
  /** The function: `relay-eventbridge`. */
  readonly name: string;
  readonly deps: EdgeDeps;
  /** @returns undefined for a record that is none of this consumer's business. */
  readonly parse: (record: StreamRecord) => T | undefined;
  /** All records of the batch in order. What it returns are counts for the log line. */
  readonly handle: (items: readonly T[]) => Promise<Readonly<Record<string, number>> | undefined>;
  /** Parks a record that cannot be read; without it such a record throws, and the batch comes again. */
  readonly park?: (record: StreamRecord, reason: string) => Promise<void>;
}

const recordsOf = (event: unknown): readonly StreamRecord[] => {
  const { Records: records } = (event ?? {}) as { Records?: unknown };
  return Array.isArray(records) ? (records as StreamRecord[]) : [];
};

const reasonOf = (error: unknown): string =>
  error instanceof Error ? `${error.name}: ${error.message}` : 'not an error';

const readAll = async <T>(
  { parse, park }: StreamConsumer<T>,
  records: readonly StreamRecord[],
  fields: Fields,
): Promise<T[]> => {
  const items: T[] = [];
  let parked = 0;
  for (const record of records) {
    try {
      const item = parse(record);
      if (item !== undefined) items.push(item);
    } catch (error) {
      if (park === undefined) throw error;
      await park(record, reasonOf(error));
      parked += 1;
    }
  }
  Object.assign(fields, parked === 0 ? {} : { parked });
  return items;
};

export const streamPipeline = <T>(consumer: StreamConsumer<T>): LambdaHandler<void> =>
  invoked({ message: `stream.${consumer.name}`, deps: consumer.deps }, async (event, fields) => {
    const records = recordsOf(event);
    fields['records'] = records.length;
    const items = await readAll(consumer, records, fields);
    fields['handled'] = items.length;
    if (items.length === 0) return;
    Object.assign(fields, await consumer.handle(items));
  });
