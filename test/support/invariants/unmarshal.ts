// Attribute values to plain data, written again for the witnesses: the engine's own codec is not asked.
import { inflateRawSync } from 'node:zlib';
import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import type { EventCopy, Fields, Plain } from './view.ts';

/** A row in wire form. */
export type Item = Record<string, AttributeValue>;

/** @throws Error for a type that no row of ours uses. */
export function plainOf(value: AttributeValue): Plain {
  if (value.S !== undefined) return value.S;
  if (value.N !== undefined) return Number(value.N);
  if (value.M !== undefined) return fieldsOf(value.M);
  if (value.L !== undefined) return value.L.map(plainOf);
  if (value.BOOL !== undefined) return value.BOOL;
  if (value.B !== undefined) return value.B;
  throw new Error(`a stored value of an unexpected type: ${Object.keys(value).join(',')}`);
}

/** Values that `near` holds as the same object are taken from its decoded form. */
export function fieldsOf(
  item: Item,
  near?: { readonly item: Item; readonly fields: Fields },
): Fields {
  const fields: Record<string, Plain | undefined> = {};
  for (const name in item) {
    const value = item[name] as AttributeValue;
    fields[name] = near?.item[name] === value ? near.fields[name] : plainOf(value);
  }
  return fields;
}

/** Runs of one seed write the same bytes again and again; reading them once is enough. */
const known = new Map<string, readonly EventCopy[]>();
const knownMax = 20_000;

const readEvents = (bytes: Uint8Array): readonly EventCopy[] => {
  try {
    return JSON.parse(inflateRawSync(bytes).toString('utf8')) as readonly EventCopy[];
  } catch {
    return [];
  }
};

/** @returns None where the bytes cannot be read: the row's own count tells that some are missing. */
export function inflatedEvents(bytes: Uint8Array): readonly EventCopy[] {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1');
  const before = known.get(text);
  if (before !== undefined) return before;
  const events = readEvents(bytes);
  if (known.size >= knownMax) known.clear();
  known.set(text, events);
  return events;
}
