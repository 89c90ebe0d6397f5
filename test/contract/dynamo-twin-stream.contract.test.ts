// The twin's streams and time to live: one record per changed row, in order, and rows that leave
// late and visibly.

import {
  DeleteItemCommand,
  PutItemCommand,
  TransactWriteItemsCommand,
} from '@aws-sdk/client-dynamodb';
import { describe, expect, it } from 'vitest';
import type { Item } from '#adapters/memory/dynamo/attribute-value.ts';
import { type CommittedChange, memoryDynamo } from '#adapters/memory/dynamo/memory-dynamo.ts';
import type { TableDefinition } from '#adapters/memory/dynamo/table-definition.ts';

const outbox: TableDefinition = {
  name: 'outbox',
  partitionKey: 'pk',
  stream: true,
  ttlAttribute: 'expiresAt',
  indexes: [],
};
const silent: TableDefinition = { name: 'silent', partitionKey: 'pk', indexes: [] };
const start = Date.UTC(2026, 0, 1);
const dayMs = 24 * 60 * 60 * 1000;

function aTwin() {
  const clock = { now: start };
  return { clock, ...memoryDynamo({ now: () => clock.now, tables: [outbox, silent] }) };
}

const row = (pk: string, n: string): Item => ({ pk: { S: pk }, n: { N: n } });
const put = (Item: Item, TableName = 'outbox') => new PutItemCommand({ TableName, Item });

describe('memoryDynamo: streams', () => {
  it('writes one record per changed row, none for an equal rewrite', async () => {
    const { send, streamRecords } = aTwin();

    await send(put(row('a', '1')));
    await send(put(row('a', '1.0')));
    await send(put(row('a', '2')));
    await send(new DeleteItemCommand({ TableName: 'outbox', Key: { pk: { S: 'a' } } }));
    await send(new DeleteItemCommand({ TableName: 'outbox', Key: { pk: { S: 'a' } } }));

    const seen = streamRecords('outbox').map(({ sequence, eventName, newImage }) => ({
      sequence,
      eventName,
      newImage,
    }));
    expect(seen).toEqual([
      { sequence: 1, eventName: 'INSERT', newImage: row('a', '1') },
      { sequence: 2, eventName: 'MODIFY', newImage: row('a', '2') },
      { sequence: 3, eventName: 'REMOVE', newImage: undefined },
    ]);
  });

  it('records a whole transaction in its order, and nothing of a cancelled one', async () => {
    const { send, streamRecords } = aTwin();
    const transact = (...items: Item[]) =>
      new TransactWriteItemsCommand({
        TransactItems: items.map((Item) => ({
          Put: { TableName: 'outbox', Item, ConditionExpression: 'attribute_not_exists(pk)' },
        })),
      });

    await send(transact(row('b', '1'), row('a', '1')));
    await expect(send(transact(row('c', '1'), row('a', '2')))).rejects.toThrow('cancelled');

    expect(streamRecords('outbox').map(({ keys }) => keys['pk']?.S)).toEqual(['b', 'a']);
  });

  it('is silent for a table without a stream', async () => {
    const { send, streamRecords } = aTwin();

    await send(put(row('a', '1'), 'silent'));

    expect(streamRecords('silent')).toEqual([]);
  });

  it('reads on from a sequence number, also after a day has been trimmed', async () => {
    const { send, clock, streamRecords, trimStreams } = aTwin();
    await send(put(row('a', '1')));
    clock.now += dayMs;
    await send(put(row('b', '1')));
    await send(put(row('c', '1')));

    trimStreams(clock.now);

    expect(streamRecords('outbox').map(({ sequence }) => sequence)).toEqual([2, 3]);
    expect(streamRecords('outbox', 2).map(({ keys }) => keys['pk']?.S)).toEqual(['c']);
  });

  it('keeps rows of one partition key in one shard', async () => {
    const { send, streamRecords } = aTwin();
    for (const n of ['1', '2', '3']) await send(put(row('a', n)));

    expect(new Set(streamRecords('outbox').map(({ shard }) => shard)).size).toBe(1);
  });
});

describe('memoryDynamo: time to live', () => {
  const expiring = (pk: string, atMs: number): Item => ({
    ...row(pk, '1'),
    expiresAt: { N: String(atMs / 1000) },
  });

  it('removes nothing by itself, and what has expired when told', async () => {
    const { send, clock, dump, expire } = aTwin();
    await send(put(expiring('old', start + 1000)));
    await send(put(expiring('young', start + dayMs)));
    await send(put(row('eternal', '1')));
    clock.now += 60_000;
    const before = dump('outbox').length;

    const removed = expire(clock.now);

    expect(before).toBe(3);
    expect(removed).toBe(1);
    expect(dump('outbox').map((item) => item['pk']?.S)).toEqual(['eternal', 'young']);
  });

  it('shows on the stream as a removal that nobody asked for', async () => {
    const { send, expire, streamRecords } = aTwin();
    await send(put(expiring('old', start)));

    expire(start + 1);

    expect(streamRecords('outbox', 1)).toMatchObject([{ eventName: 'REMOVE', isExpiry: true }]);
  });
});

describe('memoryDynamo: what is told of a commit', () => {
  it('tells each changing command once, with every row that changed, and no other', async () => {
    const clock = { now: start };
    const told: (readonly CommittedChange[])[] = [];
    const onCommit = (changes: readonly CommittedChange[]) => told.push(changes);
    const twin = memoryDynamo({ now: () => clock.now, tables: [outbox, silent], onCommit });
    const put = (table: string, item: Item) =>
      twin.send(new PutItemCommand({ TableName: table, Item: item }));
    const first = { ...row('a', '1'), expiresAt: { N: String(start / 1000) } };
    await put('outbox', first);
    await put('outbox', first);
    await twin.send(
      new TransactWriteItemsCommand({
        TransactItems: [
          { Put: { TableName: 'outbox', Item: first } },
          { Put: { TableName: 'silent', Item: row('b', '2') } },
          { Put: { TableName: 'outbox', Item: row('c', '3') } },
        ],
      }),
    );
    const refused = new PutItemCommand({
      TableName: 'outbox',
      Item: row('c', '4'),
      ConditionExpression: 'attribute_not_exists(pk)',
    });
    await expect(twin.send(refused)).rejects.toThrow('conditional');
    twin.expire(start + dayMs);
    expect(told).toEqual([
      [{ table: 'outbox', old: undefined, next: first }],
      [
        { table: 'silent', old: undefined, next: row('b', '2') },
        { table: 'outbox', old: undefined, next: row('c', '3') },
      ],
      [{ table: 'outbox', old: first, next: undefined }],
    ]);
  });

  it('tells a change with the very row it told last, whatever was rewritten in between', async () => {
    const told: CommittedChange[] = [];
    const onCommit = (changes: readonly CommittedChange[]) => told.push(...changes);
    const twin = memoryDynamo({ now: () => start, tables: [outbox], onCommit });

    await twin.send(put(row('a', '1')));
    await twin.send(put(row('a', '1')));
    await twin.send(put(row('a', '2')));

    expect(told).toHaveLength(2);
    expect(told[1]?.old).toBe(told[0]?.next);
  });
});
