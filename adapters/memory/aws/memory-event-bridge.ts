// The twin of the EventBridge client, cut at the command. A call is refused as a whole for its size, or
// answers for each entry alone.
// Source: https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutEvents.html
import type {
  EventBridgeClient,
  PutEventsCommandInput,
  PutEventsRequestEntry,
  PutEventsResultEntry,
} from '@aws-sdk/client-eventbridge';
import { SdkError, UnknownRequestError } from './sdk-error.ts';
import { operation, strictClient } from './strict-client.ts';

export interface PublishedEntry {
  readonly busName: string;
  readonly source: string;
  readonly detailType: string;
  /** JSON text. */
  readonly detail: string;
  readonly time: Date | undefined;
}

/** @returns The id of the event, or the code for which this entry alone is refused. */
export type PublishEntry = (
  entry: PublishedEntry,
) => { readonly eventId: string } | { readonly errorCode: string; readonly errorMessage?: string };

export interface MemoryEventBridge {
  readonly send: EventBridgeClient['send'];
  readonly unknownRequests: readonly string[];
}

const entriesMax = 10;
const callBytesMax = 262_144;

const entryFields: ReadonlySet<string> = new Set([
  'EventBusName',
  'Source',
  'DetailType',
  'Detail',
  'Time',
]);

const bytesOf = ({ Time, Source, DetailType, Detail }: PutEventsRequestEntry): number =>
  (Time === undefined ? 0 : 14) +
  [Source, DetailType, Detail].reduce((sum, text) => sum + Buffer.byteLength(text ?? ''), 0);

const isObjectText = (text: string): boolean => {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value);
  } catch {
    return false;
  }
};

const refusal = (ErrorCode: string, ErrorMessage: string): PutEventsResultEntry => ({
  ErrorCode,
  ErrorMessage,
});

const putEntry = (publish: PublishEntry, entry: PutEventsRequestEntry): PutEventsResultEntry => {
  const { EventBusName: busName = 'default', Source: source, DetailType: detailType } = entry;
  const { Detail: detail, Time: time } = entry;
  if (!source) return refusal('InvalidArgument', 'Parameter Source is not valid.');
  if (!detailType) return refusal('InvalidArgument', 'Parameter DetailType is not valid.');
  if (!detail) return refusal('InvalidArgument', 'Parameter Detail is not valid.');
  if (!isObjectText(detail)) return refusal('MalformedDetail', 'Detail is malformed.');
  const result = publish({ busName, source, detailType, detail, time });
  if ('eventId' in result) return { EventId: result.eventId };
  return refusal(result.errorCode, result.errorMessage ?? '');
};

const checkCall = (entries: readonly PutEventsRequestEntry[]): void => {
  const field = entries.flatMap((entry) => Object.keys(entry)).find((it) => !entryFields.has(it));
  if (field !== undefined) throw new UnknownRequestError('EventBridge', `the entry field ${field}`);
  if (entries.length === 0 || entries.length > entriesMax) {
    throw new SdkError('ValidationException', `a call has 1 to ${entriesMax} entries`);
  }
  if (entries.reduce((sum, entry) => sum + bytesOf(entry), 0) > callBytesMax) {
    throw new SdkError('ValidationException', 'Total size of the entries in the request is over');
  }
};

export const memoryEventBridge = (publish: PublishEntry): MemoryEventBridge => {
  const putEvents = ({ Entries: entries = [] }: PutEventsCommandInput): object => {
    checkCall(entries);
    const results = entries.map((entry) => putEntry(publish, entry));
    const FailedEntryCount = results.filter(({ EventId }) => EventId === undefined).length;
    return { Entries: results, FailedEntryCount };
  };
  const { send, unknownRequests } = strictClient('EventBridge', {
    PutEvents: operation<PutEventsCommandInput>(['Entries'], putEvents),
  });
  return { send: send as unknown as EventBridgeClient['send'], unknownRequests };
};
