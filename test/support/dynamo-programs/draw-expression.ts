// Random expressions of the twin's subset. Each piece notes its operator, so a test can ask
// whether all of them occurred.

import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import type { Item } from '#adapters/memory/dynamo/attribute-value.ts';
import type { Draw } from './draw.ts';
import { attributes, drawOf, drawValue } from './draw-value.ts';

export type Pen = {
  readonly draw: Draw;
  readonly note: (label: string) => void;
  /** A placeholder for a value. */
  readonly value: (value: AttributeValue) => string;
  /** A bare name or a placeholder for it; some names need one. */
  readonly name: (name: string) => string;
  /** Takes the placeholders of a text that brings its own, as our adapters' expressions do. */
  readonly bind: (names: Readonly<Record<string, string>>, values: Item) => void;
  readonly placeholders: () => {
    ExpressionAttributeNames?: Record<string, string>;
    ExpressionAttributeValues?: Item;
  };
};

const reserved = new Set(['status', 'bytes', 'flag', 'm', 'n', 'l'].slice(0, 2));

export function pen(draw: Draw, note: (label: string) => void): Pen {
  const names: Record<string, string> = {};
  const values: Item = {};
  return {
    draw,
    note,
    value: (value) => {
      const placeholder = `:v${Object.keys(values).length}`;
      values[placeholder] = value;
      return placeholder;
    },
    name: (name) => {
      const isRefused = reserved.has(name) && draw.chance(0.03);
      if (isRefused) note('reserved word');
      if (isRefused || (!reserved.has(name) && draw.chance(0.6))) return name;
      names[`#${name}`] = name;
      return `#${name}`;
    },
    bind: (ownNames, ownValues) => {
      Object.assign(names, ownNames);
      Object.assign(values, ownValues);
    },
    placeholders: () => spoiled(draw, note, names, values),
  };
}

/** Now and then a placeholder is missing or one too many. */
function spoiled(
  draw: Draw,
  note: (label: string) => void,
  names: Record<string, string>,
  values: Item,
) {
  const used = { ...values };
  if (draw.chance(0.015)) {
    note('unused placeholder');
    used[':unused'] = { S: 'x' };
  }
  const [first] = Object.keys(used);
  if (first !== undefined && draw.chance(0.015)) {
    note('missing placeholder');
    delete used[first];
  }
  return {
    ...(Object.keys(names).length > 0 ? { ExpressionAttributeNames: names } : {}),
    ...(Object.keys(used).length > 0 ? { ExpressionAttributeValues: used } : {}),
  };
}

export function drawPath(with_: Pen): string {
  const { draw, note, name } = with_;
  const shape = draw.below(12);
  if (shape === 0) {
    note('path.map');
    return `${name('m')}.${name(draw.pick(['a', 'b', 'c']))}`;
  }
  if (shape === 1) {
    note('path.list');
    return `${name('l')}[${draw.below(4)}]`;
  }
  if (shape === 2) {
    note('path.deep');
    return `${name('m')}.${name('a')}[${draw.below(2)}]`;
  }
  return name(draw.pick(attributes));
}

function literal(with_: Pen, types?: readonly string[]): string {
  const { draw, value } = with_;
  return value(types === undefined ? drawValue(draw) : drawOf(draw, draw.pick(types)));
}

function operand(with_: Pen): string {
  const { draw, note } = with_;
  if (draw.chance(0.12)) {
    note('size');
    return `size(${drawPath(with_)})`;
  }
  return drawPath(with_);
}

const comparators = ['=', '<>', '<', '<=', '>', '>='];
/** Types that have an order; now and then any, which is refused. */
function orderedType(draw: Draw): string {
  return draw.chance(0.04)
    ? draw.pick(['BOOL', 'SS', 'L', 'NULL'])
    : draw.pick(['N', 'N', 'S', 'B']);
}

function comparison(with_: Pen): string {
  const { draw, note } = with_;
  const operator = draw.pick(comparators);
  note(operator);
  const left = operand(with_);
  if (draw.chance(0.1)) return `${left} ${operator} ${operand(with_)}`;
  if (operator === '=' || operator === '<>') return `${left} ${operator} ${literal(with_)}`;
  const right = literal(with_, [left.startsWith('size') ? 'N' : orderedType(draw)]);
  return draw.chance(0.1) ? `${right} ${operator} ${left}` : `${left} ${operator} ${right}`;
}

const simpleMakers: ((with_: Pen) => string)[] = [
  comparison,
  comparison,
  comparison,
  (with_) => {
    with_.note('BETWEEN');
    const type = orderedType(with_.draw);
    return `${operand(with_)} BETWEEN ${literal(with_, [type])} AND ${literal(with_, [type])}`;
  },
  (with_) => {
    with_.note('IN');
    const choices = with_.draw.many(1, 4, () => literal(with_));
    return `${operand(with_)} IN (${choices.join(', ')})`;
  },
  (with_) => {
    with_.note('attribute_exists');
    return `attribute_exists(${drawPath(with_)})`;
  },
  (with_) => {
    with_.note('attribute_not_exists');
    return `attribute_not_exists(${drawPath(with_)})`;
  },
  (with_) => {
    with_.note('attribute_type');
    const types = ['S', 'N', 'B', 'BOOL', 'NULL', 'L', 'M', 'SS', 'NS', 'BS', 'X'];
    const isKnown = with_.draw.chance(0.95);
    const type = isKnown ? with_.draw.pick(types.slice(0, -1)) : 'X';
    return `attribute_type(${drawPath(with_)}, ${with_.value({ S: type })})`;
  },
  (with_) => {
    with_.note('begins_with');
    const type = with_.draw.chance(0.05) ? 'N' : with_.draw.pick(['S', 'S', 'B']);
    return `begins_with(${drawPath(with_)}, ${literal(with_, [type])})`;
  },
  (with_) => {
    with_.note('contains');
    return `contains(${drawPath(with_)}, ${literal(with_, ['S', 'S', 'N', 'B', 'BOOL'])})`;
  },
];

export function drawCondition(with_: Pen, depth = 0): string {
  const { draw, note } = with_;
  const shape = depth > 2 ? 9 : draw.below(10);
  if (shape < 2) {
    note('AND');
    return `${drawCondition(with_, depth + 1)} AND ${drawCondition(with_, depth + 1)}`;
  }
  if (shape < 4) {
    note('OR');
    return `${drawCondition(with_, depth + 1)} OR ${drawCondition(with_, depth + 1)}`;
  }
  if (shape === 4) {
    note('NOT');
    return `NOT ${drawCondition(with_, depth + 1)}`;
  }
  if (shape === 5) {
    note('( )');
    return `(${drawCondition(with_, depth + 1)})`;
  }
  return draw.pick(simpleMakers)(with_);
}

function setOperand(with_: Pen): string {
  const { draw, note } = with_;
  const shape = draw.below(6);
  if (shape === 0) return drawPath(with_);
  if (shape === 1) {
    note('if_not_exists');
    return `if_not_exists(${drawPath(with_)}, ${literal(with_)})`;
  }
  return literal(with_);
}

const setMakers: ((with_: Pen) => string)[] = [
  (with_) => `${drawPath(with_)} = ${setOperand(with_)}`,
  (with_) => `${drawPath(with_)} = ${setOperand(with_)}`,
  (with_) => {
    with_.note('+');
    return `${with_.name('n')} = ${with_.name('n')} + ${literal(with_, ['N'])}`;
  },
  (with_) => {
    with_.note('-');
    const start = `if_not_exists(${with_.name('b')}, ${literal(with_, ['N'])})`;
    with_.note('if_not_exists');
    return `${with_.name('b')} = ${start} - ${literal(with_, ['N'])}`;
  },
  (with_) => {
    with_.note('list_append');
    const list = `if_not_exists(${with_.name('l')}, ${with_.value({ L: [] })})`;
    const pair = [list, literal(with_, [with_.draw.chance(0.95) ? 'L' : 'S'])];
    if (with_.draw.chance(0.5)) pair.reverse();
    return `${with_.name('l')} = list_append(${pair.join(', ')})`;
  },
  (with_) => `${with_.name('gpk')} = ${with_.value({ S: with_.draw.pick(['g1', 'g2']) })}`,
  (with_) => `${with_.name('gsk')} = ${literal(with_, ['S'])}`,
];

function addition(with_: Pen): string {
  const { draw, name } = with_;
  if (draw.chance(0.05)) return `${name('a')} ${literal(with_, ['S', 'BOOL', 'N'])}`;
  const [attribute, type] = draw.pick([
    ['n', 'N'],
    ['version', 'N'],
    ['ss', 'SS'],
    ['ns', 'NS'],
    ['m.a', 'N'],
  ]) as [string, string];
  return `${attribute.split('.').map(name).join('.')} ${literal(with_, [type])}`;
}

function reduction(with_: Pen): string {
  const { draw, name } = with_;
  const [attribute, type] = draw.pick([
    ['ss', 'SS'],
    ['ns', 'NS'],
    ['ss', 'NS'],
    ['a', 'SS'],
    ['ss', 'S'],
  ]) as [string, string];
  return `${name(attribute)} ${literal(with_, [type])}`;
}

export function drawUpdate(with_: Pen): string {
  const { draw, note } = with_;
  const sections: string[] = [];
  const write = (word: string, probability: number, make: () => string) => {
    if (!draw.chance(probability)) return;
    note(word);
    sections.push(`${word} ${draw.many(1, 2, make).join(', ')}`);
  };
  write('SET', 0.7, () => draw.pick(setMakers)(with_));
  write('REMOVE', 0.25, () => (draw.chance(0.2) ? with_.name('color') : drawPath(with_)));
  write('ADD', 0.2, () => addition(with_));
  write('DELETE', 0.15, () => reduction(with_));
  if (draw.chance(0.01)) sections.push(`SET ${with_.name('pk')} = ${with_.value({ S: 'x' })}`);
  if (sections.length > 0) return sections.join(' ');
  note('SET');
  return `SET ${draw.pick(setMakers)(with_)}`;
}

export function drawProjection(with_: Pen): string {
  with_.note('projection');
  return with_.draw.many(1, 3, () => drawPath(with_)).join(', ');
}
