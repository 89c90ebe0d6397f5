// How an import is written: zod as a namespace, `#room/...` across rooms, endings in full,
// and no type imported inside an expression, where the boundary check cannot see it.

import { posix } from 'node:path';
import type { Checker } from './checker.ts';
import { at, codeFiles, type Node, read, roomOf, type Source, walk } from './source.ts';

type Import = { node: Node; from: string; typeOnly: boolean; names: readonly string[] };

const hashRooms = new Set(['core', 'adapters', 'functions', 'lib', 'local', 'test']);

const nameOfSpecifier = (specifier: Node): string => {
  if (specifier.type === 'ImportNamespaceSpecifier') return '*';
  if (specifier.type === 'ImportDefaultSpecifier') return 'default';
  const { imported, local, orig } = specifier as unknown as Record<
    'imported' | 'local' | 'orig',
    { value: string } | null | undefined
  >;
  return (imported ?? orig ?? local)?.value ?? '*';
};

const importOf = (node: Node): Import | undefined => {
  const { source, specifiers, typeOnly } = node as unknown as {
    source?: { value?: string } | null;
    specifiers?: readonly Node[];
    typeOnly?: boolean;
  };
  if (!/^(Import|ExportNamed|ExportAll)Declaration$/u.test(node.type)) return undefined;
  if (source?.value === undefined) return undefined;
  const names = (specifiers ?? []).map(nameOfSpecifier);
  return { node, from: source.value, typeOnly: typeOnly === true, names };
};

const zodFault = ({ from, names, typeOnly }: Import): string | undefined => {
  if (from !== 'zod' && !from.startsWith('zod/')) return undefined;
  if (typeOnly && names.every((name) => name !== 'z')) return undefined;
  if (from !== 'zod' && from !== 'zod/mini') return `import zod or zod/mini, not ${from}`;
  if (names.includes('z') || names.includes('default')) {
    return "the named z carries every language: import * as z from 'zod' or 'zod/mini'";
  }
  const bare = from === 'zod' && names.some((name) => name !== '*');
  return bare ? "import zod as a namespace: import * as z from 'zod'" : undefined;
};

const roomFault = (path: string, { from }: Import): string | undefined => {
  if (!from.startsWith('.')) return undefined;
  const target = roomOf(posix.normalize(posix.join(posix.dirname(path), from)));
  return path.includes('/') && target !== roomOf(path) && hashRooms.has(target)
    ? `no ../ across rooms; use #${target}/...`
    : undefined;
};

const typeImportFault = (node: Node): string | undefined => {
  if (node.type !== 'TsImportType') return undefined;
  return "write `import type` at the top: import('...') in a type hides from the boundary check";
};

const faultsIn = (source: Source): { imports: number; findings: readonly string[] } => {
  let imports = 0;
  const findings: string[] = [];
  walk(source.tree, (node) => {
    const found = importOf(node);
    if (found !== undefined) imports += 1;
    const faults = [
      typeImportFault(node),
      ...(found === undefined ? [] : [zodFault(found), roomFault(source.path, found)]),
    ];
    for (const fault of faults) {
      if (fault !== undefined) findings.push(`${at(source, node)}: ${fault}`);
    }
    return undefined;
  });
  return { imports, findings };
};

export const specifiers: Checker = {
  name: 'specifiers',
  unit: 'imports',
  check: (root) => {
    const files = codeFiles(root).filter((path) => !/^(sdk|k6)\//u.test(path));
    const results = files.map((path) => faultsIn(read(root, path)));
    return Promise.resolve({
      seen: results.reduce((sum, { imports }) => sum + imports, 0),
      findings: results.flatMap(({ findings }) => findings),
    });
  },
};
