// Reads every port is made of: one row, a batch of rows, one collection, a stretch of an index.
import {
  BatchGetItemCommand,
  GetItemCommand,
  QueryCommand,
  type QueryCommandInput,
  type QueryCommandOutput,
} from '@aws-sdk/client-dynamodb';
import type { StoreLabel } from '#core/contracts/labels.ts';
import { DependencyUnavailable } from '#core/kernel/faults.ts';
import type { RowKey } from './keys.ts';
import { type Attributes, toAttributes } from './row-values.ts';
import type { Store } from './store.ts';

/** A read that fails leaves nothing behind: to its caller the store is away. */
const reading = async <T>(work: () => Promise<T>): Promise<T> => {
  try {
    return await work();
  } catch (fault) {
    throw new DependencyUnavailable('dynamodb', fault);
  }
};

/** One row, consistently. */
export const readRow = (
  { client }: Store,
  label: StoreLabel,
  table: string,
  key: RowKey,
): Promise<Attributes | undefined> =>
  reading(async () => {
    const found = await client.send(
      label,
      new GetItemCommand({ TableName: table, Key: toAttributes({ ...key }), ConsistentRead: true }),
    );
    return found.Item;
  });

const batchMax = 100;

const readBatch = async (
  { client }: Store,
  label: StoreLabel,
  table: string,
  keys: readonly RowKey[],
): Promise<Attributes[]> => {
  const found: Attributes[] = [];
  let asked: Attributes[] = keys.map((key) => toAttributes({ ...key }));
  while (asked.length > 0) {
    const reply = await client.send(
      label,
      new BatchGetItemCommand({ RequestItems: { [table]: { Keys: asked, ConsistentRead: true } } }),
    );
    found.push(...(reply.Responses?.[table] ?? []));
    asked = reply.UnprocessedKeys?.[table]?.Keys ?? [];
  }
  return found;
};

/** Rows by key, consistently and in no order; missing ones are left out. */
export const readRows = (
  store: Store,
  label: StoreLabel,
  table: string,
  keys: readonly RowKey[],
): Promise<Attributes[]> =>
  reading(async () => {
    const found: Attributes[] = [];
    for (let start = 0; start < keys.length; start += batchMax) {
      found.push(...(await readBatch(store, label, table, keys.slice(start, start + batchMax))));
    }
    return found;
  });

export interface Stretch {
  readonly table: string;
  readonly index?: string;
  readonly partition: readonly [name: string, value: string];
  /** Sort key bounds, as text; `from` inclusive, `before` exclusive. */
  readonly sort?: { readonly name: string; readonly from?: string; readonly before?: string };
  readonly isNewestFirst?: boolean;
  readonly limit?: number;
}

const sortClause = (
  sort: Stretch['sort'],
): { readonly text: string; readonly values: Attributes } => {
  if (sort?.from !== undefined && sort.before !== undefined) {
    // BETWEEN includes its upper bound; `before` is one character short of any key that begins with it.
    return {
      text: ' AND #sort BETWEEN :from AND :before',
      values: { ':from': { S: sort.from }, ':before': { S: sort.before } },
    };
  }
  if (sort?.from !== undefined)
    return { text: ' AND #sort >= :from', values: { ':from': { S: sort.from } } };
  if (sort?.before !== undefined)
    return { text: ' AND #sort < :before', values: { ':before': { S: sort.before } } };
  return { text: '', values: {} };
};

const queryOf = (stretch: Stretch): QueryCommandInput => {
  const sort = sortClause(stretch.sort);
  return {
    TableName: stretch.table,
    ...(stretch.index === undefined ? { ConsistentRead: true } : { IndexName: stretch.index }),
    KeyConditionExpression: `#partition = :partition${sort.text}`,
    ExpressionAttributeNames: {
      '#partition': stretch.partition[0],
      ...(sort.text === '' ? {} : { '#sort': stretch.sort?.name ?? 'sk' }),
    },
    ExpressionAttributeValues: { ':partition': { S: stretch.partition[1] }, ...sort.values },
    ScanIndexForward: stretch.isNewestFirst !== true,
    ...(stretch.limit === undefined ? {} : { Limit: stretch.limit }),
  };
};

/** A stretch of a collection or an index. A base table is read consistently. */
export const readStretch = (
  { client }: Store,
  label: StoreLabel,
  stretch: Stretch,
): Promise<Attributes[]> =>
  reading(async () => {
    const query = queryOf(stretch);
    const wanted = stretch.limit ?? Number.POSITIVE_INFINITY;
    const found: Attributes[] = [];
    let start: Attributes | undefined;
    do {
      const page: QueryCommandOutput = await client.send(
        label,
        new QueryCommand(start === undefined ? query : { ...query, ExclusiveStartKey: start }),
      );
      found.push(...(page.Items ?? []));
      start = page.LastEvaluatedKey;
    } while (start !== undefined && found.length < wanted);
    return found;
  });
