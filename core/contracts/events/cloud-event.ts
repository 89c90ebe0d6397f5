// The envelope of every event: CloudEvents 1.0, structured JSON. `checkEvent` runs before the
// commit, so that an invalid event aborts its transaction. Source: saga specification, section 6.1.
import * as z from 'zod/mini';
import {
  type EventData,
  type EventType,
  eventCatalogue,
  isEventType,
} from '#core/contracts/events/catalogue.ts';
import {
  instantText,
  merchantId,
  requestId,
  textOf,
  traceparent,
  uuid,
} from '#core/contracts/wire-fields.ts';

export const eventContentType = 'application/cloudevents+json; charset=UTF-8';

const typePrefix = 'com.fluxpay.';

export const cloudEvent = z.strictObject({
  specversion: z.literal('1.0'),
  /** Equals `data.eventId`; consumers deduplicate by it. */
  id: uuid,
  /** The stage that made it: `/fluxpay/prod`. */
  source: textOf(/^\/fluxpay\/[a-z0-9-]{1,40}$/u),
  type: textOf(/^com\.fluxpay\.[a-z_]+\.[a-z_]+(?:\.v[0-9]+)?$/u),
  /** Id of the aggregate. */
  subject: z.string().check(z.minLength(1), z.maxLength(100)),
  time: instantText,
  datacontenttype: z.literal('application/json'),
  dataschema: textOf(/^urn:fluxpay:event:[a-z_.]+(?:\.v[0-9]+)?:[0-9]+$/u),
  /** Kafka key: the user, or the root object where there is none. */
  partitionkey: z.string().check(z.minLength(1), z.maxLength(110)),
  tenantid: merchantId,
  aggregatetype: z.enum(['order', 'payment', 'refund', 'service', 'saga', 'ops']),
  /** Place among the aggregate's events; padded, so that text order is number order. */
  sequence: textOf(/^[0-9]{10}$/u),
  requestid: requestId,
  traceparent: z.optional(traceparent),
  /** On copies made by a replay. */
  replay: z.optional(z.literal(true)),
  replayid: z.optional(z.string()),
  data: z.record(z.string(), z.unknown()),
});

type Envelope = Omit<z.infer<typeof cloudEvent>, 'data'>;

export type CloudEvent<T extends EventType = EventType> = {
  [K in T]: Envelope & { readonly data: EventData<K> };
}[T];

export const cloudEventType = (type: EventType): string => typePrefix + type;

export const eventDataSchema = (type: EventType): string => `urn:fluxpay:event:${type}:1`;

/** `0000000001`: the sequence of an aggregate's first event. */
export const eventSequence = (sequence: number): string => String(sequence).padStart(10, '0');

/** Reads `com.fluxpay.order.paid`. @returns undefined for a type this release does not know. */
export const eventTypeOf = (cloudEventTypeText: string): EventType | undefined => {
  const name = cloudEventTypeText.startsWith(typePrefix)
    ? cloudEventTypeText.slice(typePrefix.length)
    : '';
  return isEventType(name) ? name : undefined;
};

const faultsOf = (prefix: string, issues: readonly z.core.$ZodIssue[]): string[] =>
  issues.map((issue) => `${[prefix, ...issue.path.map(String)].join('.')}: ${issue.code}`);

/** Every envelope field that repeats one of `data`, or is fixed by the type. */
const mismatches = (event: z.infer<typeof cloudEvent>, type: EventType): string[] => {
  const { data } = event;
  const pairs: readonly [string, unknown, unknown][] = [
    ['data.eventId', data.eventId, event.id],
    ['data.occurredAt', data.occurredAt, event.time],
    ['data.requestId', data.requestId, event.requestid],
    ['aggregatetype', event.aggregatetype, eventCatalogue[type].aggregate],
    ['dataschema', event.dataschema, eventDataSchema(type)],
    ['partitionkey', event.partitionkey, data.userId ?? event.partitionkey],
  ];
  return pairs
    .filter(([, actual, expected]) => actual !== expected)
    .map(
      ([field, actual, expected]) => `event.${field}: ${String(actual)} is not ${String(expected)}`,
    );
};

/** Faults of an event that is about to be committed; none means valid. Names fields, no values of data. */
export const checkEvent = (event: unknown): string[] => {
  const envelope = z.safeParse(cloudEvent, event);
  if (!envelope.success) return faultsOf('event', envelope.error.issues);

  const type = eventTypeOf(envelope.data.type);
  if (type === undefined) return [`event.type: ${envelope.data.type} is not in the catalogue`];

  const data = z.safeParse(eventCatalogue[type].data, envelope.data.data);
  return [
    ...mismatches(envelope.data, type),
    ...(data.success ? [] : faultsOf('event.data', data.error.issues)),
  ];
};
