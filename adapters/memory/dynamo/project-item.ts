// Projection: the parts of an item that a list of paths names, in the item's own shape.

import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { attributeOf, copyValue, type Item } from './attribute-value.ts';
import type { DocumentPath } from './document-path.ts';

/** Which parts are wanted: everything below, or the parts below each key. */
type Wanted = Map<string | number, Wanted> | 'all';

function wantedTree(paths: readonly DocumentPath[]): Map<string | number, Wanted> {
  const root = new Map<string | number, Wanted>();
  for (const path of paths) {
    let node = root;
    path.forEach((key, at) => {
      if (at === path.length - 1) {
        node.set(key, 'all');
        return;
      }
      const known = node.get(key);
      const next = known instanceof Map ? known : new Map<string | number, Wanted>();
      node.set(key, next);
      node = next;
    });
  }
  return root;
}

function pickValue(value: AttributeValue, wanted: Wanted): AttributeValue | undefined {
  if (wanted === 'all') return copyValue(value);
  if (value.M !== undefined) {
    const picked = pickItem(value.M, wanted);
    return Object.keys(picked).length > 0 ? { M: picked } : undefined;
  }
  if (value.L === undefined) return undefined;
  const elements = value.L;
  const positions = [...wanted.keys()].filter((key) => typeof key === 'number');
  const picked = positions
    .sort((one, two) => one - two)
    .flatMap((at) => {
      const element = elements[at];
      const part = element && pickValue(element, wanted.get(at) as Wanted);
      return part === undefined ? [] : [part];
    });
  return picked.length > 0 ? { L: picked } : undefined;
}

function pickItem(item: Item, wanted: Map<string | number, Wanted>): Item {
  const picked: Item = {};
  for (const [key, below] of wanted) {
    const value = typeof key === 'string' ? attributeOf(item, key) : undefined;
    const part = value && pickValue(value, below);
    if (part !== undefined) picked[key as string] = part;
  }
  return picked;
}

/** A copy; list elements close up, as DynamoDB returns them. */
export function projectItem(item: Item, paths: readonly DocumentPath[]): Item {
  return pickItem(item, wantedTree(paths));
}
