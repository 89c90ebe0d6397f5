// A cursor over tokens, with the productions every clause shares: paths and value placeholders.

import { type Clause, refuse, type Token, tokensOf } from './expression-lexer.ts';
import type { Parsed, Path, Segment, Value } from './expression-tree.ts';
import { reservedWords } from './reserved-words.ts';

export type TokenReader = {
  readonly clause: Clause;
  /** The token ahead; `skip` looks further. */
  readonly peek: (skip?: number) => Token;
  readonly take: () => Token;
  /** Takes the token if it is this sign or this keyword. */
  readonly accept: (text: string) => boolean;
  readonly expect: (text: string) => void;
  readonly syntaxError: () => never;
  readonly names: Set<string>;
  readonly values: Set<string>;
};

const endToken: Token = { kind: 'end', text: '<EOF>' };

/** Keywords are read in any case; function and attribute names are not. */
export function isKeyword(token: Token, word: string): boolean {
  return token.kind === 'word' ? token.text.toUpperCase() === word : token.text === word;
}

export function tokenReader(text: string, clause: Clause): TokenReader {
  const tokens = tokensOf(text, clause);
  let at = 0;
  const peek = (skip = 0) => tokens[at + skip] ?? endToken;
  const syntaxError = (): never => {
    const near = `${tokens[at - 1]?.text ?? ''} ${peek().text}`.trim();
    return refuse(clause, `Syntax error; token: "${peek().text}", near: "${near}"`);
  };
  const take = () => {
    const token = peek();
    at += 1;
    return token;
  };
  const accept = (wanted: string) => {
    if (!isKeyword(peek(), wanted)) return false;
    at += 1;
    return true;
  };
  const expect = (wanted: string) => {
    if (!accept(wanted)) syntaxError();
  };
  return {
    clause,
    peek,
    take,
    accept,
    expect,
    syntaxError,
    names: new Set(),
    values: new Set(),
  };
}

function readName(reader: TokenReader): Segment {
  const token = reader.peek();
  if (token.kind === 'name') {
    reader.names.add(token.text);
    reader.take();
    return { placeholder: token.text };
  }
  if (token.kind !== 'word') reader.syntaxError();
  if (reservedWords.has(token.text.toUpperCase())) {
    refuse(reader.clause, `Attribute name is a reserved keyword; reserved keyword: ${token.text}`);
  }
  reader.take();
  return { name: token.text };
}

export function readPath(reader: TokenReader): Path {
  const segments: Segment[] = [readName(reader)];
  for (;;) {
    if (reader.accept('.')) {
      segments.push(readName(reader));
    } else if (reader.accept('[')) {
      if (reader.peek().kind !== 'number') reader.syntaxError();
      segments.push({ index: Number(reader.take().text) });
      reader.expect(']');
    } else {
      return { kind: 'path', segments };
    }
  }
}

export function readValue(reader: TokenReader): Value {
  const token = reader.peek();
  if (token.kind !== 'value') reader.syntaxError();
  reader.values.add(token.text);
  reader.take();
  return { kind: 'value', placeholder: token.text };
}

/** Reads one whole expression; anything left over is a syntax error. */
export function parseWhole<Tree>(
  text: string,
  clause: Clause,
  read: (reader: TokenReader) => Tree,
): Parsed<Tree> {
  const reader = tokenReader(text, clause);
  const tree = read(reader);
  if (reader.peek().kind !== 'end') reader.syntaxError();
  return { tree, names: reader.names, values: reader.values };
}
