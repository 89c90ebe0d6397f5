// How much code a function loads at its start: the entry and what it imports, lazy chunks apart.
// Limits: performance specification, section 2.3; a KB is 1,024 bytes.
import { readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { deflateRawSync } from 'node:zlib';
import type { FunctionBundles } from '#lib/bundling/bundle-functions.ts';

export type SizeLimit = { readonly bytes: number; readonly zipped: number };

export type BundleSize = {
  /** `api/create-order`. */
  readonly name: string;
  readonly bytes: number;
  readonly zipped: number;
  /** Chunks that are loaded when they are needed. */
  readonly lazyBytes: number;
  /** None for kinds that the specification gives none. */
  readonly limit?: SizeLimit;
};

const kb = 1_024;
const limit = (bytes: number, zipped: number): SizeLimit => ({
  bytes: bytes * kb,
  zipped: zipped * kb,
});

/** Redis is a lazy chunk, so these are the limits without it. */
export const sizeLimitOf = (name: string): SizeLimit | undefined => {
  if (/^(?:api|admin)\//u.test(name)) return limit(360, 130);
  if (name === 'streams/relay-eventbridge') return limit(360, 120);
  return /^(?:steps|streams)\//u.test(name) ? limit(300, 110) : undefined;
};

/** @param isLazyToo - Whether imports that run later count. */
const closure = (
  outputs: FunctionBundles['outputs'],
  entry: string,
  isLazyToo: boolean,
): ReadonlySet<string> => {
  const seen = new Set<string>();
  const visit = (path: string): void => {
    if (seen.has(path)) return;
    seen.add(path);
    for (const { path: next, kind, external } of outputs[path]?.imports ?? []) {
      if (external !== true && (isLazyToo || kind !== 'dynamic-import')) visit(next);
    }
  };
  visit(entry);
  return seen;
};

/** What a zip adds for one file beside its content (APPNOTE 4.3.7, 4.3.12). */
const zipOverhead = (name: string): number => 30 + 46 + 2 * name.length;

const zippedBytes = (folder: string, files: ReadonlySet<string>): number =>
  [...files].reduce((sum, file) => {
    const name = basename(file);
    const content = readFileSync(join(folder, name));
    return sum + deflateRawSync(content, { level: 9 }).length + zipOverhead(name);
  }, 22);

export const bundleSizes = (
  { outputs, folderOf }: FunctionBundles,
  names: readonly string[],
): readonly BundleSize[] =>
  names.map((name) => {
    const entry = `${name.replaceAll('/', '__')}/index.mjs`;
    if (outputs[entry] === undefined) throw new Error(`${name} has no bundle`);
    const start = closure(outputs, entry, false);
    const sum = (files: ReadonlySet<string>): number =>
      [...files].reduce((total, file) => total + (outputs[file]?.bytes ?? 0), 0);
    const bytes = sum(start);
    const allowed = sizeLimitOf(name);
    return {
      name,
      bytes,
      zipped: zippedBytes(folderOf(name), start),
      lazyBytes: sum(closure(outputs, entry, true)) - bytes,
      ...(allowed === undefined ? {} : { limit: allowed }),
    };
  });

export const isWithin = ({ bytes, zipped, limit: allowed }: BundleSize): boolean =>
  allowed === undefined || (bytes <= allowed.bytes && zipped <= allowed.zipped);
