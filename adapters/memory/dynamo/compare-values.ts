// Order of scalar values: numbers by size, texts and binaries by their bytes.

import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import type { Comparator } from './expression-tree.ts';
import { compareNumbers } from './number-value.ts';

/** Surrogates are moved above the rest, so that UTF-16 units sort as UTF-8 bytes do. */
function rank(unit: number): number {
  if (unit < 0xd800) return unit;
  return unit < 0xe000 ? unit + 0x2000 : unit - 0x800;
}

/** Order of the UTF-8 bytes, which is DynamoDB's order of texts. */
export function compareText(left: string, right: string): number {
  if (left === right) return 0;
  const length = Math.min(left.length, right.length);
  for (let at = 0; at < length; at += 1) {
    const one = left.charCodeAt(at);
    const two = right.charCodeAt(at);
    if (one !== two) return rank(one) - rank(two);
  }
  return left.length - right.length;
}

/** `undefined` where the two have no order: other types, or types without one. */
export function compareScalars(left: AttributeValue, right: AttributeValue): number | undefined {
  if (left.S !== undefined) {
    return right.S === undefined ? undefined : compareText(left.S, right.S);
  }
  if (left.N !== undefined) {
    return right.N === undefined ? undefined : compareNumbers(left.N, right.N);
  }
  if (left.B === undefined || right.B === undefined) return undefined;
  return Buffer.compare(left.B, right.B);
}

export const orderTests: Record<Exclude<Comparator, '=' | '<>'>, (order: number) => boolean> = {
  '<': (order) => order < 0,
  '<=': (order) => order <= 0,
  '>': (order) => order > 0,
  '>=': (order) => order >= 0,
};
