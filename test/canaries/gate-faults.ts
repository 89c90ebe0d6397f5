// Faults for the checkers of our own: who must find it, and the words it must be found with.

import { after, core, entry, type Fault, inCore, instead } from './fault.ts';

const lines = (many: number): string =>
  Array.from({ length: many }, (_, line) => `export const line${line} = ${line};\n`).join('');

const steps = (many: number): string =>
  Array.from({ length: many }, (_, line) => `  console.log(${line});\n`).join('');

export const gateFaults: readonly Fault[] = [
  {
    checker: 'names',
    name: 'junk drawer',
    files: { 'core/kernel/utils.ts': 'export const a = 1;\n' },
    says: /junk-drawer|no home/u,
  },
  {
    checker: 'names',
    name: 'too deep',
    files: { 'core/a/b/c/d/e.ts': 'export const a = 1;\n' },
    says: /levels below core/u,
  },
  {
    checker: 'names',
    name: 'barrel',
    files: { 'core/kernel/index.ts': "export { grow } from './amount.ts';\n" },
    says: /Lambda entry/u,
  },
  {
    checker: 'names',
    name: 'test no tier runs',
    files: { 'test/units/a.test.ts': 'export const a = 1;\n' },
    says: /no tier runs it/u,
  },
  {
    checker: 'names',
    name: 'Lambda folder without index',
    files: { 'functions/api/shrink-amount/env.ts': 'export const env = 1;\n' },
    says: /shrink-amount: without handler and index/u,
  },
  {
    checker: 'specifiers',
    name: 'named zod',
    files: inCore("import { z } from 'zod';\nexport const text = z.string();"),
    says: /every language/u,
  },
  {
    checker: 'specifiers',
    name: '../ across rooms',
    files: { 'lib/far.ts': "import { grow } from '../core/kernel/amount.ts';\n\ngrow(1n);\n" },
    says: /across rooms/u,
  },
  {
    checker: 'specifiers',
    name: 'type import that hides',
    files: inCore("export type Table = import('../contracts/error-table.ts').Table;"),
    says: /hides from the boundary check/u,
  },
  ...['Date.now()', 'new Date()', 'Math.random()', 'process.pid', 'crypto.randomUUID()'].map(
    (call): Fault => ({
      checker: 'purity',
      name: `${call} in core`,
      files: inCore(`export const now = () => ${call};`),
      says: /amount\.ts:5/u,
    }),
  ),
  {
    checker: 'surroundings',
    name: 'console in a function',
    files: after(`${entry}/handler.ts`, "\nconsole.log('paid');\n"),
    says: /console/u,
  },
  {
    checker: 'surroundings',
    name: 'environment read in a handler',
    files: after(`${entry}/handler.ts`, "\nexport const stage = process.env['STAGE'];\n"),
    says: /process/u,
  },
  ...['it.skip', 'it.only', 'it.todo', 'xit'].map(
    (call): Fault => ({
      checker: 'test-manners',
      name: call,
      files: after('test/unit/kernel/amount.test.ts', `\n${call}('later', () => {});\n`),
      says: /every test runs/u,
    }),
  ),
  {
    checker: 'test-manners',
    name: 'vi.mock',
    files: after('test/unit/kernel/amount.test.ts', "\nvi.mock('#core/kernel/amount.ts');\n"),
    says: /a port is missing/u,
  },
  {
    checker: 'lengths',
    name: 'file of 301 lines',
    files: { [core]: lines(301) },
    says: /301 lines, at most 300/u,
  },
  {
    checker: 'lengths',
    name: 'handler of 61 lines',
    files: { [`${entry}/handler.ts`]: lines(61) },
    says: /61 lines, at most 60/u,
  },
  {
    checker: 'lengths',
    name: 'function of 61 lines',
    files: { 'local/long.ts': `export const long = () => {\n${steps(59)}};\n` },
    says: /a function of 61 lines/u,
  },
  {
    checker: 'error-codes',
    name: 'code that is gone',
    files: { 'test/gates/error-codes.snapshot.json': '["PAY_001", "PAY_002", "PAY_003"]\n' },
    says: /PAY_003 was promised/u,
  },
  {
    checker: 'error-codes',
    name: 'code nobody promised yet',
    files: { 'test/gates/error-codes.snapshot.json': '["PAY_001"]\n' },
    says: /promise PAY_002/u,
  },
  {
    checker: 'error-codes',
    name: 'code spelled in a handler',
    files: after(`${entry}/handler.ts`, "\nexport const refusal = 'PAY_001';\n"),
    says: /PAY_001: core chooses/u,
  },
  {
    checker: 'words',
    name: 'path of one machine',
    files: { 'docs/a.md': `see /${'home'}/somebody/project\n` },
    says: /a path of one machine/u,
  },
  {
    checker: 'words',
    name: 'secret',
    files: { 'docs/a.md': `AK${'IA'}ABCDEFGHIJKLMNOP\n` },
    says: /an access key/u,
  },
  {
    checker: 'supply',
    name: 'package without integrity',
    files: instead('package-lock.json', '"integrity": "sha512-x", ', ''),
    says: /has no integrity/u,
  },
  {
    checker: 'supply',
    name: 'package from a git address',
    files: instead('package-lock.json', '"integrity"', '"resolved": "git+ssh://x", "integrity"'),
    says: /not from a registry/u,
  },
  {
    checker: 'supply',
    name: 'unknown licence',
    files: instead('package-lock.json', '"MIT"', '"SSPL-1.0"'),
    says: /ships under licence/u,
  },
];
