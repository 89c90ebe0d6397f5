// The two tables generated programs run on: one with every kind of index, one bare.

import type { TableDefinition } from '#adapters/memory/dynamo/table-definition.ts';

export const alpha: TableDefinition = {
  name: 'alpha',
  partitionKey: 'pk',
  sortKey: 'sk',
  stream: true,
  indexes: [
    { name: 'byGroup', partitionKey: 'gpk', sortKey: 'gsk', projection: 'KEYS_ONLY' },
    { name: 'byColor', partitionKey: 'color', projection: ['n', 'a'] },
    { name: 'bySort', partitionKey: 'gpk', sortKey: 'sk', projection: 'ALL' },
  ],
};

export const beta: TableDefinition = { name: 'beta', partitionKey: 'pk', indexes: [] };

export const sampleTables = [alpha, beta];
