// Conditions, filters and key conditions share one grammar. NOT binds tighter than AND, AND
// tighter than OR. Source: Developer Guide, "Condition and filter expressions, operators, and
// functions".

import { type Clause, refuse } from './expression-lexer.ts';
import type { Comparator, Condition, Operand, Parsed, Predicate, Size } from './expression-tree.ts';
import { parseWhole, readPath, readValue, type TokenReader } from './token-reader.ts';

const comparators: ReadonlySet<string> = new Set(['=', '<>', '<', '<=', '>', '>=']);
const operandCounts: ReadonlyMap<string, number> = new Map([
  ['attribute_exists', 1],
  ['attribute_not_exists', 1],
  ['attribute_type', 2],
  ['begins_with', 2],
  ['contains', 2],
  ['size', 1],
]);
const choicesMax = 100;

type Call = { readonly kind: 'test'; readonly name: Predicate; readonly operands: Operand[] };

function misplaced(reader: TokenReader, name: string): never {
  return refuse(
    reader.clause,
    `The function is not allowed to be used this way in an expression; function: ${name}`,
  );
}

function readCall(reader: TokenReader): Call | Size {
  const name = reader.take().text;
  const count = operandCounts.get(name);
  if (count === undefined) {
    return refuse(reader.clause, `Invalid function name; function: ${name}`);
  }
  reader.expect('(');
  const operands = [readOperand(reader)];
  while (reader.accept(',')) operands.push(readOperand(reader));
  reader.expect(')');
  if (operands.length !== count) {
    refuse(
      reader.clause,
      `Incorrect number of operands for operator or function; operator or function: ${name}, number of operands: ${operands.length}`,
    );
  }
  if (name === 'size') return { kind: 'size', of: operands[0] as Operand };
  return { kind: 'test', name: name as Predicate, operands };
}

function readOperandOrCall(reader: TokenReader): Operand | Call {
  const token = reader.peek();
  if (token.kind === 'value') return readValue(reader);
  if (token.kind === 'word' && reader.peek(1).text === '(') return readCall(reader);
  return readPath(reader);
}

function readOperand(reader: TokenReader): Operand {
  const operand = readOperandOrCall(reader);
  return operand.kind === 'test' ? misplaced(reader, operand.name) : operand;
}

function readMembership(reader: TokenReader, value: Operand): Condition {
  reader.expect('(');
  const choices = [readOperand(reader)];
  while (reader.accept(',')) choices.push(readOperand(reader));
  reader.expect(')');
  if (choices.length > choicesMax) {
    refuse(reader.clause, 'The IN operator is provided with too many operands');
  }
  return { kind: 'in', value, choices };
}

function readComparison(reader: TokenReader): Condition {
  const first = readOperandOrCall(reader);
  const isCompared =
    comparators.has(reader.peek().text) || /^(between|in)$/i.test(reader.peek().text);
  if (first.kind === 'test') {
    return isCompared ? misplaced(reader, first.name) : first;
  }
  if (comparators.has(reader.peek().text)) {
    const operator = reader.take().text as Comparator;
    return { kind: 'compare', operator, left: first, right: readOperand(reader) };
  }
  if (reader.accept('BETWEEN')) {
    const low = readOperand(reader);
    reader.expect('AND');
    return { kind: 'between', value: first, low, high: readOperand(reader) };
  }
  if (reader.accept('IN')) return readMembership(reader, first);
  if (first.kind === 'size') return misplaced(reader, 'size');
  return reader.syntaxError();
}

/** Conditions that stood in brackets: a second pair around one of them is redundant. */
const bracketed = new WeakSet<Condition>();

function readPrimary(reader: TokenReader): Condition {
  if (!reader.accept('(')) return readComparison(reader);
  const inner = readOr(reader);
  reader.expect(')');
  if (bracketed.has(inner)) refuse(reader.clause, 'The expression has redundant parentheses;');
  bracketed.add(inner);
  return inner;
}

function readNot(reader: TokenReader): Condition {
  return reader.accept('NOT') ? { kind: 'not', of: readNot(reader) } : readPrimary(reader);
}

function readAnd(reader: TokenReader): Condition {
  let left = readNot(reader);
  while (reader.accept('AND')) left = { kind: 'and', left, right: readNot(reader) };
  return left;
}

function readOr(reader: TokenReader): Condition {
  let left = readAnd(reader);
  while (reader.accept('OR')) left = { kind: 'or', left, right: readAnd(reader) };
  return left;
}

/** @throws ValidationException where DynamoDB would find a syntax error. */
export function parseCondition(text: string, clause: Clause): Parsed<Condition> {
  return parseWhole(text, clause, readOr);
}
