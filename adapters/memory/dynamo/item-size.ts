// Sizes as DynamoDB counts them. Source: Developer Guide, "DynamoDB item sizes and formats".

import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import type { Item } from './attribute-value.ts';
import { significantDigits } from './number-value.ts';

export const itemBytesMax = 400 * 1024;

const shortText = 96;

/** UTF-8 bytes. Short ASCII, the usual case, is counted here: cheaper than a call into Node. */
export function textBytes(text: string): number {
  if (text.length > shortText) return Buffer.byteLength(text);
  for (let at = 0; at < text.length; at += 1) {
    if (text.charCodeAt(at) > 0x7f) return Buffer.byteLength(text);
  }
  return text.length;
}

function numberBytes(text: string): number {
  return Math.ceil(significantDigits(text) / 2) + (text.startsWith('-') ? 2 : 1);
}

function sum<T>(values: readonly T[], bytes: (value: T) => number): number {
  let total = 0;
  for (const value of values) total += bytes(value);
  return total;
}

const containerBytes = 3;
const elementBytes = 1;

export function valueBytes(value: AttributeValue): number {
  if (value.S !== undefined) return textBytes(value.S);
  if (value.N !== undefined) return numberBytes(value.N);
  if (value.B !== undefined) return value.B.length;
  if (value.M !== undefined) {
    return containerBytes + itemBytes(value.M) + elementBytes * Object.keys(value.M).length;
  }
  if (value.L !== undefined) {
    return containerBytes + sum(value.L, (one) => elementBytes + valueBytes(one));
  }
  if (value.SS !== undefined) return sum(value.SS, textBytes);
  if (value.NS !== undefined) return sum(value.NS, numberBytes);
  if (value.BS !== undefined) return sum(value.BS, (bytes) => bytes.length);
  return 1;
}

export function itemBytes(item: Item): number {
  let total = 0;
  for (const name in item) total += textBytes(name) + valueBytes(item[name] as AttributeValue);
  return total;
}
