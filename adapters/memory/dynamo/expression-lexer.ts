// Cuts an expression into tokens. What is no token of the language is refused here.

import { invalid } from './dynamo-error.ts';

export type TokenKind = 'word' | 'name' | 'value' | 'number' | 'sign' | 'end';
export type Token = { readonly kind: TokenKind; readonly text: string };

export type Clause =
  | 'ConditionExpression'
  | 'FilterExpression'
  | 'KeyConditionExpression'
  | 'ProjectionExpression'
  | 'UpdateExpression';

const pattern =
  /\s*(?:(?<word>[A-Za-z_][A-Za-z0-9_]*)|(?<name>#[A-Za-z0-9_]+)|(?<value>:[A-Za-z0-9_]+)|(?<number>[0-9]+)|(?<sign><>|<=|>=|[=<>()[\],.+-]))/y;
const expressionBytesMax = 4096;

const kinds = ['word', 'name', 'value', 'number', 'sign'] as const;

export function refuse(clause: Clause, reason: string): never {
  throw invalid(`Invalid ${clause}: ${reason}`);
}

function nextToken(text: string, clause: Clause): Token {
  const groups = pattern.exec(text)?.groups;
  const kind = kinds.find((one) => groups?.[one] !== undefined);
  if (groups === undefined || kind === undefined) {
    return refuse(clause, `Syntax error; token: ${text}`);
  }
  return { kind, text: groups[kind] as string };
}

export function tokensOf(text: string, clause: Clause): Token[] {
  if (text.trim() === '') refuse(clause, 'The expression can not be empty;');
  if (Buffer.byteLength(text) > expressionBytesMax) {
    refuse(clause, 'Expression size has exceeded the maximum allowed size;');
  }
  const end = text.trimEnd().length;
  const tokens: Token[] = [];
  pattern.lastIndex = 0;
  while (pattern.lastIndex < end) tokens.push(nextToken(text, clause));
  tokens.push({ kind: 'end', text: '<EOF>' });
  return tokens;
}
