// Plants a bug in source text. Product code holds no switch for it: the text is changed while it is
// loaded, by Node's load hook, by Vitest's transform, or where a test reads a file.
import { stripTypeScriptTypes } from 'node:module';
import { extname } from 'node:path';
import { parse as parseYaml } from 'yaml';
import type { Change, Seed } from './mutant.ts';

/** The text has changed since the bug was written: nobody knows what it would break now. */
export class AnchorLost extends Error {
  constructor({ id, file }: Seed, why: string) {
    super(`anchor lost: ${id} in ${file}: ${why}`);
    this.name = 'AnchorLost';
  }
}

/** What is there without white space, and where each character stood. */
const bare = (text: string): { readonly text: string; readonly places: readonly number[] } => {
  const places = [...text.matchAll(/\S/gu)].map(({ index }) => index);
  return { text: text.replaceAll(/\s/gu, ''), places };
};

const occurrences = (text: string, wanted: string): number[] => {
  const found: number[] = [];
  for (let at = text.indexOf(wanted); at >= 0; at = text.indexOf(wanted, at + 1)) found.push(at);
  return found;
};

const parsers: Readonly<Record<string, (text: string) => unknown>> = {
  '.ts': (text) => stripTypeScriptTypes(text),
  '.json': (text) => JSON.parse(text) as unknown,
  '.yaml': (text) => parseYaml(text) as unknown,
};

const checkParses = (seed: Seed, text: string): void => {
  const parse = parsers[extname(seed.file)];
  if (parse === undefined) throw new AnchorLost(seed, `nobody parses ${extname(seed.file)}`);
  try {
    parse(text);
  } catch (error) {
    throw new AnchorLost(seed, `the result does not parse: ${String(error)}`);
  }
};

const changed = (source: string, seed: Seed, change: Change): string => {
  const { text, places } = bare(source);
  const anchor = bare(change.anchor).text;
  if (anchor === '') throw new AnchorLost(seed, 'it is empty');
  const found = occurrences(text, anchor);
  if (found.length !== 1) throw new AnchorLost(seed, `it occurs ${found.length} times`);
  const [start = 0] = found;
  const from = places[start] ?? 0;
  const to = (places[start + anchor.length - 1] ?? 0) + 1;
  const result = source.slice(0, from) + change.replace + source.slice(to);
  if (bare(result).text === text) throw new AnchorLost(seed, 'the replacement changes nothing');
  return result;
};

/**
 * Source text with a bug in it.
 *
 * @throws AnchorLost when an anchor does not occur exactly once, when nothing changes, or when the
 * result does not parse.
 */
export const planted = (source: string, seed: Seed): string => {
  const changes: readonly Change[] = [seed, ...(seed.also ?? [])];
  const result = changes.reduce((text, change) => changed(text, seed, change), source);
  checkParses(seed, result);
  return result;
};
