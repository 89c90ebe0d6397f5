// The catalogue, its JSON Schemas and the documents say the same, judged by ajv instead of zod.
import { readdirSync, readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, it } from 'vitest';
import { eventTypes } from '#core/contracts/events/catalogue.ts';
import { checkEvent } from '#core/contracts/events/cloud-event.ts';
import { eventExample } from '#local/generate/event-examples.ts';

const docs = new URL('../../docs/events/', import.meta.url);
const schemaText = (type: string): string =>
  readFileSync(new URL(`schemas/${type}.json`, docs), 'utf8');

const accepts = (type: string) =>
  new Ajv2020({ strict: false, allErrors: true }).compile(JSON.parse(schemaText(type)) as object);

const sorted = (names: readonly string[]): string[] => [...names].sort();

describe('the event catalogue', () => {
  it('has types', () => {
    expect(eventTypes.length).toBeGreaterThan(0);
  });

  it('has one JSON Schema per type and none besides', () => {
    const files = readdirSync(new URL('schemas/', docs));

    expect(sorted(files)).toEqual(sorted(eventTypes.map((type) => `${type}.json`)));
  });

  it('is the list of the document', () => {
    const text = readFileSync(new URL('catalogue.md', docs), 'utf8');
    const listed = [...text.matchAll(/^\| \[`([a-z_.]+)`\]/gmu)].map(([, type]) => type ?? '');

    expect(listed).toEqual(eventTypes);
  });
});

describe.each(eventTypes)('%s', (type) => {
  it('has an example that the producer and the JSON Schema both accept', () => {
    const event = eventExample(type);
    const validate = accepts(type);

    expect(checkEvent(event)).toEqual([]);
    validate(event);

    expect(validate.errors).toBeNull();
  });

  it('refuses a field of the wrong type, and a missing one', () => {
    const event = eventExample(type);
    const validate = accepts(type);

    expect(validate({ ...event, data: { ...event.data, occurredAt: 7 } })).toBe(false);
    expect(validate({ ...event, sequence: '1' })).toBe(false);
    expect(validate({ ...event, data: {} })).toBe(false);
  });

  it('lets readers ignore what is new, and producers add nothing', () => {
    const event = eventExample(type);
    const added = { ...event, data: { ...event.data, surprise: true } };

    expect(accepts(type)(added)).toBe(true);
    expect(checkEvent(added)).toEqual(['event.data: unrecognized_keys']);
  });
});
