// A key condition is a small condition: the partition key equals a value, and the sort key, if
// it is named, lies in one range. Anything else DynamoDB refuses, and so does this file.

import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import type { Bindings } from './bindings.ts';
import { checkCondition } from './check-condition.ts';
import { compareText } from './compare-values.ts';
import { documentPath } from './document-path.ts';
import { invalid } from './dynamo-error.ts';
import { refuse } from './expression-lexer.ts';
import type { Comparator, Condition, Operand } from './expression-tree.ts';
import { firstPosition, type Sorted } from './sorted-rows.ts';
import type { KeyNames } from './table-definition.ts';

type Operator = Exclude<Comparator, '<>'> | 'between' | 'begins_with';
type KeyTest = {
  readonly attribute: string;
  readonly operator: Operator;
  readonly texts: string[];
};

/** From the first position up to, but not with, the second. */
export type Range = readonly [from: number, to: number];
export type KeyQuery = {
  readonly partition: string;
  readonly range: (rows: readonly Sorted[]) => Range;
};

const clause = 'KeyConditionExpression';
const mirrored: Record<string, Operator> = { '=': '=', '<': '>', '<=': '>=', '>': '<', '>=': '<=' };

function attributeOfOperand(operand: Operand, { names }: Bindings): string {
  if (operand.kind !== 'path') {
    return refuse(clause, 'KeyConditionExpressions cannot contain nested operations');
  }
  const path = documentPath(operand, names);
  if (path.length > 1) {
    refuse(clause, 'KeyConditionExpressions cannot have conditions on nested attributes');
  }
  return path[0];
}

function keyText(value: AttributeValue | undefined): string {
  if (value?.S === undefined) {
    throw invalid(
      'One or more parameter values were invalid: Condition parameter type does not match schema type',
    );
  }
  if (value.S === '') {
    throw invalid(
      'One or more parameter values are not valid. The AttributeValue for a key attribute cannot contain an empty string value.',
    );
  }
  return value.S;
}

function textOf(operand: Operand, { values }: Bindings): string {
  if (operand.kind !== 'value') {
    return refuse(clause, 'Multiple attribute names used in one condition');
  }
  return keyText(values[operand.placeholder]);
}

function simpleTest(condition: Condition, bindings: Bindings): KeyTest {
  switch (condition.kind) {
    case 'compare': {
      const { operator, left, right } = condition;
      if (operator === '<>') return refuse(clause, 'Invalid operator used: <>');
      const isReversed = left.kind === 'value';
      const [path, value] = isReversed ? [right, left] : [left, right];
      return {
        attribute: attributeOfOperand(path, bindings),
        operator: isReversed ? (mirrored[operator] as Operator) : operator,
        texts: [textOf(value, bindings)],
      };
    }
    case 'between':
      return {
        attribute: attributeOfOperand(condition.value, bindings),
        operator: 'between',
        texts: [textOf(condition.low, bindings), textOf(condition.high, bindings)],
      };
    case 'test': {
      const [first, second] = condition.operands as [Operand, Operand];
      if (condition.name !== 'begins_with') break;
      return {
        attribute: attributeOfOperand(first, bindings),
        operator: 'begins_with',
        texts: [textOf(second, bindings)],
      };
    }
    default:
  }
  return refuse(clause, `Invalid operator used in KeyConditionExpression: ${condition.kind}`);
}

function testsOf(condition: Condition, bindings: Bindings): KeyTest[] {
  if (condition.kind !== 'and') return [simpleTest(condition, bindings)];
  return [...testsOf(condition.left, bindings), ...testsOf(condition.right, bindings)];
}

function rangeOf({ operator, texts }: KeyTest, rows: readonly Sorted[]): Range {
  const [low, high = low] = texts as [string, string?];
  const end = rows.length;
  const atLeast = (text: string) =>
    firstPosition(rows, ([sort]) => compareText(sort as string, text) >= 0);
  const above = (text: string) =>
    firstPosition(rows, ([sort]) => compareText(sort as string, text) > 0);
  switch (operator) {
    case '=':
      return [atLeast(low), above(low)];
    case '<':
      return [0, atLeast(low)];
    case '<=':
      return [0, above(low)];
    case '>':
      return [above(low), end];
    case '>=':
      return [atLeast(low), end];
    case 'between':
      return [atLeast(low), above(high)];
    case 'begins_with':
      return [
        atLeast(low),
        firstPosition(rows, ([sort = '']) => compareText(sort, low) >= 0 && !sort.startsWith(low)),
      ];
  }
}

/** @throws ValidationException for every other condition than those two. */
export function keyQuery(condition: Condition, bindings: Bindings, keys: KeyNames): KeyQuery {
  checkCondition(condition, { clause, bindings });
  const tests = testsOf(condition, bindings);
  const onPartition = tests.filter(({ attribute }) => attribute === keys.partitionKey);
  const onSort = tests.filter(({ attribute }) => attribute === keys.sortKey);
  const [partition] = onPartition;
  if (partition === undefined) {
    throw invalid(`Query condition missed key schema element: ${keys.partitionKey}`);
  }
  if (onPartition.length > 1 || onSort.length > 1) {
    throw invalid('KeyConditionExpressions must only contain one condition per key');
  }
  if (tests.length > onPartition.length + onSort.length) {
    throw invalid('Query condition missed key schema element');
  }
  if (partition.operator !== '=') throw invalid('Query key condition not supported');
  const [sort] = onSort;
  return {
    partition: partition.texts[0] as string,
    range: (rows) => (sort === undefined ? [0, rows.length] : rangeOf(sort, rows)),
  };
}
