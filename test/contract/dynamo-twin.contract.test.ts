// What the DynamoDB twin promises its adapters, beside the differential against an emulator:
// refusals outside the subset, whole transactions, tokens in time, copies in and out.

import {
  BatchGetItemCommand,
  DescribeTableCommand,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
  ScanCommand,
  TransactWriteItemsCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import { describe, expect, it } from 'vitest';
import type { Item } from '#adapters/memory/dynamo/attribute-value.ts';
import { memoryDynamo } from '#adapters/memory/dynamo/memory-dynamo.ts';
import type { TableDefinition } from '#adapters/memory/dynamo/table-definition.ts';

const payments: TableDefinition = {
  name: 'payments',
  partitionKey: 'pk',
  sortKey: 'sk',
  stream: true,
  indexes: [{ name: 'due', partitionKey: 'duePk', sortKey: 'dueSk', projection: 'KEYS_ONLY' }],
};
const start = Date.UTC(2026, 0, 1);
const minuteMs = 60_000;

function aTwin() {
  const clock = { now: start };
  return { clock, ...memoryDynamo({ now: () => clock.now, tables: [payments] }) };
}

const key = (pk: string): Item => ({ pk: { S: pk }, sk: { S: 'PAYMENT' } });
const payment = (pk: string, version: string): Item => ({ ...key(pk), version: { N: version } });
const put = (pk: string, version = '1') => ({
  Put: {
    TableName: 'payments',
    Item: payment(pk, version),
    ConditionExpression: 'attribute_not_exists(pk)',
    ReturnValuesOnConditionCheckFailure: 'ALL_OLD' as const,
  },
});
const transact = (TransactItems: object[], ClientRequestToken?: string) =>
  new TransactWriteItemsCommand({
    TransactItems,
    ...(ClientRequestToken === undefined ? {} : { ClientRequestToken }),
  });
const putOne = (Item: Item) => new PutItemCommand({ TableName: 'payments', Item });

describe('memoryDynamo: the subset', () => {
  it('refuses Scan and other commands by a name no adapter catches', async () => {
    const { send } = aTwin();

    const scan = send(new ScanCommand({ TableName: 'payments' }));
    const describeTable = send(new DescribeTableCommand({ TableName: 'payments' }));

    await expect(scan).rejects.toMatchObject({ name: 'TwinRefusesError' });
    await expect(describeTable).rejects.toMatchObject({ name: 'TwinRefusesError' });
  });

  it.each([
    ['legacy conditions', { Expected: { pk: { Exists: false } } }],
    ['item collection metrics', { ReturnItemCollectionMetrics: 'SIZE' }],
    ['consumed capacity', { ReturnConsumedCapacity: 'TOTAL' }],
  ] as const)('refuses %s', async (_name, field) => {
    const { send, dump } = aTwin();

    const sent = send(
      new PutItemCommand({ TableName: 'payments', Item: payment('a', '1'), ...field }),
    );

    await expect(sent).rejects.toMatchObject({ name: 'TwinRefusesError' });
    expect(dump('payments')).toEqual([]);
  });

  it('refuses an unknown field inside a transaction', async () => {
    const { send } = aTwin();

    const sent = send(
      transact([{ Put: { TableName: 'payments', Item: payment('a', '1'), Foo: 1 } }]),
    );

    await expect(sent).rejects.toThrow('the field Foo of Put');
  });

  it.each([
    ['an unknown function', 'starts_with(pk, :v)', 'Invalid function name'],
    ['a function in a wrong place', 'size(pk)', 'not allowed to be used this way'],
    ['a comparison of a predicate', 'attribute_exists(pk) = :v', 'not allowed to be used this way'],
    ['a wrong number of operands', 'contains(pk)', 'Incorrect number of operands'],
    ['a rest', 'version = :v )', 'Syntax error'],
    ['a token of no language', 'version == :v', 'Syntax error'],
    ['a token from nowhere', 'version = :v ; x', 'Syntax error'],
    ['an empty expression', ' ', 'can not be empty'],
    ['an expression above 4 KB', `version = :v${' '.repeat(5000)}`, 'maximum allowed size'],
  ])('refuses %s', async (_name, ConditionExpression, message) => {
    const { send } = aTwin();

    const sent = send(
      new UpdateItemCommand({
        TableName: 'payments',
        Key: key('a'),
        ConditionExpression,
        ExpressionAttributeValues: { ':v': { N: '1' } },
      }),
    );

    await expect(sent).rejects.toMatchObject({ name: 'ValidationException' });
    await expect(sent).rejects.toThrow(message);
  });
});

describe('memoryDynamo: transactions', () => {
  it('does nothing when one condition fails, and gives a reason per item with the old row', async () => {
    const { send, dump } = aTwin();
    await send(putOne(payment('b', '7')));

    const sent = send(transact([put('a'), put('b'), put('c')]));

    await expect(sent).rejects.toMatchObject({
      name: 'TransactionCanceledException',
      message: expect.stringContaining('[None, ConditionalCheckFailed, None]') as string,
      CancellationReasons: [
        { Code: 'None' },
        { Code: 'ConditionalCheckFailed', Item: payment('b', '7') },
        { Code: 'None' },
      ],
    });
    expect(dump('payments')).toEqual([payment('b', '7')]);
  });

  it('judges every condition against the state before', async () => {
    const { send, dump } = aTwin();
    const check = {
      ConditionCheck: {
        TableName: 'payments',
        Key: key('b'),
        ConditionExpression: 'attribute_not_exists(pk)',
      },
    };

    await send(transact([put('a'), check]));

    expect(dump('payments')).toEqual([payment('a', '1')]);
  });

  it('refuses more than 4 MB together', async () => {
    const { send } = aTwin();
    const large = (pk: string) => ({
      Put: { TableName: 'payments', Item: { ...key(pk), text: { S: 'x'.repeat(390 * 1024) } } },
    });

    const sent = send(transact(Array.from({ length: 11 }, (_, at) => large(`p${at}`))));

    await expect(sent).rejects.toMatchObject({ name: 'ValidationException' });
  });

  it('repeats a request under its token without effect, for ten minutes', async () => {
    const { send, clock, dump } = aTwin();
    const add = {
      Update: {
        TableName: 'payments',
        Key: key('a'),
        UpdateExpression: 'ADD version :one',
        ExpressionAttributeValues: { ':one': { N: '1' } },
      },
    };

    await send(transact([add], 'token'));
    clock.now += 10 * minuteMs - 1;
    await send(transact([add], 'token'));
    const within = dump('payments');
    clock.now += 1;
    await send(transact([add], 'token'));

    expect(within).toEqual([payment('a', '1')]);
    expect(dump('payments')).toEqual([payment('a', '2')]);
  });

  it('refuses another request under a used token, and forgets the token of a cancelled one', async () => {
    const { send } = aTwin();
    await send(transact([put('a')], 'used'));
    await expect(send(transact([put('a')], 'cancelled'))).rejects.toThrow('cancelled');

    const other = send(transact([put('b')], 'used'));
    const again = send(transact([put('c')], 'cancelled'));

    await expect(other).rejects.toMatchObject({ name: 'IdempotentParameterMismatchException' });
    await expect(again).resolves.toBeDefined();
  });
});

describe('memoryDynamo: rows', () => {
  it('gives the row that failed a condition with the error, where it was asked for', async () => {
    const { send } = aTwin();
    await send(putOne(payment('a', '3')));

    const sent = send(new PutItemCommand(put('a').Put));

    await expect(sent).rejects.toMatchObject({
      name: 'ConditionalCheckFailedException',
      Item: payment('a', '3'),
    });
  });

  it('keeps what was sent, whatever the caller does to it later', async () => {
    const { send, dump } = aTwin();
    const bytes = Uint8Array.from([1, 2]);
    const item: Item = { ...payment('a', '1'), bytes: { B: bytes }, list: { L: [{ S: 'x' }] } };
    await send(putOne(item));

    bytes[0] = 9;
    item['list']?.L?.push({ S: 'y' });
    const read = await send(new GetItemCommand({ TableName: 'payments', Key: key('a') }));
    read.Item?.['list']?.L?.push({ S: 'z' });

    expect(dump('payments')).toEqual([
      { ...payment('a', '1'), bytes: { B: Uint8Array.from([1, 2]) }, list: { L: [{ S: 'x' }] } },
    ]);
  });

  it('counts to 38 digits without a float', async () => {
    const { send, dump } = aTwin();
    await send(putOne(payment('a', '99999999999999999999999999999999999998')));
    const add = new UpdateItemCommand({
      TableName: 'payments',
      Key: key('a'),
      UpdateExpression: 'SET version = version + :one',
      ExpressionAttributeValues: { ':one': { N: '1' } },
    });

    await send(add);

    expect(dump('payments')).toEqual([payment('a', '99999999999999999999999999999999999999')]);
  });

  it('knows attributes called like members of every object', async () => {
    const { send } = aTwin();

    const sent = send(
      new UpdateItemCommand({
        TableName: 'payments',
        Key: key('a'),
        UpdateExpression: 'SET version = if_not_exists(toString, :one)',
        ConditionExpression: 'attribute_not_exists(hasOwnProperty)',
        ExpressionAttributeValues: { ':one': { N: '1' } },
        ReturnValues: 'UPDATED_NEW',
      }),
    );

    await expect(sent).resolves.toMatchObject({ Attributes: { version: { N: '1' } } });
  });

  it('leaves a row out of an index once it has lost a key attribute', async () => {
    const { send } = aTwin();
    await send(putOne({ ...payment('a', '1'), duePk: { S: 'PAYMENT#3' }, dueSk: { S: '2026' } }));
    const due = new QueryCommand({
      TableName: 'payments',
      IndexName: 'due',
      KeyConditionExpression: 'duePk = :shard AND dueSk <= :now',
      ExpressionAttributeValues: { ':shard': { S: 'PAYMENT#3' }, ':now': { S: '2026-06' } },
    });

    const before = await send(due);
    await send(
      new UpdateItemCommand({
        TableName: 'payments',
        Key: key('a'),
        UpdateExpression: 'REMOVE duePk, dueSk',
      }),
    );
    const after = await send(due);

    expect(before.Items).toEqual([
      { duePk: { S: 'PAYMENT#3' }, dueSk: { S: '2026' }, ...key('a') },
    ]);
    expect(after.Items).toEqual([]);
  });

  it('returns a batch in the order of its keys, without what is missing', async () => {
    const { send } = aTwin();
    await send(transact([put('a'), put('b')]));

    const batch = await send(
      new BatchGetItemCommand({
        RequestItems: { payments: { Keys: [key('b'), key('x'), key('a')] } },
      }),
    );

    expect(batch.Responses).toEqual({ payments: [payment('b', '1'), payment('a', '1')] });
  });
});

describe('memoryDynamo: eventual reads', () => {
  it('answer as old as they are told, rows and indexes alike; consistent ones never', async () => {
    const clock = { now: start };
    const lag = { ms: 0 };
    const tables = [payments];
    const { send } = memoryDynamo({ now: () => clock.now, tables, lagMs: () => lag.ms });
    const versionOf = async (ConsistentRead: boolean) => {
      const Key = key('a');
      const read = await send(new GetItemCommand({ TableName: 'payments', Key, ConsistentRead }));
      return read.Item?.['version']?.N;
    };
    const dueCount = async () => {
      const due = await send(
        new QueryCommand({
          TableName: 'payments',
          IndexName: 'due',
          KeyConditionExpression: 'duePk = :shard',
          ExpressionAttributeValues: { ':shard': { S: 'PAYMENT#3' } },
        }),
      );
      return due.Count;
    };
    await send(putOne({ ...payment('a', '1'), duePk: { S: 'PAYMENT#3' }, dueSk: { S: '2026' } }));
    clock.now += 1000;
    await send(putOne(payment('a', '2')));

    lag.ms = 500;
    const seen = [await versionOf(false), await dueCount(), await versionOf(true)];
    lag.ms = 0;
    const later = [await versionOf(false), await dueCount()];

    expect(seen).toEqual(['1', 1, '2']);
    expect(later).toEqual(['2', 0]);
  });
});

describe('memoryDynamo: faults', () => {
  it('lets a fault fail before, after or instead of an effect', async () => {
    const faults: Record<string, 'before' | 'after'> = { a: 'before', b: 'after' };
    const twin = memoryDynamo({
      now: () => start,
      tables: [payments],
      intercept: async ({ input }, execute) => {
        const fault = faults[(input['Item'] as Item)['pk']?.S ?? ''];
        if (fault === 'before') throw new Error('never sent');
        const answer = execute();
        if (fault === 'after') throw new Error('answer lost');
        return answer;
      },
    });

    await expect(twin.send(putOne(payment('a', '1')))).rejects.toThrow('never sent');
    await expect(twin.send(putOne(payment('b', '1')))).rejects.toThrow('answer lost');

    expect(twin.dump('payments')).toEqual([payment('b', '1')]);
  });
});
