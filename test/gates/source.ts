// The tree as the gates see it: tracked and new files (never ignored ones), each parsed once.

import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join, relative } from 'node:path';
import { parseSync } from '@swc/core';

export type Node = { type: string; span: { start: number; end: number }; [key: string]: unknown };

export type Source = { path: string; bytes: Buffer; text: string; tree: Node };

export const rooms = [
  'bin',
  'lib',
  'core',
  'adapters',
  'functions',
  'statemachines',
  'config',
  'local',
  'observability',
  'storefront',
  'sdk',
  'k6',
  'test',
  'docs',
] as const;

const notOurs = new Set(['node_modules', '.git', 'out', 'coverage', 'cdk.out', '.fluxpay']);

const walkFolder = (root: string, folder: string): string[] =>
  readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    if (notOurs.has(entry.name)) return [];
    const path = folder === '' ? entry.name : `${folder}/${entry.name}`;
    return entry.isDirectory() ? walkFolder(root, path) : [path];
  });

const listed = new Map<string, readonly string[]>();

/** Every file of ours under `root`, with forward slashes, sorted. */
export const listFiles = (root: string): readonly string[] => {
  const known = listed.get(root);
  if (known !== undefined) return known;
  const files = existsSync(join(root, '.git'))
    ? execFileSync('git', ['ls-files', '-co', '--exclude-standard', '-z'], { cwd: root })
        .toString()
        .split('\0')
    : walkFolder(root, '');
  const ours = [...new Set(files)]
    .filter((path) => path !== '' && existsSync(join(root, path)))
    .filter((path) => statSync(join(root, path)).isFile())
    .sort();
  listed.set(root, ours);
  return ours;
};

export const roomOf = (path: string): string => path.split('/')[0] ?? '';

export const isTest = (path: string): boolean => /\.test\.tsx?$/u.test(path);

/** Typescript of ours that is code: declaration files and generated text excluded. */
export const codeFiles = (root: string, ...inRooms: readonly string[]): readonly string[] =>
  listFiles(root).filter(
    (path) =>
      /\.tsx?$/u.test(path) &&
      !path.endsWith('.d.ts') &&
      (inRooms.length === 0 || inRooms.includes(roomOf(path))),
  );

const parsed = new Map<string, Source>();

export const read = (root: string, path: string): Source => {
  const key = relative('/', join(root, path));
  const known = parsed.get(key);
  if (known !== undefined) return known;
  const bytes = readFileSync(join(root, path));
  const text = bytes.toString();
  const tree = parseSync(text, {
    syntax: 'typescript',
    target: 'es2022',
    tsx: path.endsWith('.tsx'),
  }) as unknown as Node;
  const source = { path, bytes, text, tree };
  parsed.set(key, source);
  return source;
};

const isNode = (value: unknown): value is Node =>
  typeof value === 'object' && value !== null && typeof (value as Node).type === 'string';

export type Place = { parent: Node | undefined; key: string };

/** Visits every syntax node; returning false keeps the walk out of that node. */
export const walk = (
  node: Node,
  visit: (node: Node, place: Place) => boolean | undefined,
  place: Place = { parent: undefined, key: '' },
): void => {
  if (visit(node, place) === false) return;
  for (const [key, value] of Object.entries(node)) visitValue(node, key, value, visit);
};

const visitValue = (
  parent: Node,
  key: string,
  value: unknown,
  visit: (node: Node, place: Place) => boolean | undefined,
): void => {
  if (Array.isArray(value)) {
    for (const item of value) visitValue(parent, key, item, visit);
  } else if (isNode(value)) {
    walk(value, visit, { parent, key });
  } else if (typeof value === 'object' && value !== null) {
    // Arguments and array elements sit in small wrappers without a type of their own.
    for (const inner of Object.values(value)) {
      if (isNode(inner)) walk(inner, visit, { parent, key });
    }
  }
};

/** Line of a node; spans are byte offsets that start at one. */
export const lineOf = (source: Source, offset: number): number => {
  let line = 1;
  const end = Math.min(offset - 1, source.bytes.length);
  for (let at = 0; at < end; at += 1) if (source.bytes[at] === 10) line += 1;
  return line;
};

export const at = (source: Source, node: Node): string =>
  `${source.path}:${lineOf(source, node.span.start)}`;
