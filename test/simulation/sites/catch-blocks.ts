// Every `catch` block of the engine by its place in the text: the failures that end badly are mostly mishandled
// small ones. Source: Yuan et al., OSDI 2014.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseSync } from '@swc/core';

export interface CatchBlock {
  /** `core/outbox/watch.ts`. */
  readonly file: string;
  /** From 1. */
  readonly line: number;
  /** Of the character behind its opening brace, as JavaScript counts. */
  readonly offset: number;
}

const root = fileURLToPath(new URL('../../../', import.meta.url));

const rooms = ['core', 'adapters', 'functions'] as const;

const sourcesOf = (room: string): string[] =>
  readdirSync(join(root, room), { recursive: true, encoding: 'utf8' })
    .map((path) => join(room, path))
    .filter((path) => path.endsWith('.ts') && !path.includes('.test.'))
    .sort();

interface Node {
  readonly type?: string;
  readonly span?: { readonly start: number; readonly end: number };
  readonly [key: string]: unknown;
}

const nodesOf = (value: unknown, type: string): Node[] => {
  if (typeof value !== 'object' || value === null) return [];
  const node = value as Node;
  const own = node.type === type ? [node] : [];
  return [...own, ...Object.values(node).flatMap((inner) => nodesOf(inner, type))];
};

/** The parser counts bytes on from file to file: a first statement of ours tells where this one begins. */
const mark = ';';

export const catchBlocksOf = (file: string, text: string): CatchBlock[] => {
  const bytes = Buffer.from(mark + text);
  const module = parseSync(bytes.toString(), { syntax: 'typescript', target: 'es2022' });
  const base = (module.body[0] as unknown as Node).span?.start ?? 0;
  return nodesOf(module.body, 'CatchClause').map((clause) => {
    const { span } = clause['body'] as Node;
    const before = bytes.subarray(0, (span?.start ?? 0) - base + 1).toString();
    const offset = before.length - mark.length;
    return { file, line: before.split('\n').length, offset };
  });
};

/** Without the twins, which are no part of what is deployed. */
export const allCatchBlocks = (): CatchBlock[] =>
  rooms
    .flatMap(sourcesOf)
    .filter((path) => !path.startsWith(join('adapters', 'memory')))
    .flatMap((path) => catchBlocksOf(path, readFileSync(join(root, path), 'utf8')));

/** `core/outbox/watch.ts:76`. */
export const placeOf = ({ file, line }: CatchBlock): string => `${file}:${line}`;
