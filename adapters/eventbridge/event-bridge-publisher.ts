// The bus on EventBridge. A call may succeed and refuse single entries: each entry's own result is read.
import {
  PutEventsCommand,
  type PutEventsCommandOutput,
  type PutEventsRequestEntry,
  type PutEventsResultEntry,
} from '@aws-sdk/client-eventbridge';
import type { CloudEvent } from '#core/contracts/events/cloud-event.ts';
import type { CallLabel } from '#core/contracts/labels.ts';
import { present } from '#core/kernel/assert.ts';
import { DependencyUnavailable } from '#core/kernel/faults.ts';
import { fromIso } from '#core/kernel/instant.ts';
import type { EventPublisher, PublishResult } from '#core/outbox/publisher.ts';
import { chunksOf, entryBytes, entryBytesMax } from './entry-chunks.ts';

/** The cut: all this adapter asks of a client. */
export interface BusCommands {
  send(label: CallLabel, command: PutEventsCommand): Promise<PutEventsCommandOutput>;
}

interface Item {
  readonly id: string;
  readonly entry: PutEventsRequestEntry;
}

const refused = (id: string, error: string): PublishResult => ({
  ok: false,
  id,
  error,
  isPoison: true,
});

/** Codes that speak of the bus. Any other is a word about the entry. */
const isBusFault = (code: string): boolean =>
  /throttl|internal|unavailable|timeout|limitexceeded/iu.test(code);

const down = (cause: unknown): DependencyUnavailable =>
  new DependencyUnavailable('EventBridge', cause);

const resultOf = (item: Item, result: PutEventsResultEntry | undefined): PublishResult => {
  if (result?.EventId !== undefined) return { ok: true, id: item.id };
  const { ErrorCode: code, ErrorMessage: message = '' } = result ?? {};
  if (code === undefined || isBusFault(code)) throw down(code ?? 'an entry without a result');
  return refused(item.id, `${code}: ${message}`.slice(0, 300));
};

const orDown = (error: unknown): DependencyUnavailable =>
  error instanceof DependencyUnavailable ? error : down(error);

/** The call as a whole was malformed or too large. */
const isRefusedCall = (error: unknown): boolean =>
  (error as { readonly name?: string }).name === 'ValidationException';

/**
 * @param client - Sends under a label.
 * @param busName - Name or ARN of the bus.
 */
export const eventBridgePublisher = (client: BusCommands, busName: string): EventPublisher => {
  const entryOf = (event: CloudEvent): PutEventsRequestEntry => ({
    EventBusName: busName,
    Source: 'fluxpay',
    DetailType: event.type,
    Detail: JSON.stringify(event),
    Time: new Date(fromIso(event.time)),
  });

  const put = async (items: readonly Item[]): Promise<PublishResult[]> => {
    const command = new PutEventsCommand({ Entries: items.map(({ entry }) => entry) });
    const { Entries: results = [] } = await client.send('bus.publish', command);
    return items.map((item, index) => resultOf(item, results[index]));
  };

  const putOne = async (item: Item): Promise<PublishResult> => {
    if (entryBytes(item.entry) > entryBytesMax) {
      return refused(item.id, `SIZE: above ${entryBytesMax} bytes`);
    }
    try {
      const [result] = await put([item]);
      return present(result, 'one entry has one result');
    } catch (error) {
      if (isRefusedCall(error)) return refused(item.id, (error as Error).message.slice(0, 300));
      throw orDown(error);
    }
  };

  /** A call refused as a whole is asked for entry by entry: the good ones must go out. */
  const putChunk = async (items: readonly Item[]): Promise<PublishResult[]> => {
    if (items.length > 1) {
      try {
        return await put(items);
      } catch (error) {
        if (!isRefusedCall(error)) throw orDown(error);
      }
    }
    const results: PublishResult[] = [];
    for (const item of items) results.push(await putOne(item));
    return results;
  };

  return {
    publish: async (events) => {
      const items = events.map((event) => ({ id: event.id, entry: entryOf(event) }));
      const results: PublishResult[] = [];
      // One after another: a user's events leave in the order of their rows.
      for (const chunk of chunksOf(items)) results.push(...(await putChunk(chunk)));
      return results;
    },
  };
};
