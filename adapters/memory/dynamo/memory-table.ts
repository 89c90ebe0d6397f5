// One table: rows by partition and sort key, its indexes, its stream. `replace` is the only way
// a row changes, so index entries and stream records cannot be forgotten.

import { copyItem, equalItems, type Item } from './attribute-value.ts';
import { type MemoryIndex, memoryIndex, type TouchedEntries } from './memory-index.ts';
import { type MemoryStream, memoryStream } from './memory-stream.ts';
import type { Row, RowKey } from './row-key.ts';
import { putRow, removeRow, rowAt, type Sorted } from './sorted-rows.ts';
import type { TableDefinition } from './table-definition.ts';
import { type TableHistory, tableHistory } from './table-history.ts';

type StoredRow = Row & Sorted;

export type Replacement = {
  readonly key: RowKey;
  readonly next: Row | undefined;
  /** Milliseconds; stamped on the stream record. */
  readonly at: number;
  /** True for rows that time to live took: their record says so. */
  readonly isExpiry?: boolean;
};

/** What a replacement cost: for the meter. */
export type Replaced = {
  readonly oldBytes: number;
  readonly nextBytes: number;
  readonly entries: readonly TouchedEntries[];
};

export type MemoryTable = {
  readonly definition: TableDefinition;
  readonly row: (key: RowKey) => Row | undefined;
  readonly partition: (value: string) => readonly StoredRow[] | undefined;
  readonly index: (name: string) => MemoryIndex | undefined;
  readonly replace: (replacement: Replacement) => Replaced;
  readonly asOf: TableHistory['asOf'];
  readonly stream: MemoryStream;
  /** Every row in key order, as references: copy before handing them out. */
  readonly rows: () => Row[];
};

function storedIn(partitions: Map<string, StoredRow[]>, key: RowKey, row: Row | undefined) {
  const rows = partitions.get(key.partition) ?? [];
  if (row === undefined) {
    removeRow(rows, [key.sort]);
    if (rows.length === 0) partitions.delete(key.partition);
    return;
  }
  partitions.set(key.partition, rows);
  putRow(rows, { item: row.item, bytes: row.bytes, order: [key.sort] });
}

/** Hears of a row that changed; both are the stored items themselves and are never changed in place. */
export type HearChange = (table: string, old: Item | undefined, next: Item | undefined) => void;

const hearNothing: HearChange = () => {};

/** @param historyMs - How far back `asOf` can look; 0 keeps nothing. */
export function memoryTable(
  definition: TableDefinition,
  historyMs = 0,
  hearChange = hearNothing,
): MemoryTable {
  const partitions = new Map<string, StoredRow[]>();
  const indexes = definition.indexes.map((index) => memoryIndex(definition, index));
  const byName = new Map(indexes.map((index) => [index.definition.name, index]));
  const stream = memoryStream(definition);

  const rowOf = (key: RowKey) => {
    const rows = partitions.get(key.partition);
    return rows && rowAt(rows, [key.sort]);
  };
  const exchange = (key: RowKey, next: Row | undefined) => {
    const old = rowOf(key);
    storedIn(partitions, key, next);
    const entries: TouchedEntries[] = [];
    for (const index of indexes) {
      const bytes = index.replace(old?.item, next?.item);
      if (bytes.length > 0) entries.push({ index: index.definition.name, bytes });
    }
    return { old, entries };
  };
  const history = tableHistory(historyMs, exchange);
  const replace = ({ key, next, at, isExpiry }: Replacement): Replaced => {
    const before = rowOf(key);
    if (before !== undefined && next !== undefined && equalItems(before.item, next.item)) {
      // The row stays the one that was told: whoever follows the changes knows it by its identity.
      return { oldBytes: before.bytes, nextBytes: next.bytes, entries: [] };
    }
    const { old, entries } = exchange(key, next);
    history.note({ key, old, next, at });
    if (old !== next) {
      hearChange(definition.name, old?.item, next?.item);
      stream.append({ key, old: old?.item, next: next?.item, at, isExpiry: isExpiry === true });
    }
    return { oldBytes: old?.bytes ?? 0, nextBytes: next?.bytes ?? 0, entries };
  };
  const rows = () => [...partitions.keys()].sort().flatMap((value) => partitions.get(value) ?? []);
  return {
    definition,
    row: rowOf,
    partition: (value) => partitions.get(value),
    index: (name) => byName.get(name),
    replace,
    asOf: history.asOf,
    stream,
    rows,
  };
}

export function dumpTable(table: MemoryTable): Item[] {
  return table.rows().map((row) => copyItem(row.item));
}
