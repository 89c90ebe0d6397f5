// The engine's store over the in-memory twin: the real adapters, no server.
import type { Store } from '#adapters/dynamo/store.ts';
import {
  type MemoryDynamo,
  type MemoryDynamoOptions,
  memoryDynamo,
} from '#adapters/memory/dynamo/memory-dynamo.ts';
import type { TableDefinition } from '#adapters/memory/dynamo/table-definition.ts';
import { labelled } from '#adapters/system/labelled.ts';
import type { CallLabel } from '#core/contracts/labels.ts';
import { baseKey, tables } from '#core/contracts/storage.ts';

export const tableDefinitions: readonly TableDefinition[] = Object.values(tables).map((table) => ({
  name: table.name,
  ...baseKey,
  indexes: table.indexes.map((index) => ({
    name: index.name,
    partitionKey: index.partitionKey,
    sortKey: index.sortKey,
    projection: index.included.length === 0 ? 'KEYS_ONLY' : [...index.included],
  })),
  stream: table.hasStream,
  ...(table.ttlAttribute === null ? {} : { ttlAttribute: table.ttlAttribute }),
}));

export interface TwinStore {
  readonly store: Store;
  readonly dynamo: MemoryDynamo;
  /** Every label sent, in order. */
  readonly sent: CallLabel[];
}

/** Runs the effect of a labelled call, or does something else in its place. */
export type Around = <T>(label: CallLabel, effect: () => Promise<T>) => Promise<T>;

export const tableNames = {
  engine: 'engine',
  idempotency: 'idempotency',
  outbox: 'outbox',
  commands: 'commands',
  readModel: 'read-model',
};

export const twinStore = (
  now: () => number,
  intercept?: MemoryDynamoOptions['intercept'],
  around: Around = (_label, effect) => effect(),
  onCommit?: MemoryDynamoOptions['onCommit'],
): TwinStore => {
  const dynamo = memoryDynamo({
    now,
    tables: tableDefinitions,
    ...(intercept === undefined ? {} : { intercept }),
    ...(onCommit === undefined ? {} : { onCommit }),
  });
  const sent: CallLabel[] = [];
  const calls = {
    run: <T>(label: CallLabel, effect: () => Promise<T>): Promise<T> => {
      sent.push(label);
      return around(label, effect);
    },
  };
  return {
    store: { client: labelled(dynamo, calls), tables: tableNames, shards: 16 },
    dynamo,
    sent,
  };
};
