// Attribute values and items of generated programs: small pools, so that values meet again.

import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import type { Item } from '#adapters/memory/dynamo/attribute-value.ts';
import type { Draw } from './draw.ts';

const texts = ['', 'a', 'ab', 'abc', 'b', 'Z', '가', '\u{1f600}', '\uffff', 'PENDING', 'PAID'];
const numbers = [
  '0',
  '1',
  '-1',
  '2',
  '10',
  '1.5',
  '0.1',
  '-0.25',
  '1e3',
  '007',
  '1.500',
  '12345678901234567890123456789012345678',
  '99999999999999999999999999999999999999',
  '1E-130',
  '-9.9E+125',
];
const badNumbers = ['', 'x', '1E126', '123456789012345678901234567890123456789', '1e-131', '1..2'];
const bytes = [[], [1], [1, 2], [2, 255]].map((list) => Uint8Array.from(list));

export const textPool = texts.filter((text) => text !== '');

export function drawNumber(draw: Draw): string {
  return draw.chance(0.015) ? draw.pick(badNumbers) : draw.pick(numbers);
}

function distinct<T>(draw: Draw, pool: readonly T[]): T[] {
  const drawn = draw.many(1, 3, () => draw.pick(pool));
  // Duplicates and empty sets are refused: let a few through.
  if (draw.chance(0.02)) return draw.chance(0.5) ? [] : [...drawn, drawn[0] as T];
  return [...new Set(drawn)];
}

const makers: Record<string, (draw: Draw, depth: number) => AttributeValue> = {
  S: (draw) => ({ S: draw.pick(texts) }),
  N: (draw) => ({ N: drawNumber(draw) }),
  B: (draw) => ({ B: draw.pick(bytes) }),
  BOOL: (draw) => ({ BOOL: draw.chance(0.5) }),
  NULL: () => ({ NULL: true }),
  SS: (draw) => ({ SS: distinct(draw, textPool) }),
  NS: (draw) => ({ NS: distinct(draw, numbers.slice(0, 7)) }),
  L: (draw, depth) => ({ L: draw.many(0, 3, () => drawValue(draw, depth + 1)) }),
  M: (draw, depth) => ({
    M: Object.fromEntries(
      draw.many(0, 3, () => [draw.pick(['a', 'b', 'c']), drawValue(draw, depth + 1)]),
    ),
  }),
};
const weighted = ['S', 'S', 'S', 'N', 'N', 'N', 'N', 'B', 'BOOL', 'NULL', 'SS', 'NS', 'L', 'M'];

export function drawValue(draw: Draw, depth = 0): AttributeValue {
  const type = draw.pick(depth > 2 ? weighted.slice(0, 10) : weighted);
  return (makers[type] as (typeof makers)[string])(draw, depth);
}

export function drawOf(draw: Draw, type: string): AttributeValue {
  return (makers[type] as (typeof makers)[string])(draw, 0);
}

export const partitions = ['p1', 'p2', 'p3'];
export const sorts = ['s1', 's2', 's3', 's3#a', 't'];
export const groups = ['g1', 'g2'];
export const colors = ['red', 'green'];

/** What each attribute usually holds; anything now and then. */
const usual: Record<string, string> = {
  a: 'S',
  b: 'N',
  n: 'N',
  version: 'N',
  m: 'M',
  l: 'L',
  ss: 'SS',
  ns: 'NS',
  bytes: 'B',
  flag: 'BOOL',
  status: 'S',
};
export const attributes = Object.keys(usual);

export function drawKey(draw: Draw, table: string): Item {
  const pk: AttributeValue = { S: draw.pick(partitions) };
  if (draw.chance(0.015)) return { pk: draw.pick([{ S: '' }, { N: '1' }]), sk: { S: 's1' } };
  if (table === 'beta') return draw.chance(0.01) ? { pk, sk: { S: 's1' } } : { pk };
  return draw.chance(0.01) ? { pk } : { pk, sk: { S: draw.pick(sorts) } };
}

function indexKeys(draw: Draw): Item {
  const keys: Item = {};
  if (draw.chance(0.7)) keys['gpk'] = { S: draw.pick(groups) };
  if (draw.chance(0.7)) keys['gsk'] = { S: draw.pick(textPool) };
  if (draw.chance(0.5)) keys['color'] = { S: draw.pick(colors) };
  if (draw.chance(0.015)) keys['color'] = draw.pick([{ N: '1' }, { S: '' }]);
  return keys;
}

export function drawItem(draw: Draw, table: string): Item {
  const item: Item = { ...drawKey(draw, table), ...indexKeys(draw) };
  for (const name of attributes) {
    if (draw.chance(0.5)) continue;
    item[name] = draw.chance(0.9) ? drawOf(draw, usual[name] as string) : drawValue(draw);
  }
  return item;
}
