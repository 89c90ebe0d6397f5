// Programs written by hand, for what chance reaches too seldom: each known difference that random
// programs may miss, and limits they never come near.

import type { CommandName, ProgramCommand } from './draw-command.ts';

const text = (value: string) => ({ S: value });
const row = { pk: text('p1'), sk: text('s1') };
const other = { pk: text('p2'), sk: text('s1') };

function command(name: CommandName, input: Record<string, unknown>): ProgramCommand {
  return { name, input, labels: [] };
}

function transact(...TransactItems: object[]): ProgramCommand {
  return command('TransactWriteItems', { TransactItems });
}

const put = (Item: object) => ({ Put: { TableName: 'alpha', Item } });
const update = (Key: object, UpdateExpression: string, more: object = {}) => ({
  Update: { TableName: 'alpha', Key, UpdateExpression, ...more },
});
const check = (Key: object, ConditionExpression: string, more: object = {}) => ({
  ConditionCheck: { TableName: 'alpha', Key, ConditionExpression, ...more },
});

const failing = check(other, 'attribute_exists(pk)');
const one = { ExpressionAttributeValues: { ':one': { N: '1' } } };

const number = (value: string) => ({ N: value });
const comparators = ['=', '<>', '<', '<=', '>', '>='];

/** One condition or sort key test per comparator, with values below, at and above. */
const borders: readonly ProgramCommand[] = [
  command('PutItem', { TableName: 'alpha', Item: { ...row, b: number('1'), l: { L: [] } } }),
  command('UpdateItem', {
    TableName: 'alpha',
    Key: row,
    UpdateExpression: 'SET l[2] = b',
    ReturnValues: 'UPDATED_OLD',
  }),
  command('UpdateItem', { TableName: 'alpha', Key: row, UpdateExpression: 'SET l[3] = b' }),
  ...comparators.flatMap((operator) =>
    ['0.99', '1', '1.01'].map((value) =>
      transact(
        check(row, `b ${operator} :b`, { ExpressionAttributeValues: { ':b': number(value) } }),
      ),
    ),
  ),
  ...comparators
    .filter((operator) => operator !== '<>')
    .map((operator) =>
      command('Query', {
        TableName: 'alpha',
        KeyConditionExpression: `pk = :p AND sk ${operator} :s`,
        ExpressionAttributeValues: { ':p': text('p1'), ':s': text('s1') },
      }),
    ),
];

const withToken = (ClientRequestToken: string, ...TransactItems: object[]) =>
  command('TransactWriteItems', { ClientRequestToken, TransactItems });

/** A token is kept by success alone; equal requests are equal whatever the order of fields. */
const tokens: readonly ProgramCommand[] = [
  withToken('t1', failing),
  withToken('t1', put({ ...row, a: text('a'), b: number('1') })),
  withToken('t1', put({ b: number('1'), a: text('a'), ...row })),
  withToken('t1', put({ ...row, a: text('b'), b: number('1') })),
  withToken('t1', failing),
  withToken('t2', update(row, 'ADD b :one', one)),
  withToken('t2', update(row, 'ADD b :one', one)),
  withToken('t'.repeat(30), update(row, 'ADD b :one', one)),
  command('GetItem', { TableName: 'alpha', Key: row }),
];

export const edgePrograms: readonly (readonly ProgramCommand[])[] = [
  borders,
  tokens,
  [
    transact(failing, check(row, 'a = a')),
    transact(failing, update(row, 'SET a = :one SET b = :one', one)),
    transact(failing, update(row, 'SET sk = :one', one)),
    transact(failing, check({ pk: text(''), sk: text('s1') }, 'attribute_exists(pk)')),
    transact(failing, update(row, 'REMOVE a, a.b')),
    transact(failing, check(row, '((attribute_exists(pk)))')),
    transact(failing, check(row, 'status = :one', one)),
    transact(failing, check(row, 'a = :one')),
    transact(
      failing,
      check(row, 'a < :no', { ExpressionAttributeValues: { ':no': { BOOL: true } } }),
    ),
    transact(failing, { Put: { TableName: 'alpha', Item: row, ...one } }),
    transact(failing, put({ ...row, ss: { SS: [] } })),
    transact(failing, put({ ...row, ss: { SS: ['a', 'a'] } })),
    transact(
      failing,
      check(row, 'b = :b', {
        ExpressionAttributeValues: { ':b': { N: '1' }, ':c': { N: '1' } },
      }),
    ),
    transact(
      failing,
      check(row, 'b BETWEEN :two AND :one', {
        ExpressionAttributeValues: { ':one': { N: '1' }, ':two': { N: '2' } },
      }),
    ),
    transact(
      failing,
      check(row, 'attribute_type(b, :x)', {
        ExpressionAttributeValues: { ':x': text('X') },
      }),
    ),
  ],
  [
    transact(
      { Put: { TableName: 'beta', Item: { pk: text('p1') } } },
      { Delete: { TableName: 'beta', Key: { pk: text('p1'), sk: text('s1') } } },
    ),
    transact(put({ pk: text('p1'), sk: { N: '1' } }), failing),
    transact(put({ ...row, color: { N: '1' } }), failing),
    transact(put({ ...row, a: text('a') }), put(other)),
    transact({ Put: { TableName: 'nowhere', Item: row } }, put({ ...other, b: number('1..2') })),
    command('TransactGetItems', {
      TransactItems: [
        { Get: { TableName: 'alpha', Key: row, ProjectionExpression: 'a' } },
        { Get: { TableName: 'alpha', Key: other, ProjectionExpression: 'a' } },
      ],
    }),
    command('UpdateItem', { TableName: 'beta', Key: { pk: text('p9') }, ReturnValues: 'ALL_OLD' }),
    command('UpdateItem', { TableName: 'alpha', Key: row, UpdateExpression: 'REMOVE m.a' }),
    command('UpdateItem', {
      TableName: 'alpha',
      Key: row,
      UpdateExpression: 'ADD m.a :one',
      ...one,
    }),
    command('Query', {
      TableName: 'alpha',
      IndexName: 'byGroup',
      KeyConditionExpression: 'gpk = :g',
      ProjectionExpression: 'a',
      ExpressionAttributeValues: { ':g': text('g1') },
    }),
  ],
  [
    transact(
      ...Array.from({ length: 100 }, (_, at) => put({ pk: text('p1'), sk: text(`r${at}`) })),
    ),
    transact(
      ...Array.from({ length: 101 }, (_, at) => put({ pk: text('p2'), sk: text(`r${at}`) })),
    ),
    transact(),
    command('Query', {
      TableName: 'alpha',
      KeyConditionExpression: 'pk = :p',
      ExpressionAttributeValues: { ':p': text('p1') },
      Limit: 40,
    }),
    command('PutItem', { TableName: 'alpha', Item: { ...row, a: text('x'.repeat(400 * 1024)) } }),
    command('PutItem', { TableName: 'alpha', Item: { ...row, a: text('x'.repeat(399 * 1024)) } }),
    command('UpdateItem', {
      TableName: 'alpha',
      Key: row,
      UpdateExpression: 'SET c = :c',
      ExpressionAttributeValues: { ':c': text('x'.repeat(2048)) },
    }),
    ...[1, 2, 3, 4].map((at) =>
      command('PutItem', {
        TableName: 'alpha',
        Item: { pk: text('p3'), sk: text(`s${at}`), a: text('x'.repeat(350 * 1024)) },
      }),
    ),
    {
      ...command('Query', {
        TableName: 'alpha',
        KeyConditionExpression: 'pk = :p',
        ExpressionAttributeValues: { ':p': text('p3') },
        ProjectionExpression: 'sk',
      }),
      pages: 3,
    },
    command('Query', {
      TableName: 'alpha',
      KeyConditionExpression: 'sk = :p',
      ExpressionAttributeValues: { ':p': text('p3') },
    }),
    transact(put(other), update({ pk: text('p3'), sk: text('s1') }, 'SET a = a + :one', one)),
    command('PutItem', { TableName: 'alpha', Item: { pk: text('k'.repeat(2049)), sk: text('s') } }),
    command('PutItem', { TableName: 'alpha', Item: { pk: text('k'), sk: text('s'.repeat(1025)) } }),
  ],
];
