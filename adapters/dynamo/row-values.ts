// Rows on the wire: plain values to attribute values and back. Whole numbers only; an amount of money
// comes back as bigint by the name of its field, whatever its size.
import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { assert } from '#core/kernel/assert.ts';

export type RowValue =
  | string
  | number
  | bigint
  | boolean
  | Uint8Array
  | readonly RowValue[]
  | { readonly [name: string]: RowValue | undefined };

export type Row = { readonly [name: string]: RowValue | undefined };

export type Attributes = Record<string, AttributeValue>;

const toAttribute = (value: RowValue): AttributeValue => {
  if (typeof value === 'string') return { S: value };
  if (typeof value === 'boolean') return { BOOL: value };
  if (typeof value === 'bigint') return { N: value.toString() };
  if (typeof value === 'number') {
    assert(Number.isSafeInteger(value), 'a stored number is whole');
    return { N: String(value) };
  }
  if (value instanceof Uint8Array) return { B: value };
  if (Array.isArray(value)) return { L: value.map(toAttribute) };
  // The types cannot promise it: evidence of a person's item is JSON.
  assert(typeof value === 'object' && value !== null, 'a row holds no null');
  return { M: toAttributes(value as Row) };
};

/**
 * Fields that hold JSON of a client, wherever they stand. JSON knows null, fractions and numbers that no row can
 * hold, and members named like our amounts: so it is kept as the bytes of its text, which no other field is.
 */
const clientJson = new Set(['metadata', 'detail']);

const encoder = new TextEncoder();
const decoder = new TextDecoder();

const toBytes = (json: RowValue): AttributeValue => ({ B: encoder.encode(JSON.stringify(json)) });

const fromBytes = (bytes: Uint8Array): RowValue => JSON.parse(decoder.decode(bytes)) as RowValue;

/** @returns What the field holds on the wire. */
export const attributeOf = (name: string, value: RowValue): AttributeValue =>
  clientJson.has(name) ? toBytes(value) : toAttribute(value);

/**
 * Absent members are left out; null is not stored. Names are ours, never a client's, so they are set one by one:
 * a fifth of the time of `Object.fromEntries`, on the path of every read and write.
 */
export const toAttributes = (row: Row): Attributes => {
  const attributes: Attributes = {};
  for (const name in row) {
    const value = row[name];
    if (value !== undefined) attributes[name] = attributeOf(name, value);
  }
  return attributes;
};

/** Fields that hold minor units, wherever they stand. */
const moneyFields = new Set(['minor', 'unitPrice', 'amount']);

const fromAttribute = (name: string, value: AttributeValue): RowValue => {
  if (value.S !== undefined) return value.S;
  if (value.N !== undefined) return moneyFields.has(name) ? BigInt(value.N) : Number(value.N);
  if (value.BOOL !== undefined) return value.BOOL;
  if (value.B !== undefined) return clientJson.has(name) ? fromBytes(value.B) : value.B;
  if (value.L !== undefined) return value.L.map((entry) => fromAttribute(name, entry));
  assert(value.M !== undefined, `attribute ${name} has a type no row uses`);
  return fromAttributes(value.M);
};

const nothing: ReadonlySet<string> = new Set();

/** @param without - Names to leave out: what a row holds for its indexes alone. */
export const fromAttributes = (
  attributes: Attributes,
  without = nothing,
): { readonly [name: string]: RowValue } => {
  const row: Record<string, RowValue> = {};
  for (const name in attributes) {
    if (!without.has(name)) row[name] = fromAttribute(name, attributes[name] as AttributeValue);
  }
  return row;
};
