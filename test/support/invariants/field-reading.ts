// Reads one value out of a row's plain fields; what is missing or of another type reads as nothing.
import type { Fields, Plain, Row } from './view.ts';

/** Spelt out instead of a list of names: this is called a hundred times for every write. */
const at = (from: Fields | Row, name: string, then?: string, last?: string): unknown => {
  // No row of ours has a field that is called `fields`.
  const fields = (from as Row).fields ?? (from as Fields);
  const found = fields[name];
  if (then === undefined || found === undefined) return found;
  const under = (found as Fields)[then];
  return last === undefined || under === undefined ? under : (under as Fields)[last];
};

/** The text at a path of names; empty where there is none. */
export const textAt = (from: Fields | Row, name: string, then?: string): string => {
  const found = at(from, name, then);
  return typeof found === 'string' ? found : '';
};

/** The number at a path of names; undefined where there is none. */
export const maybeNumberAt = (
  from: Fields | Row,
  name: string,
  then?: string,
  last?: string,
): number | undefined => {
  const found = at(from, name, then, last);
  return typeof found === 'number' ? found : undefined;
};

export const numberAt = (from: Fields | Row, name: string, then?: string, last?: string): number =>
  maybeNumberAt(from, name, then, last) ?? 0;

export const listAt = (from: Fields | Row, name: string): readonly Plain[] => {
  const found = at(from, name);
  return Array.isArray(found) ? (found as readonly Plain[]) : [];
};

export const textsAt = (from: Fields | Row, name: string): readonly string[] =>
  listAt(from, name).filter((entry) => typeof entry === 'string');

export const fieldsAt = (from: Fields | Row, name: string): Fields | undefined => {
  const found = at(from, name);
  return typeof found === 'object' && !Array.isArray(found) ? (found as Fields) : undefined;
};

/** What a row is called in its own words: `status`, or `state` for attempts and service requests. */
export const statusOf = (row: Row): string =>
  row.kind === 'ATTEMPT' || row.kind === 'SVC' || row.kind === 'IDEM'
    ? textAt(row, 'state')
    : textAt(row, 'status');

/** Minor units of a stored amount of money: `{minor, currency}`. */
export const minorAt = (from: Fields | Row, name: string, then?: string): number =>
  then === undefined ? numberAt(from, name, 'minor') : numberAt(from, name, then, 'minor');

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
