// No clock, no chance, no process under core/: simulation owns them all.

import type { Checker } from './checker.ts';
import { at, codeFiles, type Node, type Place, read, walk } from './source.ts';

const worldly = new Set([
  'process',
  'performance',
  'crypto',
  'globalThis',
  'console',
  'fetch',
  'setTimeout',
  'setInterval',
  'setImmediate',
  'queueMicrotask',
  'randomUUID',
  'require',
  'Temporal',
]);

export const nameOf = (node: unknown): string | undefined => {
  const { type, value } = (node ?? {}) as { type?: string; value?: unknown };
  return type === 'Identifier' && typeof value === 'string' ? value : undefined;
};

/** A name after a dot or before a colon is a label, not a use of the global. */
const isLabel = ({ parent, key }: Place): boolean => {
  if (parent === undefined) return false;
  if (parent.type === 'MemberExpression') return key === 'property';
  if (parent.type.startsWith('Ts')) return key !== 'expression';
  return key === 'key' && parent.type !== 'Computed';
};

const dateFault = ({ parent, key }: Place): string | undefined => {
  if (parent?.type === 'NewExpression' && key === 'callee') {
    const args = parent['arguments'];
    return Array.isArray(args) && args.length > 0 ? undefined : 'new Date() reads the clock';
  }
  if (parent?.type === 'MemberExpression' && key === 'object') {
    const method = nameOf(parent['property']);
    return method === 'parse' || method === 'UTC' ? undefined : 'Date.now reads the clock';
  }
  return parent?.type === 'BinaryExpression' ? undefined : 'Date reads the clock';
};

const mathFault = ({ parent, key }: Place): string | undefined => {
  if (parent?.type !== 'MemberExpression' || key !== 'object') return 'Math may hide random';
  const method = nameOf(parent['property']);
  return method === undefined || method === 'random' ? 'Math.random is chance' : undefined;
};

const faultOf = (node: Node, place: Place): string | undefined => {
  const name = nameOf(node);
  if (name === undefined || isLabel(place)) return undefined;
  if (name === 'Date') return dateFault(place);
  if (name === 'Math') return mathFault(place);
  return worldly.has(name) ? `${name} belongs to the world outside` : undefined;
};

export const purity: Checker = {
  name: 'purity',
  unit: 'files',
  check: (root) => {
    const files = codeFiles(root, 'core');
    const findings = files.flatMap((path) => {
      const source = read(root, path);
      const found: string[] = [];
      walk(source.tree, (node, place) => {
        const fault = faultOf(node, place);
        if (fault !== undefined) {
          found.push(`${at(source, node)}: ${fault}; time and chance arrive as arguments`);
        }
        return undefined;
      });
      return found;
    });
    return Promise.resolve({ seen: files.length, findings });
  },
};
