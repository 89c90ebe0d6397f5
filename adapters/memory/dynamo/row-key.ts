// Keys of rows: exactly the key attributes, each a text that is not empty.

import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { attributeType, type Item } from './attribute-value.ts';
import { invalid } from './dynamo-error.ts';
import { textBytes } from './item-size.ts';
import { type KeyNames, keyNames, type TableDefinition } from './table-definition.ts';

export type RowKey = { readonly partition: string; readonly sort: string };

export type Row = { readonly item: Item; readonly bytes: number };

const partitionBytesMax = 2048;
const sortBytesMax = 1024;

function keyText(value: AttributeValue | undefined, name: string, bytesMax: number): string {
  if (value === undefined) {
    throw invalid(`One or more parameter values were invalid: Missing the key ${name} in the item`);
  }
  if (value.S === undefined) {
    throw invalid(
      `One or more parameter values were invalid: Type mismatch for key ${name} expected: S actual: ${attributeType(value)}`,
    );
  }
  if (textBytes(value.S) > bytesMax) {
    throw invalid(
      `One or more parameter values were invalid: Size of key ${name} has exceeded the maximum size limit of ${bytesMax} bytes`,
    );
  }
  return value.S;
}

/**
 * Empty key texts. They are refused before a transaction starts, while a wrong type is found
 * while it runs. Source: the Parity Suite's captures of the real service, requests 46 and 60.
 */
export function checkKeyTexts(item: Item, table: TableDefinition): void {
  for (const name of keyNames(table)) {
    if (item[name]?.S === '') {
      throw invalid(
        `One or more parameter values are not valid. The AttributeValue for a key attribute cannot contain an empty string value. Key: ${name}`,
      );
    }
  }
}

function emptyIndexKey(index: string, name: string) {
  return invalid(
    `One or more parameter values are not valid. A value specified for a secondary index key is not supported. The AttributeValue for a key attribute cannot contain an empty string value. IndexName: ${index}, IndexKey: ${name}`,
  );
}

export function checkIndexTexts(item: Item, table: TableDefinition): void {
  for (const index of table.indexes) {
    for (const name of keyNames(index)) {
      if (item[name]?.S === '') throw emptyIndexKey(index.name, name);
    }
  }
}

/** The key inside a whole item. */
export function keyOfItem(item: Item, keys: KeyNames): RowKey {
  return {
    partition: keyText(item[keys.partitionKey], keys.partitionKey, partitionBytesMax),
    sort: keys.sortKey === undefined ? '' : keyText(item[keys.sortKey], keys.sortKey, sortBytesMax),
  };
}

/** A request's `Key`: nothing missing, nothing else. */
export function keyOfInput(key: Item | undefined, table: TableDefinition): RowKey {
  const names = keyNames(table);
  const given = Object.keys(key ?? {});
  if (key === undefined || given.length !== names.length || given.some((n) => !names.includes(n))) {
    throw invalid('The provided key element does not match the schema');
  }
  for (const name of names) {
    if (key[name]?.S === undefined) {
      throw invalid('The provided key element does not match the schema');
    }
  }
  return keyOfItem(key, table);
}

/** The key of a read. */
export function readKey(key: Item, table: TableDefinition): RowKey {
  checkKeyTexts(key, table);
  return keyOfInput(key, table);
}

/** Key attributes of indexes may be absent, but not of another type and not empty. */
export function checkIndexKeys(item: Item, table: TableDefinition): void {
  for (const index of table.indexes) {
    for (const name of keyNames(index)) {
      const value = item[name];
      if (value === undefined) continue;
      if (value.S === '') throw emptyIndexKey(index.name, name);
      if (value.S === undefined) {
        throw invalid(
          `One or more parameter values were invalid: Type mismatch for Index Key ${name} Expected: S Actual: ${attributeType(value)} IndexName: ${index.name}`,
        );
      }
    }
  }
}
