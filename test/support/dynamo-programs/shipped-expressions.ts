// What our adapters send today: the expressions of a request, brought to a shape in which lists of any
// length are one, and the pieces of expressions in their source.

import { readdirSync, readFileSync } from 'node:fs';

export type ExpressionKind = 'condition' | 'update' | 'key' | 'filter' | 'projection';

export type ShippedExpression = { readonly kind: ExpressionKind; readonly shape: string };

const kinds: Readonly<Record<string, ExpressionKind>> = {
  ConditionExpression: 'condition',
  UpdateExpression: 'update',
  KeyConditionExpression: 'key',
  FilterExpression: 'filter',
  ProjectionExpression: 'projection',
};

/** An update names only what differs: as many assignments and removals as there are, numbered. */
export const shapeOf = (text: string): string =>
  text
    .replace(/#([fs])\d+ = :\1\d+(?:, #\1\d+ = :\1\d+)*/gu, '{sets}')
    .replace(/#([fr])\d+(?:, #\1\d+)*/gu, '{gone}');

/** Every expression of a request, those of the items of a transaction included. */
export const expressionsIn = (input: unknown): readonly ShippedExpression[] => {
  if (typeof input !== 'object' || input === null || input instanceof Uint8Array) return [];
  return Object.entries(input).flatMap(([field, value]: [string, unknown]) => {
    const kind = kinds[field];
    if (kind === undefined) return expressionsIn(value);
    return typeof value === 'string' ? [{ kind, shape: shapeOf(value) }] : [];
  });
};

const adapters = new URL('../../../adapters/dynamo/', import.meta.url);

const looksLikeExpression =
  /#\w+ (?:=|<>|<=?|>=?|IN|BETWEEN) |attribute_(?:not_)?(?:exists|type)\(|^\s*(?:SET|REMOVE|ADD|DELETE) /u;

/** Pieces of expressions as they stand between quotes in the adapters' source. */
export const sourcePieces = (): readonly string[] => {
  const files = readdirSync(adapters).filter((name) => name.endsWith('.ts'));
  const pieces = files.flatMap((name) =>
    readFileSync(new URL(name, adapters), 'utf8')
      .replace(/\/\*[\s\S]*?\*\/|\/\/.*$/gmu, '')
      .split(/['"`\n]|\$\{|\}/u)
      .filter((piece) => looksLikeExpression.test(piece)),
  );
  return [...new Set(pieces)];
};

/** A whole text, one assignment of a list, or a part that its own blanks show to be one. */
export const isPieceOf = (text: string, piece: string): boolean => {
  const shape = shapeOf(piece);
  const isPart = shape !== shape.trim();
  return isPart ? text.includes(shape) : text === shape || text.includes(`, ${shape}`);
};
