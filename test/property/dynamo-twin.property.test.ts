// Laws of the DynamoDB twin that no list of examples can show: exact numbers, one order of keys,
// pages that lose nothing, transactions that never happen in part.

import { PutItemCommand, QueryCommand, TransactWriteItemsCommand } from '@aws-sdk/client-dynamodb';
import { fc, test } from '@fast-check/vitest';
import { describe, expect } from 'vitest';
import type { Item } from '#adapters/memory/dynamo/attribute-value.ts';
import { compareText } from '#adapters/memory/dynamo/compare-values.ts';
import { textBytes } from '#adapters/memory/dynamo/item-size.ts';
import { memoryDynamo } from '#adapters/memory/dynamo/memory-dynamo.ts';
import {
  addNumbers,
  canonicalNumber,
  compareNumbers,
} from '#adapters/memory/dynamo/number-value.ts';
import type { TableDefinition } from '#adapters/memory/dynamo/table-definition.ts';

const table: TableDefinition = {
  name: 'rows',
  partitionKey: 'pk',
  sortKey: 'sk',
  stream: true,
  indexes: [{ name: 'byTag', partitionKey: 'tag', sortKey: 'at', projection: 'ALL' }],
};
const aTwin = () => memoryDynamo({ now: () => 0, tables: [table] });

/** Numbers as ten-thousandths, so that a bigint knows the true sum and order. */
const scale = 10_000n;
const tenThousandths = fc.bigInt({ min: -(10n ** 30n), max: 10n ** 30n });
function decimal(units: bigint): string {
  const sign = units < 0n ? '-' : '';
  const digits = (units < 0n ? -units : units).toString().padStart(5, '0');
  return `${sign}${digits.slice(0, -4)}.${digits.slice(-4)}`;
}

describe('numbers of the twin', () => {
  test.prop([tenThousandths, tenThousandths])('add and subtract exactly', (left, right) => {
    const [one, two] = [canonicalNumber(decimal(left)), canonicalNumber(decimal(right))];

    expect(addNumbers(one, two, 1)).toBe(canonicalNumber(decimal(left + right)));
    expect(addNumbers(one, two, -1)).toBe(canonicalNumber(decimal(left - right)));
  });

  test.prop([tenThousandths, tenThousandths])('have the order of their values', (left, right) => {
    const order = Math.sign(compareNumbers(decimal(left), decimal(right)));

    expect(order).toBe(left < right ? -1 : left > right ? 1 : 0);
  });

  test.prop([tenThousandths, fc.integer({ min: 0, max: 5 })])(
    'have one text each',
    (units, zeros) => {
      const padded = `${decimal(units)}${'0'.repeat(zeros)}`;
      const scientific = `${units * scale}e-8`;

      expect(canonicalNumber(padded)).toBe(canonicalNumber(decimal(units)));
      expect(canonicalNumber(scientific)).toBe(canonicalNumber(decimal(units)));
      expect(canonicalNumber(canonicalNumber(padded))).toBe(canonicalNumber(padded));
    },
  );
});

describe('texts of the twin', () => {
  const text = fc.string({ unit: 'grapheme', maxLength: 12 });

  test.prop([text, text])('sort as their UTF-8 bytes do', (left, right) => {
    const bytes = Buffer.compare(Buffer.from(left), Buffer.from(right));

    expect(Math.sign(compareText(left, right))).toBe(bytes);
  });

  test.prop([fc.string({ unit: 'grapheme', maxLength: 200 })])('weigh their UTF-8 bytes', (one) => {
    expect(textBytes(one)).toBe(Buffer.byteLength(one));
  });
});

const sortKey = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 6 });
const row = (sk: string, at: string): Item => ({
  pk: { S: 'p' },
  sk: { S: sk },
  tag: { S: 't' },
  at: { S: at },
});

describe('pages of the twin', () => {
  test.prop([
    fc.uniqueArray(sortKey, { maxLength: 12 }),
    fc.integer({ min: 1, max: 5 }),
    fc.boolean(),
    fc.boolean(),
  ])('hold every row once and in order', async (keys, Limit, ScanIndexForward, isIndex) => {
    const { send } = aTwin();
    // Two rows share each index key, so pages also end between equal ones.
    for (const [at, sk] of keys.entries()) {
      await send(new PutItemCommand({ TableName: 'rows', Item: row(sk, `${at >> 1}`) }));
    }
    const query = {
      TableName: 'rows',
      ...(isIndex ? { IndexName: 'byTag' } : {}),
      KeyConditionExpression: isIndex ? 'tag = :key' : 'pk = :key',
      ExpressionAttributeValues: { ':key': { S: isIndex ? 't' : 'p' } },
      ScanIndexForward,
    };

    const whole = await send(new QueryCommand(query));
    const pages: Item[] = [];
    let from: Item | undefined;
    do {
      const start = from === undefined ? {} : { ExclusiveStartKey: from };
      const page = await send(new QueryCommand({ ...query, Limit, ...start }));
      pages.push(...(page.Items ?? []));
      from = page.LastEvaluatedKey;
    } while (from !== undefined);

    expect(pages).toEqual(whole.Items);
    expect(pages).toHaveLength(keys.length);
  });
});

describe('transactions of the twin', () => {
  const write = fc.record({ sk: fc.constantFrom('a', 'b', 'c', 'd'), isFree: fc.boolean() });

  test.prop([
    fc.array(fc.uniqueArray(write, { selector: ({ sk }) => sk, minLength: 1 }), { maxLength: 8 }),
  ])('happen whole or not at all', async (transactions) => {
    const { send, dump, streamRecords } = aTwin();
    const model = new Map<string, string>();
    for (const [at, writes] of transactions.entries()) {
      const isAllowed = writes.every(({ sk, isFree }) => isFree || !model.has(sk));
      const sent = send(
        new TransactWriteItemsCommand({
          TransactItems: writes.map(({ sk, isFree }) => ({
            Put: {
              TableName: 'rows',
              Item: row(sk, `${at}`),
              ...(isFree ? {} : { ConditionExpression: 'attribute_not_exists(pk)' }),
            },
          })),
        }),
      );
      const outcome = await sent.then(
        () => 'done',
        (error: Error) => error.name,
      );
      expect(outcome).toBe(isAllowed ? 'done' : 'TransactionCanceledException');
      if (isAllowed) for (const { sk } of writes) model.set(sk, `${at}`);
    }

    const expected = [...model].sort(([one], [two]) => (one < two ? -1 : 1));
    expect(dump('rows').map((item) => [item['sk']?.S, item['at']?.S])).toEqual(expected);
    const last = new Map(
      streamRecords('rows').map(({ keys, newImage }) => [keys['sk']?.S, newImage?.['at']?.S]),
    );
    expect(last).toEqual(new Map(expected));
  });
});
