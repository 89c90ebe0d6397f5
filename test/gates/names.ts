// Names and places: junk-drawer names, depth, rooms, barrels, the three files of a Lambda folder,
// and test files that no tier would ever run.

import { tierNames } from '../support/tiers.ts';
import type { Checker } from './checker.ts';
import { isTest, listFiles, roomOf, rooms } from './source.ts';

const junk = new Set([
  'utils',
  'helpers',
  'common',
  'shared',
  'misc',
  'types',
  'constants',
  'services',
  'managers',
]);

const stem = (part: string): string => part.split('.').find((word) => word !== '') ?? part;

const junkNames = (path: string): readonly string[] =>
  path
    .split('/')
    .filter((part) => junk.has(stem(part).toLowerCase()))
    .map((part) => `${path}: "${part}" attracts whatever has no home; give the thing its own noun`);

const tooDeep = (path: string): readonly string[] => {
  const parts = path.split('/');
  const room = parts[0] ?? '';
  if (room === 'storefront' || room === 'sdk' || !rooms.includes(room as never)) return [];
  const levels = parts.length - 2;
  const most = path.startsWith('test/unit/') ? 4 : 3;
  return levels > most ? [`${path}: ${levels} levels below ${room}/, at most ${most}`] : [];
};

const newRoom = (path: string): readonly string[] => {
  if (!path.includes('/') || path.startsWith('.')) return [];
  return rooms.includes(roomOf(path) as never)
    ? []
    : [`${path}: "${roomOf(path)}" is no room; a new one needs an ADR and a line in test/gates`];
};

const leafFile = /^functions\/(?!_)[^/]+\/[^/]+\/[^/]+$/u;

const barrel = (path: string): readonly string[] => {
  if (!/(^|\/)index\.(ts|tsx|mjs|js)$/u.test(path) || /^(storefront|sdk)\//u.test(path)) return [];
  return leafFile.test(path) ? [] : [`${path}: index means "Lambda entry" and nothing else`];
};

const lambdaFolder = (path: string): readonly string[] => {
  if (!path.startsWith('functions/') || /^functions\/_(?:pipeline|wiring)\//u.test(path)) return [];
  if (!/\.(ts|mjs|js)$/u.test(path)) return [];
  return /^functions\/[^/]+\/[^/]+\/(env|handler|index)\.ts$/u.test(path)
    ? []
    : [`${path}: a Lambda folder is functions/<kind>/<verb-noun>/ with env, handler and index`];
};

const lostTest = (path: string): readonly string[] => {
  if (!isTest(path) || /^(storefront|sdk)\//u.test(path)) return [];
  const [room, tier] = path.split('/');
  return room === 'test' && tier !== undefined && tierNames.includes(tier)
    ? []
    : [`${path}: no tier runs it; tests live in test/<tier>/`];
};

/** Folders that hold one of the three files must hold all of them. */
const incompleteLambdas = (files: readonly string[]): readonly string[] => {
  const held = new Map<string, Set<string>>();
  for (const path of files) {
    const match = /^(functions\/(?!_)[^/]+\/[^/]+)\/(env|handler|index)\.ts$/u.exec(path);
    if (match?.[1] === undefined || match[2] === undefined) continue;
    held.set(match[1], (held.get(match[1]) ?? new Set()).add(match[2]));
  }
  return [...held].flatMap(([folder, names]) => {
    const missing = ['env', 'handler', 'index'].filter((name) => !names.has(name));
    return missing.length === 0 ? [] : [`${folder}: without ${missing.join(' and ')}`];
  });
};

export const names: Checker = {
  name: 'names',
  unit: 'files',
  check: (root) => {
    const files = listFiles(root);
    const rules = [junkNames, tooDeep, newRoom, barrel, lambdaFolder, lostTest];
    const findings = files.flatMap((path) => rules.flatMap((rule) => rule(path)));
    return Promise.resolve({
      seen: files.length,
      findings: [...findings, ...incompleteLambdas(files)],
    });
  },
};
