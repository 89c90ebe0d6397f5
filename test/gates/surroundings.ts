// Who may print and who may read the environment. Everyone else gets both as arguments.

import type { Checker } from './checker.ts';
import { nameOf } from './purity.ts';
import { at, codeFiles, type Node, type Place, read, walk } from './source.ts';

/** Rooms where neither `console` nor `process` is used, and the files that are the exception. */
const quiet = ['adapters', 'functions', 'lib', 'bin'];

const mayReadEnvironment = [
  /^functions\/_pipeline\/(load-env|telemetry)\.ts$/u,
  /^adapters\/system\//u,
  /^bin\/app\.ts$/u,
  // Not infrastructure but a part that every bundle receives.
  /^lib\/bundling\/environment-credentials\.ts$/u,
  // Sets what the bundler's process begins with, and reads nothing.
  /^lib\/bundling\/bundler-room\.ts$/u,
];

const isUse = ({ parent, key }: Place): boolean =>
  !(parent?.type === 'MemberExpression' && key === 'property') &&
  key !== 'key' &&
  (parent?.type.startsWith('Ts') !== true || key === 'expression');

const faultOf = (path: string, node: Node, place: Place): string | undefined => {
  const name = nameOf(node);
  if (name === undefined || !isUse(place)) return undefined;
  if (name === 'console') return 'console: the pipeline writes the one line per request';
  if (name !== 'process' || mayReadEnvironment.some((file) => file.test(path))) return undefined;
  // Synth is a program of its own: it may ask where it runs, but its values come from stage files.
  const isHarmless = /^(lib|bin)\//u.test(path) && nameOf(place.parent?.['property']) !== 'env';
  if (isHarmless) return undefined;
  return 'process: the environment is read once, by the files listed in test/gates/surroundings.ts';
};

export const surroundings: Checker = {
  name: 'surroundings',
  unit: 'files',
  check: (root) => {
    const files = codeFiles(root, ...quiet);
    const findings = files.flatMap((path) => {
      const source = read(root, path);
      const found: string[] = [];
      walk(source.tree, (node, place) => {
        const fault = faultOf(path, node, place);
        if (fault !== undefined) found.push(`${at(source, node)}: ${fault}`);
        return undefined;
      });
      return found;
    });
    return Promise.resolve({ seen: files.length, findings });
  },
};
