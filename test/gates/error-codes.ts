// Error codes are permanent: clients have them in `if` statements. The snapshot only grows, and a
// handler never chooses a code.

import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Checker } from './checker.ts';
import { at, codeFiles, read, walk } from './source.ts';

const tablePath = 'core/contracts/error-table.ts';
const snapshotPath = 'test/gates/error-codes.snapshot.json';
const spelling = /^(COMMON|PAY|ORD|CRD|SUB|REF|WAIT|IDEM|AUTH|RATE|VAL|SYS)_\d{3}$/u;

const tableCodes = async (root: string): Promise<readonly string[]> => {
  const path = join(root, tablePath);
  if (!existsSync(path)) return [];
  const loaded = (await import(pathToFileURL(path).href)) as { errorTable?: object };
  return Object.keys(loaded.errorTable ?? {});
};

const snapshotCodes = (root: string): readonly string[] => {
  const path = join(root, snapshotPath);
  return existsSync(path) ? (JSON.parse(readFileSync(path, 'utf8')) as string[]) : [];
};

/** Appends new codes to the snapshot; never removes one. */
export const acceptCodes = async (root: string): Promise<number> => {
  const known = snapshotCodes(root);
  const added = (await tableCodes(root)).filter((code) => !known.includes(code));
  const text = `${JSON.stringify([...known, ...added], null, 2)}\n`;
  if (added.length > 0) writeFileSync(join(root, snapshotPath), text);
  return added.length;
};

const strayCodes = (root: string): readonly string[] =>
  codeFiles(root, 'functions')
    .filter((path) => !path.startsWith('functions/_'))
    .flatMap((path) => {
      const source = read(root, path);
      const found: string[] = [];
      walk(source.tree, (node) => {
        const { type, value } = node as unknown as { type: string; value?: unknown };
        if (type === 'StringLiteral' && typeof value === 'string' && spelling.test(value)) {
          found.push(`${at(source, node)}: ${value}: core chooses the error, a handler never does`);
        }
        return undefined;
      });
      return found;
    });

export const errorCodes: Checker = {
  name: 'error-codes',
  unit: 'codes',
  check: async (root) => {
    const codes = await tableCodes(root);
    const known = snapshotCodes(root);
    const fresh = codes.filter((code) => !known.includes(code));
    const findings = [
      ...codes
        .filter((code) => !spelling.test(code))
        .map((code) => `${tablePath}: ${code} is of no family, FAMILY_NNN`),
      ...known
        .filter((code) => !codes.includes(code))
        .map((code) => `${tablePath}: ${code} was promised to clients and is gone`),
      ...(fresh.length === 0
        ? []
        : [`${snapshotPath}: run npm run gates -- --accept-codes to promise ${fresh.join(' ')}`]),
      ...strayCodes(root),
    ];
    return { seen: codes.length, findings };
  },
};
