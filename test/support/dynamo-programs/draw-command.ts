// Random commands as data: name and input. A program is a list of them.

import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import type { Item } from '#adapters/memory/dynamo/attribute-value.ts';
import { type Draw, seededDraw } from './draw.ts';
import { drawCondition, drawProjection, drawUpdate, type Pen, pen } from './draw-expression.ts';
import { colors, drawItem, drawKey, groups, partitions, sorts, textPool } from './draw-value.ts';
import { drawHouse, drawHouseKey } from './house-expressions.ts';

export type CommandName =
  | 'GetItem'
  | 'BatchGetItem'
  | 'TransactGetItems'
  | 'Query'
  | 'PutItem'
  | 'UpdateItem'
  | 'DeleteItem'
  | 'TransactWriteItems';

export type ProgramCommand = {
  readonly name: CommandName;
  readonly input: Readonly<Record<string, unknown>>;
  /** Operators, functions and clauses it uses. */
  readonly labels: readonly string[];
  /** Query only: ask again with the key the page ended with, up to this many times. */
  readonly pages?: number;
};

type Fields = Record<string, unknown>;

function conditionFor(with_: Pen): string {
  return with_.draw.chance(0.4) ? drawHouse(with_, 'condition') : drawCondition(with_);
}

function updateFor(with_: Pen): string {
  return with_.draw.chance(0.3) ? drawHouse(with_, 'update') : drawUpdate(with_);
}

type WriteKind = 'Put' | 'Update' | 'Delete' | 'ConditionCheck';

function write(draw: Draw, note: (label: string) => void, kind: WriteKind, table: string): Fields {
  const with_ = pen(draw, note);
  const fields: Fields = { TableName: draw.chance(0.005) ? 'nowhere' : table };
  if (kind === 'Put') fields['Item'] = drawItem(draw, table);
  else fields['Key'] = drawKey(draw, table);
  if (kind === 'Update') fields['UpdateExpression'] = updateFor(with_);
  if (kind === 'ConditionCheck' || draw.chance(0.5)) {
    fields['ConditionExpression'] = conditionFor(with_);
    if (draw.chance(0.5)) {
      note('ALL_OLD on failure');
      fields['ReturnValuesOnConditionCheckFailure'] = 'ALL_OLD';
    }
  }
  return { ...fields, ...with_.placeholders() };
}

function single(kind: Exclude<WriteKind, 'ConditionCheck'>) {
  const choices = ['NONE', 'ALL_OLD', 'ALL_NEW', 'UPDATED_OLD', 'UPDATED_NEW'];
  return (draw: Draw, note: (label: string) => void, table: string): Fields => {
    const fields = write(draw, note, kind, table);
    if (draw.chance(0.4)) return fields;
    const isFree = kind === 'Update' || draw.chance(0.03);
    const choice = draw.pick(isFree ? choices : choices.slice(0, 2));
    note(`ReturnValues ${choice}`);
    return { ...fields, ReturnValues: choice };
  };
}

const transactKinds: WriteKind[] = ['Put', 'Put', 'Update', 'Update', 'Delete', 'ConditionCheck'];

function transaction(draw: Draw, note: (label: string) => void): Fields {
  const items = draw.many(1, 5, () => {
    const kind = draw.pick(transactKinds);
    note(`transact ${kind}`);
    return { [kind]: write(draw, note, kind, draw.chance(0.8) ? 'alpha' : 'beta') };
  });
  // Random keys often meet; most transactions keep the first of two on one row.
  const places = new Set<string>();
  const apart = items.filter((item) => {
    const [part] = Object.values(item) as [Fields];
    const row = (part['Key'] ?? part['Item']) as Item;
    const place = JSON.stringify([part['TableName'], row['pk'], row['sk']]);
    return !places.has(place) && places.add(place);
  });
  if (apart.length < items.length && draw.chance(0.15)) {
    note('one row twice');
    return { TransactItems: items };
  }
  if (draw.chance(0.3)) {
    note('token');
    return { TransactItems: apart, ClientRequestToken: `token-${draw.below(3)}` };
  }
  return { TransactItems: apart };
}

function projected(draw: Draw, note: (label: string) => void): Fields {
  if (draw.chance(0.6)) return {};
  const with_ = pen(draw, note);
  const expression = drawProjection(with_);
  const { ExpressionAttributeNames: names } = with_.placeholders();
  return {
    ProjectionExpression: expression,
    ...(names === undefined ? {} : { ExpressionAttributeNames: names }),
  };
}

const sortTests: ((sort: string, value: () => string) => string)[] = [
  (sort, value) => `${sort} = ${value()}`,
  (sort, value) => `${sort} < ${value()}`,
  (sort, value) => `${sort} <= ${value()}`,
  (sort, value) => `${sort} > ${value()}`,
  (sort, value) => `${sort} >= ${value()}`,
  (sort, value) => `${sort} BETWEEN ${value()} AND ${value()}`,
  (sort, value) => `begins_with(${sort}, ${value()})`,
];
const sources = [
  { sort: 'sk', partition: 'pk', partitions, sorts },
  { sort: 'sk', partition: 'pk', partitions, sorts },
  { index: 'byGroup', sort: 'gsk', partition: 'gpk', partitions: groups, sorts: textPool },
  { index: 'byColor', partition: 'color', partitions: colors, sorts },
  { index: 'bySort', sort: 'sk', partition: 'gpk', partitions: groups, sorts },
];

function keyCondition(with_: Pen, source: (typeof sources)[number]): string {
  const { draw, note } = with_;
  const partition = { S: draw.pick(source.partitions) };
  const sort = (): AttributeValue => ({ S: draw.pick(source.sorts) });
  if (draw.chance(0.3)) return drawHouseKey(with_, source, { partition, sort });
  const conditions = [`${source.partition} = ${with_.value(partition)}`];
  if (draw.chance(0.02)) conditions[0] = `a = ${with_.value({ S: 'a' })}`;
  if (source.sort !== undefined && draw.chance(0.5)) {
    const test = draw.below(sortTests.length);
    note(`sort key test ${test}`);
    const value = () => with_.value(sort());
    conditions.push((sortTests[test] as (typeof sortTests)[number])(source.sort, value));
  }
  return conditions.join(' AND ');
}

function query(draw: Draw, note: (label: string) => void): Fields {
  const with_ = pen(draw, note);
  const source = draw.pick(sources);
  const fields: Fields = {
    TableName: 'alpha',
    KeyConditionExpression: keyCondition(with_, source),
  };
  if (source.index !== undefined) fields['IndexName'] = source.index;
  if (draw.chance(0.02)) fields['IndexName'] = 'nowhere';
  if (draw.chance(0.3)) {
    note('filter');
    fields['FilterExpression'] = conditionFor(with_);
  }
  if (draw.chance(0.2)) fields['ProjectionExpression'] = drawProjection(with_);
  else if (draw.chance(0.3)) {
    const select = draw.pick(['COUNT', 'ALL_ATTRIBUTES', 'ALL_PROJECTED_ATTRIBUTES']);
    note(`Select ${select}`);
    fields['Select'] = select;
  }
  if (draw.chance(0.4)) fields['Limit'] = draw.chance(0.03) ? 0 : 1 + draw.below(3);
  if (draw.chance(0.4)) fields['ScanIndexForward'] = draw.chance(0.5);
  if (draw.chance(0.2)) fields['ConsistentRead'] = draw.chance(0.5);
  return { ...fields, ...with_.placeholders() };
}

function batch(draw: Draw, note: (label: string) => void): Fields {
  const keys = draw.many(1, 5, () => drawKey(draw, 'alpha'));
  const isRepeated = draw.chance(0.05);
  const apart = [...new Map(keys.map((key) => [JSON.stringify(key), key])).values()];
  return {
    RequestItems: {
      alpha: { Keys: isRepeated ? keys : apart, ...projected(draw, note) },
      ...(draw.chance(0.3) ? { beta: { Keys: [drawKey(draw, 'beta')] } } : {}),
    },
  };
}

const makers: [number, CommandName, (draw: Draw, note: (label: string) => void) => Fields][] = [
  [
    8,
    'GetItem',
    (draw, note) => {
      const table = draw.pick(['alpha', 'beta']);
      return { TableName: table, Key: drawKey(draw, table), ...projected(draw, note) };
    },
  ],
  [4, 'BatchGetItem', batch],
  [
    3,
    'TransactGetItems',
    (draw, note) => ({
      TransactItems: draw.many(1, 3, () => ({
        Get: { TableName: 'alpha', Key: drawKey(draw, 'alpha'), ...projected(draw, note) },
      })),
    }),
  ],
  [20, 'Query', query],
  [25, 'PutItem', (draw, note) => single('Put')(draw, note, draw.pick(['alpha', 'alpha', 'beta']))],
  [
    25,
    'UpdateItem',
    (draw, note) => single('Update')(draw, note, draw.pick(['alpha', 'alpha', 'beta'])),
  ],
  [6, 'DeleteItem', (draw, note) => single('Delete')(draw, note, draw.pick(['alpha', 'beta']))],
  [25, 'TransactWriteItems', transaction],
];
const wheel = makers.flatMap(([weight, ...maker]) => Array.from({ length: weight }, () => maker));

/** The same seed gives the same command. */
export function drawCommand(seed: number): ProgramCommand {
  const draw = seededDraw(seed);
  const labels: string[] = [];
  const [name, make] = draw.pick(wheel);
  const input = make(draw, (label) => labels.push(label));
  return { name, input, labels, ...(name === 'Query' ? { pages: 3 } : {}) };
}

/** 5 to 30 commands; the same seed gives the same program. */
export function drawProgram(seed: number): ProgramCommand[] {
  const draw = seededDraw(seed);
  return draw.many(5, 30, () => drawCommand(draw.below(2 ** 31)));
}
