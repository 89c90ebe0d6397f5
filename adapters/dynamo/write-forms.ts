// The forms a change takes on the wire: a put that must be first, an update of what differs, a check.
import type { TransactWriteItem } from '@aws-sdk/client-dynamodb';
import { encoded, type ItemCodec } from './aggregate-items.ts';
import type { RowKey } from './keys.ts';
import {
  type Attributes,
  attributeOf,
  type Row,
  type RowValue,
  toAttributes,
} from './row-values.ts';
import type { Store } from './store.ts';

export const isNew = 'attribute_not_exists(pk)';

export interface Guard {
  readonly condition: string;
  readonly names?: Record<string, string>;
  readonly values?: Attributes;
}

export const put = (
  table: string,
  key: RowKey,
  attributes: Attributes,
  condition: string,
): TransactWriteItem => ({
  Put: {
    TableName: table,
    Item: { ...toAttributes({ ...key }), ...attributes },
    ConditionExpression: condition,
    ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
  },
});

const isSame = (name: string, before: RowValue | undefined, after: RowValue): boolean => {
  if (before === undefined || typeof after !== 'object') return false;
  return JSON.stringify(attributeOf(name, before)) === JSON.stringify(attributeOf(name, after));
};

/** The update from one stored form to the next: only what differs is named. */
const difference = (before: Row, after: Row) => {
  const names: Record<string, string> = {};
  const values: Attributes = {};
  const sets: string[] = [];
  const removes: string[] = [];
  let count = 0;
  const slotOf = (name: string): string => {
    const slot = `f${count}`;
    count += 1;
    names[`#${slot}`] = name;
    return slot;
  };
  for (const name in after) {
    const value = after[name];
    // Most members are the very ones that were read.
    if (value === undefined || value === before[name] || isSame(name, before[name], value))
      continue;
    const slot = slotOf(name);
    values[`:${slot}`] = attributeOf(name, value);
    sets.push(`#${slot} = :${slot}`);
  }
  for (const name in before) {
    if (before[name] !== undefined && after[name] === undefined) removes.push(`#${slotOf(name)}`);
  }
  return { names, values, sets, removes };
};

const history = (via: readonly string[], at: string): Attributes => ({
  ':moves': { L: via.map((status) => ({ S: `${status}@${at}` })) },
  ':none': { L: [] },
});

interface Advance<T> {
  readonly codec: ItemCodec<T>;
  readonly before: T;
  readonly after: T;
  readonly guard: Guard;
  readonly moves?: { readonly via: readonly string[]; readonly at: string };
}

export const advance = <T>(
  store: Store,
  { codec, before, after, guard, moves }: Advance<T>,
): TransactWriteItem => {
  const change = difference(codec.row(before, store.shards), codec.row(after, store.shards));
  const sets =
    moves === undefined
      ? change.sets
      : [...change.sets, '#history = list_append(if_not_exists(#history, :none), :moves)'];
  const parts = [
    ...(sets.length === 0 ? [] : [`SET ${sets.join(', ')}`]),
    ...(change.removes.length === 0 ? [] : [`REMOVE ${change.removes.join(', ')}`]),
  ];
  return {
    Update: {
      TableName: store.tables.engine,
      Key: toAttributes({ ...codec.key(before) }),
      UpdateExpression: parts.join(' '),
      ConditionExpression: guard.condition,
      ExpressionAttributeNames: {
        ...change.names,
        ...guard.names,
        ...(moves === undefined ? {} : { '#history': 'history' }),
      },
      ExpressionAttributeValues: {
        ...change.values,
        ...guard.values,
        ...(moves === undefined ? {} : history(moves.via, moves.at)),
      },
    },
  };
};

export const create = <T>(
  store: Store,
  codec: ItemCodec<T>,
  entity: T,
  moves?: Attributes,
): TransactWriteItem =>
  put(
    store.tables.engine,
    codec.key(entity),
    { ...encoded(codec, entity, store.shards), ...moves },
    isNew,
  );

export const check = (store: Store, key: RowKey, guard: Guard): TransactWriteItem => ({
  ConditionCheck: {
    TableName: store.tables.engine,
    Key: toAttributes({ ...key }),
    ConditionExpression: guard.condition,
    ExpressionAttributeNames: guard.names,
    // An empty map is refused.
    ...(Object.keys(guard.values ?? {}).length === 0
      ? {}
      : { ExpressionAttributeValues: guard.values }),
  },
});
