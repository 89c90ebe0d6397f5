// Turns a condition's tree into a function, once per text. A missing attribute makes every
// comparison false but `<>`; values of different types are never ordered.

import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { attributeType, equalBytes, equalValues, type Item } from './attribute-value.ts';
import type { Bindings } from './bindings.ts';
import { compareScalars, orderTests } from './compare-values.ts';
import { pathReader } from './document-path.ts';
import type { Comparison, Condition, Operand, Predicate, Test } from './expression-tree.ts';
import { textBytes } from './item-size.ts';

type Reader = (item: Item, bindings: Bindings) => AttributeValue | undefined;

/** True where the item (an empty one for a missing row) fulfils the condition. */
export type Evaluator = (item: Item, bindings: Bindings) => boolean;

function sizeOf(value: AttributeValue | undefined): AttributeValue | undefined {
  if (value === undefined) return undefined;
  if (value.S !== undefined) return { N: String(textBytes(value.S)) };
  if (value.M !== undefined) return { N: String(Object.keys(value.M).length) };
  const counted = value.B ?? value.L ?? value.SS ?? value.NS ?? value.BS;
  return counted === undefined ? undefined : { N: String(counted.length) };
}

function operandReader(operand: Operand): Reader {
  if (operand.kind === 'value') {
    const { placeholder } = operand;
    return (_item, { values }) => values[placeholder];
  }
  if (operand.kind === 'size') {
    const inner = operandReader(operand.of);
    return (item, bindings) => sizeOf(inner(item, bindings));
  }
  const read = pathReader(operand);
  return (item, { names }) => read(item, names);
}

function beginsWith(value: AttributeValue, prefix: AttributeValue): boolean {
  if (value.S !== undefined) return prefix.S !== undefined && value.S.startsWith(prefix.S);
  if (value.B === undefined || prefix.B === undefined) return false;
  return equalBytes(value.B.slice(0, prefix.B.length), prefix.B);
}

function contains(value: AttributeValue, part: AttributeValue): boolean {
  if (value.S !== undefined) return part.S !== undefined && value.S.includes(part.S);
  if (value.SS !== undefined) return part.S !== undefined && value.SS.includes(part.S);
  if (value.NS !== undefined) return part.N !== undefined && value.NS.includes(part.N);
  if (value.L !== undefined) return value.L.some((one) => equalValues(one, part));
  if (part.B === undefined) return false;
  const bytes = part.B;
  if (value.B !== undefined) return Buffer.from(value.B).includes(Buffer.from(bytes));
  return value.BS?.some((one) => equalBytes(one, bytes)) ?? false;
}

type Check = (value: AttributeValue | undefined, other: AttributeValue | undefined) => boolean;

const predicates: Record<Predicate, Check> = {
  attribute_exists: (value) => value !== undefined,
  attribute_not_exists: (value) => value === undefined,
  attribute_type: (value, type) => value !== undefined && attributeType(value) === type?.S,
  begins_with: (value, prefix) =>
    value !== undefined && prefix !== undefined && beginsWith(value, prefix),
  contains: (value, part) => value !== undefined && part !== undefined && contains(value, part),
};

function testEvaluator({ name, operands }: Test): Evaluator {
  const check = predicates[name];
  const first = operandReader(operands[0] as Operand);
  if (operands[1] === undefined) return (item, bindings) => check(first(item, bindings), undefined);
  const second = operandReader(operands[1]);
  return (item, bindings) => check(first(item, bindings), second(item, bindings));
}

function isEqual(left: AttributeValue | undefined, right: AttributeValue | undefined): boolean {
  return left !== undefined && right !== undefined && equalValues(left, right);
}

function comparisonEvaluator({ operator, left, right }: Comparison): Evaluator {
  const one = operandReader(left);
  const two = operandReader(right);
  if (operator === '=') return (item, bound) => isEqual(one(item, bound), two(item, bound));
  if (operator === '<>') return (item, bound) => !isEqual(one(item, bound), two(item, bound));
  const fits = orderTests[operator];
  return (item, bindings) => isOrdered(one(item, bindings), two(item, bindings), fits);
}

function isOrdered(
  left: AttributeValue | undefined,
  right: AttributeValue | undefined,
  fits: (order: number) => boolean,
): boolean {
  if (left === undefined || right === undefined) return false;
  const order = compareScalars(left, right);
  return order !== undefined && fits(order);
}

export function conditionEvaluator(condition: Condition): Evaluator {
  switch (condition.kind) {
    case 'and':
    case 'or': {
      const left = conditionEvaluator(condition.left);
      const right = conditionEvaluator(condition.right);
      if (condition.kind === 'and') return (item, bound) => left(item, bound) && right(item, bound);
      return (item, bindings) => left(item, bindings) || right(item, bindings);
    }
    case 'not': {
      const inner = conditionEvaluator(condition.of);
      return (item, bindings) => !inner(item, bindings);
    }
    case 'compare':
      return comparisonEvaluator(condition);
    case 'between': {
      const [value, low, high] = [condition.value, condition.low, condition.high].map(
        operandReader,
      ) as [Reader, Reader, Reader];
      return (item, bindings) => {
        const read = value(item, bindings);
        return (
          isOrdered(read, low(item, bindings), orderTests['>=']) &&
          isOrdered(read, high(item, bindings), orderTests['<='])
        );
      };
    }
    case 'in': {
      const value = operandReader(condition.value);
      const choices = condition.choices.map(operandReader);
      return (item, bindings) =>
        choices.some((choice) => isEqual(value(item, bindings), choice(item, bindings)));
    }
    case 'test':
      return testEvaluator(condition);
  }
}
