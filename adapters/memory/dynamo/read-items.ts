// GetItem, BatchGetItem and TransactGetItems: rows by their keys.

import type {
  BatchGetItemCommandInput,
  GetItemCommandInput,
  TransactGetItemsCommandInput,
} from '@aws-sdk/client-dynamodb';
import { admitItem } from './admit-value.ts';
import { copyItem, type Item } from './attribute-value.ts';
import { bindingsOf } from './bindings.ts';
import { checkFields } from './command-input.ts';
import { parsedProjection } from './compiled-expression.ts';
import { checkDistinctPaths, documentPath } from './document-path.ts';
import { DynamoError, invalid, transactionCancelled } from './dynamo-error.ts';
import type { Engine } from './engine.ts';
import { projectItem } from './project-item.ts';
import { checkKeyTexts, keyOfInput, type RowKey, readKey } from './row-key.ts';
import type { TableDefinition } from './table-definition.ts';

type Projection = {
  readonly ProjectionExpression?: string | undefined;
  readonly ExpressionAttributeNames?: Record<string, string> | undefined;
};

const batchMax = 100;
const transactMax = 100;

function shownBy(input: Projection): (item: Item) => Item {
  if (input.ProjectionExpression === undefined) {
    bindingsOf({ ExpressionAttributeNames: input.ExpressionAttributeNames }, []);
    return copyItem;
  }
  const projection = parsedProjection(input.ProjectionExpression);
  const bindings = bindingsOf({ ExpressionAttributeNames: input.ExpressionAttributeNames }, [
    projection,
  ]);
  const paths = projection.parsed.tree.map((path) => documentPath(path, bindings.names));
  checkDistinctPaths(paths, 'ProjectionExpression');
  return (item) => projectItem(item, paths);
}

type Read = {
  readonly engine: Engine;
  readonly table: string | undefined;
  readonly isConsistent: boolean;
  readonly isTransaction?: boolean;
};

function readRow({ engine, table, ...manner }: Read, key: RowKey): Item | undefined {
  const stored = engine.table(table);
  const row = engine.reading(stored, manner.isConsistent, () => stored.row(key));
  engine.meter.read({
    table: stored.definition.name,
    rows: row === undefined ? 0 : 1,
    bytes: row?.bytes ?? 0,
    ...manner,
  });
  return row?.item;
}

export function getItem(engine: Engine, input: GetItemCommandInput): { Item?: Item } {
  const { definition } = engine.table(input.TableName);
  const shown = shownBy(input);
  const key = readKey(admitItem(input.Key ?? {}), definition);
  const isConsistent = input.ConsistentRead === true;
  const item = readRow({ engine, table: input.TableName, isConsistent }, key);
  return item === undefined ? {} : { Item: shown(item) };
}

export function batchGetItem(
  engine: Engine,
  input: BatchGetItemCommandInput,
): { Responses: Record<string, Item[]>; UnprocessedKeys: Record<string, never> } {
  const requests = Object.entries(input.RequestItems ?? {});
  const count = requests.reduce((sum, [, request]) => sum + (request.Keys?.length ?? 0), 0);
  if (count === 0 || count > batchMax) {
    throw invalid('Too many items requested for the BatchGetItem call');
  }
  const plans = requests.map(([table, request]) => {
    checkFields('KeysAndAttributes', request);
    const { definition } = engine.table(table);
    const keys = (request.Keys ?? []).map((key) => readKey(admitItem(key), definition));
    if (new Set(keys.map((key) => JSON.stringify(key))).size !== keys.length) {
      throw invalid('Provided list of item keys contains duplicates');
    }
    const isConsistent = request.ConsistentRead === true;
    return { table, keys, shown: shownBy(request), read: { engine, table, isConsistent } };
  });
  const responses: Record<string, Item[]> = {};
  for (const { table, keys, shown, read } of plans) {
    const items = keys.map((key) => readRow(read, key));
    responses[table] = items.filter((item) => item !== undefined).map(shown);
  }
  return { Responses: responses, UnprocessedKeys: {} };
}

/** A key that does not fit the schema is a reason to cancel; an empty text refuses the request. */
function fittingKey(given: Item, table: TableDefinition): RowKey | DynamoError {
  checkKeyTexts(given, table);
  try {
    return keyOfInput(given, table);
  } catch (error) {
    if (error instanceof DynamoError) return error;
    throw error;
  }
}

export function transactGetItems(
  engine: Engine,
  input: TransactGetItemsCommandInput,
): { Responses: { Item?: Item }[] } {
  const items = input.TransactItems ?? [];
  if (items.length === 0 || items.length > transactMax) {
    throw invalid(
      "1 validation error detected: Value at 'transactItems' failed to satisfy constraint: Member must have length between 1 and 100",
    );
  }
  const plans = items.map((entry) => {
    checkFields('TransactGetItem', entry);
    const get = entry.Get;
    if (get === undefined) throw invalid('TransactItems must contain a Get');
    checkFields('Get', get);
    const shown = shownBy(get);
    return { table: get.TableName, given: admitItem(get.Key ?? {}), shown };
  });
  const keys = plans.map(({ table, given }) => fittingKey(given, engine.table(table).definition));
  if (keys.some((key) => key instanceof DynamoError)) {
    throw transactionCancelled(
      keys.map((key) =>
        key instanceof DynamoError
          ? { Code: 'ValidationError', Message: key.message }
          : { Code: 'None' },
      ),
    );
  }
  const places = plans.map(({ table }, at) => JSON.stringify([table, keys[at]]));
  if (new Set(places).size < places.length) {
    throw invalid('Transaction request cannot include multiple operations on one item');
  }
  return {
    Responses: plans.map(({ table, shown }, at) => {
      const read = { engine, table, isConsistent: true, isTransaction: true };
      const item = readRow(read, keys[at] as RowKey);
      return item === undefined ? {} : { Item: shown(item) };
    }),
  };
}
