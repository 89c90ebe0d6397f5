// docs/events: one JSON Schema per event type for consumers in any language, and the catalogue.

import {
  type EventRow,
  type EventType,
  eventCatalogue,
  eventTypes,
} from '#core/contracts/events/catalogue.ts';
import { cloudEvent, cloudEventType, eventDataSchema } from '#core/contracts/events/cloud-event.ts';
import { eventExample } from './event-examples.ts';
import { type JsonSchema, jsonSchema, opened, toText } from './json-schema.ts';

const dataFields = (type: EventType): JsonSchema => jsonSchema(eventCatalogue[type].data, 'output');

const schemaOf = (type: EventType): JsonSchema => {
  const envelope = jsonSchema(cloudEvent, 'output');
  return opened({
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    $id: eventDataSchema(type),
    title: cloudEventType(type),
    description: 'Consumers ignore properties they do not know and take unknown words of a list.',
    ...envelope,
    properties: {
      ...(envelope['properties'] as JsonSchema),
      type: { const: cloudEventType(type) },
      dataschema: { const: eventDataSchema(type) },
      aggregatetype: { const: eventCatalogue[type].aggregate },
      data: dataFields(type),
    },
  });
};

export const eventSchemas = () =>
  eventTypes.map((type) => ({
    file: `docs/events/schemas/${type}.json`,
    make: () => toText(schemaOf(type)),
  }));

const everyEventHas = ['eventId', 'occurredAt', 'requestId', 'env', 'userId', 'fromDoubt'];

const fieldsText = (type: EventType): string => {
  const { properties, required } = dataFields(type) as {
    properties: JsonSchema;
    required: readonly string[];
  };
  return Object.keys(properties)
    .filter((name) => !everyEventHas.includes(name))
    .map((name) => (required.includes(name) ? `\`${name}\`` : `\`${name}?\``))
    .join(', ');
};

const row = (type: EventType): string => {
  const { topic, alsoTopic }: EventRow = eventCatalogue[type];
  const topics = [topic, ...(alsoTopic === undefined ? [] : [alsoTopic])];
  return `| [\`${type}\`](schemas/${type}.json) | ${topics.map((name) => `\`${name}\``).join(', ')} | ${fieldsText(type)} |`;
};

export const eventCatalogueDocument = (): string =>
  [
    '# Events',
    '',
    'Generated from `core/contracts/events` by `npm run generate`; do not edit.',
    '',
    'CloudEvents 1.0 in structured JSON; the type is `com.fluxpay.` and the name below. Delivery is at',
    'least once: deduplicate by `id`. `sequence` orders the events of one `subject`; the Kafka key is',
    `the user. Every \`data\` has ${everyEventHas
      .slice(0, 4)
      .map((name) => `\`${name}\``)
      .join(', ')}, and \`userId\` where there is a user; events out of a`,
    'doubt have `fromDoubt: true`. Amounts are whole minor units of `currency`: a JSON number, and a',
    'text of digits above 2^53 − 1. `?` marks what may be absent.',
    '',
    `${eventTypes.length} types.`,
    '',
    '| Event | Topics | `data` |',
    '|---|---|---|',
    ...eventTypes.map(row),
    '',
    '## Example',
    '',
    '```json',
    JSON.stringify(eventExample('payment.approved'), null, 2),
    '```',
    '',
  ].join('\n');
