// Attribute values in wire form. Stored values are never changed in place: an update copies the
// path it touches, so rows, index entries and stream images may share what did not change.

import type { AttributeValue } from '@aws-sdk/client-dynamodb';

export type Item = Record<string, AttributeValue>;

export type AttributeType = 'S' | 'N' | 'B' | 'BOOL' | 'NULL' | 'L' | 'M' | 'SS' | 'NS' | 'BS';

/** The type's letter; `undefined` for a value with none or an unknown one. */
export function attributeType(value: AttributeValue): AttributeType | undefined {
  if (value.S !== undefined) return 'S';
  if (value.N !== undefined) return 'N';
  if (value.B !== undefined) return 'B';
  if (value.BOOL !== undefined) return 'BOOL';
  if (value.M !== undefined) return 'M';
  if (value.L !== undefined) return 'L';
  if (value.SS !== undefined) return 'SS';
  if (value.NS !== undefined) return 'NS';
  if (value.NULL !== undefined) return 'NULL';
  return value.BS !== undefined ? 'BS' : undefined;
}

/** Own properties only: an attribute may be called `constructor`. */
export function attributeOf(item: Item, name: string): AttributeValue | undefined {
  return Object.hasOwn(item, name) ? item[name] : undefined;
}

export function copyValue(value: AttributeValue): AttributeValue {
  if (value.S !== undefined) return { S: value.S };
  if (value.N !== undefined) return { N: value.N };
  if (value.B !== undefined) return { B: value.B.slice() };
  if (value.BOOL !== undefined) return { BOOL: value.BOOL };
  if (value.M !== undefined) return { M: copyItem(value.M) };
  if (value.L !== undefined) return { L: value.L.map(copyValue) };
  if (value.SS !== undefined) return { SS: [...value.SS] };
  if (value.NS !== undefined) return { NS: [...value.NS] };
  if (value.BS !== undefined) return { BS: value.BS.map((bytes) => bytes.slice()) };
  return { NULL: true };
}

/** A copy for the caller, who may change it. */
export function copyItem(item: Item): Item {
  const copy: Item = {};
  for (const name in item) copy[name] = copyValue(item[name] as AttributeValue);
  return copy;
}

export function equalBytes(left: Uint8Array, right: Uint8Array): boolean {
  return left.length === right.length && Buffer.compare(left, right) === 0;
}

function equalSets<T>(left: readonly T[], right: readonly T[], same: (a: T, b: T) => boolean) {
  return left.length === right.length && left.every((one) => right.some((two) => same(one, two)));
}

function equalScalars(left: AttributeValue, right: AttributeValue): boolean {
  if (left.S !== undefined) return left.S === right.S;
  // Stored and admitted numbers are in canonical form, so equal numbers are equal texts.
  if (left.N !== undefined) return left.N === right.N;
  if (left.BOOL !== undefined) return left.BOOL === right.BOOL;
  if (left.B !== undefined) return right.B !== undefined && equalBytes(left.B, right.B);
  return left.NULL !== undefined && right.NULL !== undefined;
}

/** Sets are equal in any order, lists only in theirs. */
export function equalValues(left: AttributeValue, right: AttributeValue): boolean {
  if (left === right) return true;
  if (left.M !== undefined) return right.M !== undefined && equalItems(left.M, right.M);
  if (left.L !== undefined) {
    const others = right.L;
    if (others === undefined || others.length !== left.L.length) return false;
    return left.L.every((one, at) => equalValues(one, others[at] as AttributeValue));
  }
  if (left.SS !== undefined)
    return right.SS !== undefined && equalSets(left.SS, right.SS, Object.is);
  if (left.NS !== undefined)
    return right.NS !== undefined && equalSets(left.NS, right.NS, Object.is);
  if (left.BS !== undefined)
    return right.BS !== undefined && equalSets(left.BS, right.BS, equalBytes);
  return equalScalars(left, right);
}

export function equalItems(left: Item, right: Item): boolean {
  if (left === right) return true;
  let names = 0;
  for (const name in left) {
    const other = attributeOf(right, name);
    if (other === undefined || !equalValues(left[name] as AttributeValue, other)) return false;
    names += 1;
  }
  for (const _ in right) names -= 1;
  return names === 0;
}
