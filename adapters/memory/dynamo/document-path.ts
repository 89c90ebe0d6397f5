// Paths into an item, with placeholders resolved, and the rule that two of them may not overlap.

import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { attributeOf, type Item } from './attribute-value.ts';
import { type Clause, refuse } from './expression-lexer.ts';
import type { Path, Segment } from './expression-tree.ts';

export type Names = Readonly<Record<string, string>>;

/** The attribute's name, then map keys (texts) and list positions (numbers). */
export type DocumentPath = readonly [string, ...(string | number)[]];

function step(segment: Segment, names: Names): string | number {
  if ('name' in segment) return segment.name;
  return 'index' in segment ? segment.index : (names[segment.placeholder] as string);
}

export function documentPath(path: Path, names: Names): DocumentPath {
  return path.segments.map((segment) => step(segment, names)) as unknown as DocumentPath;
}

/** A reader for one path, with a short way for plain attributes. */
export function pathReader(path: Path): (item: Item, names: Names) => AttributeValue | undefined {
  const [first] = path.segments;
  if (path.segments.length > 1 || first === undefined) {
    return (item, names) => valueAt(item, documentPath(path, names));
  }
  if ('name' in first) return (item) => attributeOf(item, first.name);
  return (item, names) => attributeOf(item, step(first, names) as string);
}

export function valueAt(item: Item, path: DocumentPath): AttributeValue | undefined {
  let value = attributeOf(item, path[0]);
  for (let at = 1; at < path.length && value !== undefined; at += 1) {
    const key = path[at] as string | number;
    if (typeof key === 'number') value = value.L?.[key];
    else value = value.M === undefined ? undefined : attributeOf(value.M, key);
  }
  return value;
}

function shown(path: DocumentPath): string {
  return `[${path.map((key) => (typeof key === 'number' ? `[${key}]` : key)).join(', ')}]`;
}

function checkPair(one: DocumentPath, two: DocumentPath, clause: Clause): void {
  const length = Math.min(one.length, two.length);
  for (let at = 0; at < length; at += 1) {
    if (one[at] === two[at]) continue;
    if (typeof one[at] === typeof two[at]) return;
    refuse(
      clause,
      `Two document paths conflict with each other; must remove or rewrite one of these paths; path one: ${shown(one)}, path two: ${shown(two)}`,
    );
  }
  refuse(
    clause,
    `Two document paths overlap with each other; must remove or rewrite one of these paths; path one: ${shown(one)}, path two: ${shown(two)}`,
  );
}

/** @throws ValidationException where one path contains another or both mean one place. */
export function checkDistinctPaths(paths: readonly DocumentPath[], clause: Clause): void {
  // Plain attributes with different names cannot overlap; most updates are nothing else.
  if (new Set(paths.map((path) => path[0])).size === paths.length) return;
  paths.forEach((one, at) => {
    for (const two of paths.slice(at + 1)) checkPair(one, two, clause);
  });
}
