// Length gates. They are far out on purpose: hitting one means two ideas share a house.

import { tiers } from '../support/tiers.ts';
import type { Checker } from './checker.ts';
import { at, codeFiles, isTest, lineOf, type Node, read, type Source, walk } from './source.ts';

const functionMax = 60;

const tierFolders = tiers
  .filter(({ kind }) => kind === 'vitest')
  .map(({ name }) => `test/${name}/`);

const fileMax = (path: string): number => {
  if (/^functions\/(?!_)[^/]+\/[^/]+\/(env|handler|index)\.ts$/u.test(path)) return 60;
  return path === 'bin/app.ts' ? 40 : 300;
};

/** Tables beside a test are part of it, and tests have no limit. */
const isTierFile = (path: string): boolean => tierFolders.some((tier) => path.startsWith(tier));

const isFunction = (node: Node): boolean =>
  [
    'ArrowFunctionExpression',
    'FunctionExpression',
    'FunctionDeclaration',
    'ClassMethod',
    'PrivateMethod',
    'MethodProperty',
    'Constructor',
  ].includes(node.type);

const height = (source: Source, node: Node): number =>
  lineOf(source, node.span.end) - lineOf(source, node.span.start) + 1;

/** Lines of a function without the functions inside it: a record of closures is a table, not a maze. */
const ownLines = (source: Source, node: Node): number => {
  let inner = 0;
  walk(node, (child) => {
    if (child === node || !isFunction(child)) return undefined;
    inner += height(source, child) - 1;
    return false;
  });
  return height(source, node) - inner;
};

const longFunctions = (source: Source): readonly string[] => {
  const findings: string[] = [];
  walk(source.tree, (node) => {
    if (!isFunction(node)) return undefined;
    const lines = ownLines(source, node);
    if (lines > functionMax) {
      findings.push(`${at(source, node)}: a function of ${lines} lines, at most ${functionMax}`);
    }
    return undefined;
  });
  return findings;
};

export const lengths: Checker = {
  name: 'lengths',
  unit: 'files',
  check: (root) => {
    const files = codeFiles(root).filter(
      (path) => !isTest(path) && !isTierFile(path) && !path.startsWith('sdk/'),
    );
    const findings = files.flatMap((path) => {
      const source = read(root, path);
      const lines = source.text.trimEnd().split('\n').length;
      const most = fileMax(path);
      const long = lines > most ? [`${path}: ${lines} lines, at most ${most}`] : [];
      return [...long, ...longFunctions(source)];
    });
    return Promise.resolve({ seen: files.length, findings });
  },
};
