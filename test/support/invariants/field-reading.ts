// Reads one value out of a row's plain fields; what is missing or of another type reads as nothing.
import type { Fields, Plain, Row } from './view.ts';

const at = (from: Fields | Row, path: readonly string[]): Plain | undefined => {
  let found: unknown = 'fields' in from && 'pk' in from ? from.fields : from;
  for (const name of path) found = (found as Fields | undefined)?.[name];
  return found as Plain | undefined;
};

/** The text at a path of names; empty where there is none. */
export const textAt = (from: Fields | Row, ...path: readonly string[]): string => {
  const found = at(from, path);
  return typeof found === 'string' ? found : '';
};

/** The number at a path of names; undefined where there is none. */
export const maybeNumberAt = (
  from: Fields | Row,
  ...path: readonly string[]
): number | undefined => {
  const found = at(from, path);
  return typeof found === 'number' ? found : undefined;
};

export const numberAt = (from: Fields | Row, ...path: readonly string[]): number =>
  maybeNumberAt(from, ...path) ?? 0;

export const listAt = (from: Fields | Row, name: string): readonly Plain[] => {
  const found = at(from, [name]);
  return Array.isArray(found) ? (found as readonly Plain[]) : [];
};

export const fieldsAt = (from: Fields | Row, name: string): Fields | undefined => {
  const found = at(from, [name]);
  return typeof found === 'object' && !Array.isArray(found) ? (found as Fields) : undefined;
};

/** What a row is called in its own words: `status`, or `state` for attempts and service requests. */
export const statusOf = (row: Row): string =>
  row.kind === 'ATTEMPT' || row.kind === 'SVC' || row.kind === 'IDEM'
    ? textAt(row, 'state')
    : textAt(row, 'status');

/** Minor units of a stored amount of money: `{minor, currency}`. */
export const minorAt = (from: Fields | Row, ...path: readonly string[]): number =>
  numberAt(from, ...path, 'minor');

/** Plain values are equal when everything in them is. */
export function equalPlain(left: unknown, right: unknown): boolean {
  if (left === right) return true;
  if (typeof left !== 'object' || typeof right !== 'object') return false;
  if (left === null || right === null) return false;
  const names = Object.keys(left);
  if (names.length !== Object.keys(right).length) return false;
  return names.every((name) =>
    equalPlain((left as Record<string, unknown>)[name], (right as Record<string, unknown>)[name]),
  );
}
