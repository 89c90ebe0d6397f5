// The store as its adapters see it: a client that sends only with a label, and the names of its tables.
import type { LabelledClient } from '#adapters/system/labelled.ts';

export interface TableNames {
  readonly engine: string;
  readonly idempotency: string;
  readonly outbox: string;
  readonly commands: string;
  readonly readModel: string;
}

export interface Store {
  readonly client: LabelledClient;
  readonly tables: TableNames;
  /** Shards of the indexes by time and of open work: writers and readers must agree on them. */
  readonly shards: number;
}

/** Shard of an id: FNV-1a over its text, stable in every release since rows keep it. */
export const shardOf = (id: string, shards: number): string => {
  let hash = 0x811c9dc5;
  for (let index = 0; index < id.length; index += 1) {
    hash = Math.imul(hash ^ id.charCodeAt(index), 0x01000193) >>> 0;
  }
  return String(hash % shards);
};

export const allShards = (shards: number): string[] =>
  Array.from({ length: shards }, (_, shard) => String(shard));
