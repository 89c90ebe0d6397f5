// A global secondary index: a second order over the rows that have its key attributes.

import { equalItems, type Item } from './attribute-value.ts';
import { itemBytes } from './item-size.ts';
import { compareKeys, putRow, removeRow, rowAt, type SortKey } from './sorted-rows.ts';
import { type IndexDefinition, keyNames, type TableDefinition } from './table-definition.ts';

type Place = {
  readonly partition: string;
  /** The index's sort key, then the row's own key: rows with equal index keys keep an order. */
  readonly order: SortKey;
};

export type IndexEntry = Place & {
  readonly item: Item;
  readonly bytes: number;
};

/** Sizes of the entries a write puts, changes or removes: each is billed by itself. */
export type TouchedEntries = { readonly index: string; readonly bytes: readonly number[] };

export type MemoryIndex = {
  readonly definition: IndexDefinition;
  readonly partition: (value: string) => readonly IndexEntry[] | undefined;
  readonly replace: (old: Item | undefined, next: Item | undefined) => readonly number[];
};

function projectedNames(table: TableDefinition, index: IndexDefinition): string[] | undefined {
  if (index.projection === 'ALL') return undefined;
  const included = index.projection === 'KEYS_ONLY' ? [] : index.projection;
  return [...new Set([...keyNames(index), ...keyNames(table), ...included])];
}

function projected(item: Item, names: readonly string[] | undefined): Item {
  if (names === undefined) return item;
  const copy: Item = {};
  for (const name of names) {
    const value = item[name];
    if (value !== undefined) copy[name] = value;
  }
  return copy;
}

export function memoryIndex(table: TableDefinition, definition: IndexDefinition): MemoryIndex {
  const partitions = new Map<string, IndexEntry[]>();
  const names = projectedNames(table, definition);
  const tableKeys = keyNames(table);

  const placeOf = (item: Item | undefined): Place | undefined => {
    const partition = item?.[definition.partitionKey]?.S;
    const sort = definition.sortKey === undefined ? '' : item?.[definition.sortKey]?.S;
    if (item === undefined || partition === undefined || sort === undefined) return undefined;
    return { partition, order: [sort, ...tableKeys.map((name) => item[name]?.S as string)] };
  };
  const entryOf = (item: Item | undefined): IndexEntry | undefined => {
    const place = placeOf(item);
    if (item === undefined || place === undefined) return undefined;
    const copy = projected(item, names);
    return { ...place, item: copy, bytes: itemBytes(copy) };
  };
  /** What a row has here now: it was put under the same place. */
  const present = (item: Item | undefined): IndexEntry | undefined => {
    const place = placeOf(item);
    const rows = place && partitions.get(place.partition);
    return place && rows && rowAt(rows, place.order);
  };
  const put = (entry: IndexEntry) => {
    const rows = partitions.get(entry.partition) ?? [];
    partitions.set(entry.partition, rows);
    putRow(rows, entry);
  };
  const remove = (entry: IndexEntry) => {
    const rows = partitions.get(entry.partition);
    if (rows === undefined) return;
    removeRow(rows, entry.order);
    if (rows.length === 0) partitions.delete(entry.partition);
  };
  const replace = (oldItem: Item | undefined, nextItem: Item | undefined) => {
    const old = present(oldItem);
    const next = entryOf(nextItem);
    if (old === undefined) {
      if (next === undefined) return [];
      put(next);
      return [next.bytes];
    }
    const isMoved =
      next !== undefined &&
      (old.partition !== next.partition || compareKeys(old.order, next.order) !== 0);
    if (next === undefined || isMoved) {
      remove(old);
      if (next === undefined) return [old.bytes];
      put(next);
      return [old.bytes, next.bytes];
    }
    if (equalItems(old.item, next.item)) return [];
    put(next);
    return [Math.max(old.bytes, next.bytes)];
  };
  return { definition, partition: (value) => partitions.get(value), replace };
}
