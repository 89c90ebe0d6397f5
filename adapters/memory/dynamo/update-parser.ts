// Update and projection expressions. Source: Developer Guide, "Update expressions".

import { type Clause, refuse } from './expression-lexer.ts';
import type { Action, Parsed, Path, SetOperand, SetValue } from './expression-tree.ts';
import { parseWhole, readPath, readValue, type TokenReader } from './token-reader.ts';

function readPair(reader: TokenReader): [SetOperand, SetOperand] {
  reader.take();
  reader.expect('(');
  const first = readSetOperand(reader);
  reader.expect(',');
  const second = readSetOperand(reader);
  reader.expect(')');
  return [first, second];
}

function readSetFunction(reader: TokenReader, name: string): SetOperand {
  if (name !== 'if_not_exists' && name !== 'list_append') {
    return refuse(reader.clause, `Invalid function name; function: ${name}`);
  }
  const [first, second] = readPair(reader);
  if (name === 'list_append') return { kind: name, first, second };
  if (first.kind !== 'path') {
    return refuse(
      reader.clause,
      'Operator or function requires a document path; operator or function: if_not_exists',
    );
  }
  return { kind: name, path: first, otherwise: second };
}

function readSetOperand(reader: TokenReader): SetOperand {
  const token = reader.peek();
  if (token.kind === 'value') return readValue(reader);
  if (token.kind === 'word' && reader.peek(1).text === '(') {
    return readSetFunction(reader, token.text);
  }
  return readPath(reader);
}

function readSetValue(reader: TokenReader): SetValue {
  const left = readSetOperand(reader);
  if (reader.accept('+')) return { kind: 'sum', sign: 1, left, right: readSetOperand(reader) };
  if (reader.accept('-')) return { kind: 'sum', sign: -1, left, right: readSetOperand(reader) };
  return left;
}

const sections: Record<string, (reader: TokenReader) => Action> = {
  SET: (reader) => {
    const path = readPath(reader);
    reader.expect('=');
    return { kind: 'set', path, value: readSetValue(reader) };
  },
  REMOVE: (reader) => ({ kind: 'remove', path: readPath(reader) }),
  ADD: (reader) => ({ kind: 'add', path: readPath(reader), value: readValue(reader) }),
  DELETE: (reader) => ({ kind: 'delete', path: readPath(reader), value: readValue(reader) }),
};

function readActions(reader: TokenReader): Action[] {
  const seen = new Set<string>();
  const actions: Action[] = [];
  while (reader.peek().kind !== 'end') {
    const word = reader.peek().text.toUpperCase();
    const read = Object.hasOwn(sections, word) ? sections[word] : undefined;
    if (read === undefined || reader.peek().kind !== 'word') return reader.syntaxError();
    if (seen.has(word)) {
      refuse(reader.clause, `The "${word}" section can only be used once in an update expression;`);
    }
    seen.add(word);
    reader.take();
    do actions.push(read(reader));
    while (reader.accept(','));
  }
  return actions;
}

export function parseUpdate(text: string): Parsed<Action[]> {
  return parseWhole(text, 'UpdateExpression', readActions);
}

function readPaths(reader: TokenReader): Path[] {
  const paths = [readPath(reader)];
  while (reader.accept(',')) paths.push(readPath(reader));
  return paths;
}

export function parseProjection(text: string): Parsed<Path[]> {
  const clause: Clause = 'ProjectionExpression';
  return parseWhole(text, clause, readPaths);
}
