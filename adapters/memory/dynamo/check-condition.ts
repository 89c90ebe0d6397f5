// Refusals that need no row: wrong literal types, an operand compared with itself, empty ranges.
// DynamoDB decides them before it reads anything, so a transaction fails as a whole.

import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { attributeType } from './attribute-value.ts';
import type { Bindings } from './bindings.ts';
import { compareScalars } from './compare-values.ts';
import { documentPath } from './document-path.ts';
import { type Clause, refuse } from './expression-lexer.ts';
import type { Between, Condition, Operand, Test } from './expression-tree.ts';

type Context = { readonly clause: Clause; readonly bindings: Bindings };

const ordered = new Set(['S', 'N', 'B']);
const measurable = new Set(['S', 'B', 'SS', 'NS', 'BS', 'L', 'M']);
const prefixes = new Set(['S', 'B']);
const texts = new Set(['S']);
const typeNames = ['B', 'NULL', 'SS', 'BOOL', 'L', 'BS', 'N', 'NS', 'S', 'M'];
const anyType = new Set(typeNames);

function literal(operand: Operand, { bindings }: Context): AttributeValue | undefined {
  return operand.kind === 'value' ? bindings.values[operand.placeholder] : undefined;
}

function checkType(operand: Operand, allowed: Set<string>, name: string, context: Context): void {
  const value = literal(operand, context);
  const type = value && attributeType(value);
  if (type !== undefined && !allowed.has(type)) {
    refuse(
      context.clause,
      `Incorrect operand type for operator or function; operator or function: ${name}, operand type: ${type}`,
    );
  }
  if (operand.kind === 'size') checkType(operand.of, measurable, 'size', context);
}

function isSameOperand(left: Operand, right: Operand, context: Context): boolean {
  if (left.kind === 'path' && right.kind === 'path') {
    const [one, two] = [left, right].map((path) => documentPath(path, context.bindings.names));
    return one?.length === two?.length && (one?.every((key, at) => key === two?.[at]) ?? false);
  }
  if (left.kind === 'value' && right.kind === 'value') {
    return left.placeholder === right.placeholder;
  }
  return left.kind === 'size' && right.kind === 'size'
    ? isSameOperand(left.of, right.of, context)
    : false;
}

function checkDistinct(first: Operand, rest: readonly Operand[], name: string, context: Context) {
  if (rest.some((other) => isSameOperand(first, other, context))) {
    refuse(
      context.clause,
      `The first operand must be distinct from the remaining operands for this operator or function; operator: ${name}, first operand: ${first.kind}`,
    );
  }
}

function checkRange({ low, high }: Between, context: Context): void {
  const lower = literal(low, context);
  const upper = literal(high, context);
  if (lower === undefined || upper === undefined) return;
  if (attributeType(lower) !== attributeType(upper)) {
    refuse(
      context.clause,
      'The BETWEEN operator requires same data type for lower and upper bounds',
    );
  }
  if ((compareScalars(lower, upper) ?? 0) > 0) {
    refuse(
      context.clause,
      'The BETWEEN operator requires upper bound to be greater than or equal to lower bound',
    );
  }
}

function checkTest({ name, operands }: Test, context: Context): void {
  const [first, second] = operands as readonly [Operand, Operand | undefined];
  if (name === 'attribute_exists' || name === 'attribute_not_exists') {
    if (first.kind === 'path') return;
    refuse(
      context.clause,
      `Operator or function requires a document path; operator or function: ${name}`,
    );
  }
  if (second !== undefined) checkDistinct(first, [second], name, context);
  if (name === 'begins_with') {
    for (const operand of operands) checkType(operand, prefixes, name, context);
  }
  if (name === 'attribute_type' && second !== undefined) {
    if (second.kind !== 'value') refuse(context.clause, 'Incorrect operand type; attribute_type');
    checkType(second, texts, name, context);
    const type = literal(second, context)?.S;
    if (type !== undefined && !typeNames.includes(type)) {
      refuse(
        context.clause,
        `Invalid attribute type name found; type: ${type}, valid types: {${typeNames.join(',')}}`,
      );
    }
  }
}

/** @throws ValidationException for a condition that no row could make meaningful. */
export function checkCondition(condition: Condition, context: Context): void {
  switch (condition.kind) {
    case 'and':
    case 'or':
      checkCondition(condition.left, context);
      checkCondition(condition.right, context);
      return;
    case 'not':
      checkCondition(condition.of, context);
      return;
    case 'compare': {
      const { operator, left, right } = condition;
      checkDistinct(left, [right], operator, context);
      const allowed = operator === '=' || operator === '<>' ? anyType : ordered;
      checkType(left, allowed, operator, context);
      checkType(right, allowed, operator, context);
      return;
    }
    case 'between':
      for (const operand of [condition.value, condition.low, condition.high]) {
        checkType(operand, ordered, 'BETWEEN', context);
      }
      checkDistinct(condition.value, [condition.low, condition.high], 'BETWEEN', context);
      checkRange(condition, context);
      return;
    case 'in':
      checkDistinct(condition.value, condition.choices, 'IN', context);
      return;
    case 'test':
      checkTest(condition, context);
  }
}
