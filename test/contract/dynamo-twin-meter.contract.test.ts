// The meter of the DynamoDB twin: what budgets are checked with has to count exactly.

import {
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
  TransactWriteItemsCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import { describe, expect, it } from 'vitest';
import type { Item } from '#adapters/memory/dynamo/attribute-value.ts';
import { memoryDynamo } from '#adapters/memory/dynamo/memory-dynamo.ts';
import type { TableDefinition } from '#adapters/memory/dynamo/table-definition.ts';

const tables: TableDefinition[] = [
  {
    name: 'engine',
    partitionKey: 'pk',
    sortKey: 'sk',
    indexes: [
      { name: 'byUser', partitionKey: 'byUserPk', sortKey: 'byUserSk', projection: 'KEYS_ONLY' },
      { name: 'due', partitionKey: 'duePk', sortKey: 'dueSk', projection: 'KEYS_ONLY' },
    ],
  },
  { name: 'outbox', partitionKey: 'pk', sortKey: 'sk', indexes: [] },
];
const aTwin = () => memoryDynamo({ now: () => 0, tables });

const key = (pk: string): Item => ({ pk: { S: pk }, sk: { S: 'x' } });
const user = { byUserPk: { S: 'u' }, byUserSk: { S: '2026' } };
const due = (at: string): Item => ({ duePk: { S: 'ORDER#1' }, dueSk: { S: at } });
const put = (Item: Item, TableName = 'engine') => new PutItemCommand({ TableName, Item });
const get = (pk: string, ConsistentRead = true) =>
  new GetItemCommand({ TableName: 'engine', Key: key(pk), ConsistentRead });
const kilobytes = (count: number) => ({ S: 'x'.repeat(count * 1024) });

describe('memoryDynamo: write units', () => {
  it('counts two per KB in a transaction and one per index entry put', async () => {
    const { send, meter } = aTwin();

    await send(
      new TransactWriteItemsCommand({
        TransactItems: [
          { Put: { TableName: 'engine', Item: { ...key('order'), ...user, ...due('1') } } },
          { Put: { TableName: 'engine', Item: key('payment') } },
          { Put: { TableName: 'outbox', Item: key('events') } },
        ],
      }),
    );

    const { places, total, commands, commandsByTable } = meter.snapshot();
    expect(total).toMatchObject({ rowsWritten: 3, wu: 8 });
    expect(places['engine']?.wu).toBe(4);
    expect(places['engine/byUser']?.wu).toBe(1);
    expect(places['engine/due']?.wu).toBe(1);
    expect(places['outbox']?.wu).toBe(2);
    expect(commands).toEqual({ TransactWriteItems: 1 });
    expect(commandsByTable).toEqual({ engine: 1, outbox: 1 });
  });

  it.each([
    ['an entry that moves costs its removal and its new place', 'SET dueSk = :v', 2],
    ['an entry that leaves costs once', 'REMOVE duePk SET note = :v', 1],
    ['an entry that stays costs nothing', 'SET note = :v', 0],
  ])('%s', async (_name, UpdateExpression, units) => {
    const { send, meter } = aTwin();
    await send(put({ ...key('order'), ...due('1') }));
    meter.reset();

    await send(
      new UpdateItemCommand({
        TableName: 'engine',
        Key: key('order'),
        UpdateExpression,
        ExpressionAttributeValues: { ':v': { S: '2' } },
      }),
    );

    const { places, total } = meter.snapshot();
    expect(places['engine/due']?.wu ?? 0).toBe(units);
    expect(total.wu).toBe(1 + units);
  });

  it('bills the larger image, in whole KB', async () => {
    const { send, meter } = aTwin();

    await send(put({ ...key('a'), text: kilobytes(2) }));
    const grown = meter.snapshot().total.wu;
    meter.reset();
    await send(put(key('a')));

    expect(grown).toBe(3);
    expect(meter.snapshot().total.wu).toBe(3);
  });

  it('bills refused conditions for the row they looked at', async () => {
    const { send, meter } = aTwin();
    await send(put({ ...key('a'), text: kilobytes(1) }));
    meter.reset();

    const refused = send(
      new PutItemCommand({
        TableName: 'engine',
        Item: key('a'),
        ConditionExpression: 'attribute_not_exists(pk)',
      }),
    );

    await expect(refused).rejects.toThrow('conditional');
    expect(meter.snapshot().total).toMatchObject({ wu: 2, rowsWritten: 0 });
  });
});

describe('memoryDynamo: read units', () => {
  it('costs one per 4 KB, half if eventual, and something for nothing', async () => {
    const { send, meter } = aTwin();
    await send(put({ ...key('a'), text: kilobytes(5) }));
    meter.reset();

    await send(get('a'));
    const consistent = meter.snapshot().total;
    await send(get('a', false));
    await send(get('missing', false));

    expect(consistent).toMatchObject({ ru: 2, rowsRead: 1 });
    expect(meter.snapshot().total).toMatchObject({ ru: 2 + 1 + 0.5, rowsRead: 2 });
  });

  it('adds up the rows of a page before it rounds, on the index that was read', async () => {
    const { send, meter } = aTwin();
    for (const pk of ['a', 'b', 'c']) await send(put({ ...key(pk), ...due(pk) }));
    meter.reset();

    await send(
      new QueryCommand({
        TableName: 'engine',
        IndexName: 'due',
        KeyConditionExpression: 'duePk = :shard',
        ExpressionAttributeValues: { ':shard': { S: 'ORDER#1' } },
      }),
    );

    expect(meter.snapshot().places['engine/due']).toMatchObject({ ru: 0.5, rowsRead: 3 });
  });
});

describe('memoryDynamo: round trips', () => {
  it('counts sends that overlap as one, and sends in a row one by one', async () => {
    const { send, meter } = aTwin();

    await Promise.all([send(get('a')), send(get('b')), send(get('c'))]);
    const together = meter.roundTrips();
    await send(get('a'));
    await send(get('b'));

    expect(together).toBe(1);
    expect(meter.roundTrips()).toBe(3);
    expect(meter.snapshot()).toMatchObject({ sends: 5, roundTrips: 3, commands: { GetItem: 5 } });
  });

  it('counts a send that waits for another, however the others overlap', async () => {
    const waits = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    let sent = 0;
    const { send, meter } = memoryDynamo({
      now: () => 0,
      tables,
      intercept: async (_call, execute) => {
        await waits[sent++]?.promise;
        return execute();
      },
    });

    const first = send(get('a'));
    const slow = send(get('b'));
    waits[0]?.resolve();
    await first;
    await send(get('c'));
    waits[1]?.resolve();
    await slow;

    expect(meter.roundTrips()).toBe(2);
  });

  it('starts from nothing after a reset', async () => {
    const { send, meter } = aTwin();
    await send(put(key('a')));

    meter.reset();

    expect(meter.snapshot()).toMatchObject({ commands: {}, sends: 0, roundTrips: 0, places: {} });
  });
});
