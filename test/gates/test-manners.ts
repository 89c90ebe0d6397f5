// What a test may not do: be skipped or alone, mock a module, sleep, or hide from every tier.

import type { Checker } from './checker.ts';
import { nameOf } from './purity.ts';
import { at, codeFiles, isTest, type Node, read, walk } from './source.ts';

const runners = new Set(['it', 'test', 'describe', 'suite', 'bench']);
const muted = new Set(['only', 'skip', 'todo', 'skipIf', 'runIf', 'fails']);
const prefixed = new Set(['xit', 'xtest', 'xdescribe', 'fit', 'fdescribe']);
const mocks = new Set(['mock', 'doMock', 'hoisted', 'importMock']);
const timeless =
  /^test\/(unit|property|contract|statemachine|infrastructure|simulation|security)\//u;

const base = (node: unknown): string | undefined => {
  const inner = node as Node | undefined;
  if (inner?.type === 'MemberExpression') return base(inner['object']);
  if (inner?.type === 'CallExpression') return base(inner['callee']);
  return nameOf(inner);
};

const memberFault = (node: Node): string | undefined => {
  const owner = base(node['object']);
  const member = nameOf(node['property']);
  if (owner === undefined || member === undefined) return undefined;
  if (runners.has(owner) && muted.has(member)) return `${owner}.${member}: every test runs`;
  if (owner === 'vi' && mocks.has(member)) return `vi.${member}: a port is missing`;
  return undefined;
};

const callFault = (path: string, node: Node): string | undefined => {
  const callee = nameOf(node['callee']);
  if (callee === undefined) return undefined;
  if (prefixed.has(callee)) return `${callee}: every test runs, and none runs alone`;
  return callee === 'setTimeout' && timeless.test(path) ? 'a sleep: advance the clock' : undefined;
};

const faultOf = (path: string, node: Node): string | undefined => {
  if (node.type === 'MemberExpression') return memberFault(node);
  if (node.type === 'CallExpression') return callFault(path, node);
  const from = (node['source'] as { value?: string } | null | undefined)?.value;
  return from === 'node:timers/promises' && timeless.test(path)
    ? 'a sleep: advance the clock'
    : undefined;
};

export const testManners: Checker = {
  name: 'test-manners',
  unit: 'test files',
  check: (root) => {
    const files = codeFiles(root, 'test').filter(isTest);
    const findings = files.flatMap((path) => {
      const source = read(root, path);
      const found: string[] = [];
      walk(source.tree, (node) => {
        const fault = faultOf(path, node);
        if (fault !== undefined) found.push(`${at(source, node)}: ${fault}`);
        return undefined;
      });
      return found;
    });
    return Promise.resolve({ seen: files.length, findings });
  },
};
