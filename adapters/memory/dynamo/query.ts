// Query over a table or an index: one partition, one range, page by page.

import type { QueryCommandInput } from '@aws-sdk/client-dynamodb';
import { copyItem, type Item } from './attribute-value.ts';
import { bindingsOf, type ClauseOf } from './bindings.ts';
import {
  boundCondition,
  compiledFilter,
  parsedKeyCondition,
  parsedProjection,
} from './compiled-expression.ts';
import { checkDistinctPaths, type DocumentPath, documentPath } from './document-path.ts';
import { invalid } from './dynamo-error.ts';
import type { Engine } from './engine.ts';
import { checkFilterPaths } from './filter-paths.ts';
import { type KeyQuery, keyQuery } from './key-condition.ts';
import { projectItem } from './project-item.ts';
import { type QuerySource, querySource } from './query-source.ts';
import { compareKeys, firstPosition } from './sorted-rows.ts';

const pageBytesMax = 1024 * 1024;

export type QueryOutput = {
  readonly Items?: Item[];
  readonly Count: number;
  readonly ScannedCount: number;
  readonly LastEvaluatedKey?: Item;
};

type Plan = {
  readonly source: QuerySource;
  readonly key: KeyQuery;
  readonly fits: ((item: Item) => boolean) | undefined;
  readonly paths: readonly DocumentPath[] | undefined;
};

function planOf(input: QueryCommandInput, source: QuerySource): Plan {
  if (input.KeyConditionExpression === undefined) {
    throw invalid(
      'Either the KeyConditions or KeyConditionExpression parameter must be specified in the request.',
    );
  }
  const condition = parsedKeyCondition(input.KeyConditionExpression);
  const filter =
    input.FilterExpression === undefined ? undefined : compiledFilter(input.FilterExpression);
  const projection =
    input.ProjectionExpression === undefined
      ? undefined
      : parsedProjection(input.ProjectionExpression);
  const clauses: ClauseOf<unknown>[] = [condition, filter, projection].filter(
    (one) => one !== undefined,
  );
  const bindings = bindingsOf(input, clauses);
  const paths = projection?.parsed.tree.map((path) => documentPath(path, bindings.names));
  if (paths !== undefined) checkDistinctPaths(paths, 'ProjectionExpression');
  if (filter !== undefined) checkFilterPaths(filter.parsed.tree, bindings, source.keys);
  return {
    source,
    key: keyQuery(condition.parsed.tree, bindings, source.keys),
    fits: filter && boundCondition(filter, bindings),
    paths,
  };
}

function checkSelection(input: QueryCommandInput, { source, paths }: Plan): void {
  const { Select: select } = input;
  const { index } = source;
  if (select === 'ALL_PROJECTED_ATTRIBUTES' && index === undefined) {
    throw invalid('ALL_PROJECTED_ATTRIBUTES can be used only when Querying using an IndexName');
  }
  if (select === 'SPECIFIC_ATTRIBUTES' && paths === undefined) {
    throw invalid(
      'Must specify the AttributesToGet or ProjectionExpression when choosing to get SPECIFIC_ATTRIBUTES',
    );
  }
  if (select !== undefined && select !== 'SPECIFIC_ATTRIBUTES' && paths !== undefined) {
    throw invalid(`Cannot specify the ProjectionExpression when choosing to get ${select}`);
  }
  if (index === undefined || index.projection === 'ALL') return;
  if (select === 'ALL_ATTRIBUTES') {
    throw invalid(
      `One or more parameter values were invalid: Select type ALL_ATTRIBUTES is not supported for global secondary index ${index.name} because its projection type is not ALL`,
    );
  }
  const missing = paths?.find(([name]) => !source.projectedNames.includes(name));
  if (missing !== undefined) {
    throw invalid(
      `One or more parameter values were invalid: Global secondary index ${index.name} does not project [${missing[0]}]`,
    );
  }
}

/** Positions to visit, in order; the start key need not exist any more. */
function positionsOf(input: QueryCommandInput, { source, key }: Plan): Iterator<number> {
  const rows = source.rows(key.partition);
  let [from, to] = key.range(rows);
  const isForward = input.ScanIndexForward !== false;
  if (input.ExclusiveStartKey !== undefined) {
    const start = source.startOrder(input.ExclusiveStartKey, key.partition);
    if (isForward) {
      from = Math.max(
        from,
        firstPosition(rows, (order) => compareKeys(order, start) > 0),
      );
    } else {
      to = Math.min(
        to,
        firstPosition(rows, (order) => compareKeys(order, start) >= 0),
      );
    }
  }
  return (function* positions() {
    if (isForward) for (let at = from; at < to; at += 1) yield at;
    else for (let at = to - 1; at >= from; at -= 1) yield at;
  })();
}

type Page = { items: Item[]; scanned: number; bytes: number; last: Item | undefined };

function readPage(input: QueryCommandInput, plan: Plan): Page {
  const rows = plan.source.rows(plan.key.partition);
  const positions = positionsOf(input, plan);
  const page: Page = { items: [], scanned: 0, bytes: 0, last: undefined };
  for (let next = positions.next(); next.done !== true; next = positions.next()) {
    const row = rows[next.value] as { item: Item; bytes: number };
    page.scanned += 1;
    page.bytes += row.bytes;
    if (plan.fits?.(row.item) ?? true) page.items.push(row.item);
    if (page.scanned === input.Limit || page.bytes >= pageBytesMax) {
      page.last = row.item;
      break;
    }
  }
  return page;
}

/** @throws ValidationException; never for an empty result. */
export function query(engine: Engine, input: QueryCommandInput): QueryOutput {
  if (input.Limit !== undefined && input.Limit < 1) {
    throw invalid(
      `1 validation error detected: Value '${input.Limit}' at 'limit' failed to satisfy constraint: Member must have value greater than or equal to 1`,
    );
  }
  const table = engine.table(input.TableName);
  const source = querySource(table, input.IndexName);
  if (source.index !== undefined && input.ConsistentRead === true) {
    throw invalid('Consistent reads are not supported on global secondary indexes');
  }
  const plan = planOf(input, source);
  checkSelection(input, plan);
  const isConsistent = input.ConsistentRead === true;
  const page = engine.reading(table, isConsistent, () => readPage(input, plan));
  engine.meter.read({
    table: source.table,
    index: source.index?.name,
    rows: page.scanned,
    bytes: page.bytes,
    isConsistent,
  });
  const { paths } = plan;
  const shown = (item: Item) => (paths === undefined ? copyItem(item) : projectItem(item, paths));
  return {
    ...(input.Select === 'COUNT' ? {} : { Items: page.items.map(shown) }),
    Count: page.items.length,
    ScannedCount: page.scanned,
    ...(page.last === undefined ? {} : { LastEvaluatedKey: source.keyOf(page.last) }),
  };
}
