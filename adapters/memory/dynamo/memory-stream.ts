// A table's stream: one record per changed row, in order of the changes, NEW_IMAGE only, kept
// for a day. Rows of one partition key share a shard, and only within a shard is order promised.

import { copyItem, type Item } from './attribute-value.ts';
import type { RowKey } from './row-key.ts';
import { keyNames, type TableDefinition } from './table-definition.ts';

export type StreamRecord = {
  /** Rises by one per record of the table. */
  readonly sequence: number;
  readonly shard: number;
  readonly eventName: 'INSERT' | 'MODIFY' | 'REMOVE';
  /** Milliseconds. */
  readonly at: number;
  readonly keys: Item;
  /** Absent for REMOVE. */
  readonly newImage?: Item;
  /** True where time to live removed the row, not a caller. */
  readonly isExpiry: boolean;
};

export type StreamChange = {
  readonly key: RowKey;
  readonly old: Item | undefined;
  readonly next: Item | undefined;
  readonly at: number;
  readonly isExpiry: boolean;
};

export type MemoryStream = {
  readonly append: (change: StreamChange) => void;
  /** Records after a sequence number, oldest first; images are the reader's own copies. */
  readonly after: (sequence: number) => StreamRecord[];
  /** Forgets what is older than a day at `now`, as the real stream does. */
  readonly trim: (now: number) => void;
};

const shards = 4;
const keptMs = 24 * 60 * 60 * 1000;

function shardOf(partition: string): number {
  let hash = 0;
  for (let at = 0; at < partition.length; at += 1) {
    hash = (Math.imul(hash, 31) + partition.charCodeAt(at)) >>> 0;
  }
  return hash % shards;
}

export function memoryStream(table: TableDefinition): MemoryStream {
  let records: StreamRecord[] = [];
  let last = 0;
  const names = keyNames(table);

  const append = ({ key, old, next, at, isExpiry }: StreamChange) => {
    const source = next ?? old;
    if (table.stream !== true || source === undefined) return;
    const keys: Item = {};
    for (const name of names) keys[name] = source[name] as Item[string];
    last += 1;
    const shard = shardOf(key.partition);
    const record = { sequence: last, shard, at, keys, isExpiry };
    if (next === undefined) records.push({ ...record, eventName: 'REMOVE' });
    else {
      const eventName = old === undefined ? 'INSERT' : 'MODIFY';
      records.push({ ...record, eventName, newImage: next });
    }
  };
  const after = (sequence: number) => {
    const first = records[0]?.sequence ?? 1;
    return records.slice(Math.max(0, sequence + 1 - first)).map((record) => ({
      ...record,
      keys: copyItem(record.keys),
      ...(record.newImage === undefined ? {} : { newImage: copyItem(record.newImage) }),
    }));
  };
  const trim = (now: number) => {
    const kept = records.findIndex((record) => record.at > now - keptMs);
    records = kept < 0 ? [] : records.slice(kept);
  };
  return { append, after, trim };
}
