// A row that was changed is the row that would have been made anew: whatever members came, went, or stayed.
import { TransactWriteItemsCommand } from '@aws-sdk/client-dynamodb';
import { fc, test } from '@fast-check/vitest';
import { afterAll, describe, expect } from 'vitest';
import type { ItemCodec } from '#adapters/dynamo/aggregate-items.ts';
import { fromAttributes, type Row, type RowValue } from '#adapters/dynamo/row-values.ts';
import { advance, create } from '#adapters/dynamo/write-forms.ts';
import { twinStore } from '#test/support/engine/twin-store.ts';

const seen = new Set<string>();

afterAll(() => {
  for (const label of ['kept', 'copied', 'changed', 'gone', 'came', 'absent']) {
    expect([...seen], `a member that is ${label}`).toContain(label);
  }
});

const plain: fc.Arbitrary<RowValue> = fc.oneof(
  fc.string(),
  fc.integer(),
  fc.boolean(),
  fc.array(fc.integer(), { maxLength: 3 }),
  fc.record({ minor: fc.bigInt({ min: -9n, max: 9n }), currency: fc.constantFrom('KRW', 'USD') }),
  fc.record({ a: fc.string(), b: fc.record({ c: fc.integer() }) }),
);

const clientJson = fc.dictionary(
  fc.constantFrom('a', 'b'),
  fc.oneof(fc.string(), fc.integer(), fc.constant(null)),
) as fc.Arbitrary<RowValue>;

const fates = ['kept', 'copied', 'changed', 'gone', 'came', 'absent'] as const;

/** One member before and after the change. */
const member = (value: fc.Arbitrary<RowValue>) =>
  fc.record({ fate: fc.constantFrom(...fates), one: value, other: value });

type Member = ReturnType<typeof member> extends fc.Arbitrary<infer M> ? M : never;

const members = fc.record({
  first: member(plain),
  second: member(plain),
  tenant: member(plain),
  metadata: member(clientJson),
  detail: member(clientJson),
});

const isBefore = ({ fate }: Member): boolean => fate !== 'came' && fate !== 'absent';

const afterOf = ({ fate, one, other }: Member): RowValue | undefined => {
  seen.add(fate);
  if (fate === 'gone' || fate === 'absent') return undefined;
  if (fate === 'kept') return one;
  return fate === 'copied' ? structuredClone(one) : other;
};

const codec: ItemCodec<Row> = {
  key: () => ({ pk: 'pk', sk: 'sk' }),
  row: (row) => row,
  decode: (item) => fromAttributes(item),
};

/** What is stored after these writes, one transaction each. */
const storedBy = async (
  write: (store: ReturnType<typeof twinStore>['store']) => readonly object[],
): Promise<unknown> => {
  const { store, dynamo } = twinStore(() => 0);
  for (const item of write(store)) {
    const TransactItems = [item];
    await store.client.send('TX-ORDER', new TransactWriteItemsCommand({ TransactItems }));
  }
  return dynamo.dump('engine');
};

describe('a row', () => {
  test.prop([members])('that is changed is the row made anew', async (drawn) => {
    const named = Object.entries(drawn);
    const before: Row = {
      version: 1,
      ...Object.fromEntries(named.map(([name, m]) => [name, isBefore(m) ? m.one : undefined])),
    };
    const after: Row = {
      version: 2,
      ...Object.fromEntries(named.map(([name, m]) => [name, afterOf(m)])),
    };
    const guard = { condition: 'attribute_exists(pk)' };

    const changed = await storedBy((store) => [
      create(store, codec, before),
      advance(store, { codec, before, after, guard }),
    ]);

    expect(changed).toEqual(await storedBy((store) => [create(store, codec, after)]));
  });
});
