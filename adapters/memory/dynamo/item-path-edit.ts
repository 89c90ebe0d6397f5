// Sets and removes one place inside an item. The outer item is the caller's own copy; everything
// below is copied along the path, because stored values are shared.

import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { attributeOf, type Item } from './attribute-value.ts';
import type { DocumentPath } from './document-path.ts';
import { invalid } from './dynamo-error.ts';

const badPath = () =>
  invalid('The document path provided in the update expression is invalid for update');

/** Changes the value one level down; `undefined` in means absent, `undefined` out removes. */
type Change = (old: AttributeValue | undefined) => AttributeValue | undefined;

function changedMap(map: Item, key: string, change: Change): AttributeValue {
  const copy = { ...map };
  const value = change(attributeOf(map, key));
  if (value === undefined) delete copy[key];
  else copy[key] = value;
  return { M: copy };
}

function changedList(list: readonly AttributeValue[], at: number, change: Change): AttributeValue {
  const copy = [...list];
  const value = change(list[at]);
  if (value === undefined) copy.splice(at, 1);
  // A position past the end appends: lists have no holes.
  else if (at < copy.length) copy[at] = value;
  else copy.push(value);
  return { L: copy };
}

function changed(
  old: AttributeValue | undefined,
  keys: DocumentPath,
  at: number,
  change: Change,
): AttributeValue | undefined {
  if (at === keys.length) return change(old);
  const key = keys[at] as string | number;
  const deeper: Change = (inner) => changed(inner, keys, at + 1, change);
  if (typeof key === 'string' && old?.M !== undefined) return changedMap(old.M, key, deeper);
  if (typeof key === 'number' && old?.L !== undefined) return changedList(old.L, key, deeper);
  throw badPath();
}

export function setAt(item: Item, path: DocumentPath, value: AttributeValue): void {
  const [name] = path;
  item[name] =
    path.length === 1
      ? value
      : (changed(attributeOf(item, name), path, 1, () => value) as AttributeValue);
}

/** Removing what is not there changes nothing; a path that leads through nothing is refused. */
export function removeAt(item: Item, path: DocumentPath): void {
  const [name] = path;
  if (path.length === 1) {
    delete item[name];
    return;
  }
  item[name] = changed(attributeOf(item, name), path, 1, () => undefined) as AttributeValue;
}
