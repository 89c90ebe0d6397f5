// What a query reads: a table's own order, or an index's.

import { admitItem } from './admit-value.ts';
import { copyValue, type Item } from './attribute-value.ts';
import { invalid } from './dynamo-error.ts';
import type { MemoryTable } from './memory-table.ts';
import type { Sorted, SortKey } from './sorted-rows.ts';
import { type IndexDefinition, type KeyNames, keyNames } from './table-definition.ts';

export type QuerySource = {
  readonly table: string;
  readonly index: IndexDefinition | undefined;
  readonly keys: KeyNames;
  /** Names an index that does not project everything holds. */
  readonly projectedNames: readonly string[];
  readonly rows: (partition: string) => readonly (Sorted & { item: Item; bytes: number })[];
  /** The key a page ends with: the table's own and, for an index, the index's too. */
  readonly keyOf: (item: Item) => Item;
  /** The place a page starts after. */
  readonly startOrder: (startKey: Item, partition: string) => SortKey;
};

function indexOf(table: MemoryTable, name: string | undefined) {
  if (name === undefined) return undefined;
  const index = table.index(name);
  if (index === undefined) {
    throw invalid(`The table does not have the specified index: ${name}`);
  }
  return index;
}

export function querySource(table: MemoryTable, indexName: string | undefined): QuerySource {
  const index = indexOf(table, indexName);
  const keys: KeyNames = index?.definition ?? table.definition;
  const ownNames = keyNames(table.definition);
  const names = [...new Set([...keyNames(keys), ...ownNames])];
  const projection = index?.definition.projection;
  const included = projection === undefined || typeof projection === 'string' ? [] : projection;

  const keyOf = (item: Item) => {
    const key: Item = {};
    for (const name of names) key[name] = copyValue(item[name] as Item[string]);
    return key;
  };
  const startOrder = (startKey: Item, partition: string): SortKey => {
    const given = admitItem(startKey);
    const isWhole =
      Object.keys(given).length === names.length &&
      names.every((name) => given[name]?.S !== undefined);
    if (!isWhole) throw invalid('The provided starting key is invalid');
    if (given[keys.partitionKey]?.S !== partition) {
      throw invalid(
        'The provided starting key is outside query boundaries based on provided conditions',
      );
    }
    const sort = keys.sortKey === undefined ? '' : (given[keys.sortKey]?.S as string);
    if (index === undefined) return [sort];
    return [sort, ...ownNames.map((name) => given[name]?.S as string)];
  };
  return {
    table: table.definition.name,
    index: index?.definition,
    keys,
    projectedNames: [...names, ...included],
    rows: (partition) => (index ?? table).partition(partition) ?? [],
    keyOf,
    startOrder,
  };
}
