// One planted fault per row: the checker that must find it, and the words it must find it with.

import { type Files, textOf } from './fixture.ts';

export type Fault = { checker: string; name: string; files: Files; says: RegExp };

const core = 'core/kernel/amount.ts';
const entry = 'functions/api/grow-amount';

const after = (path: string, more: string): Files => ({ [path]: `${textOf(path)}${more}` });

const inCore = (more: string): Files => after(core, `\n${more}\n`);

const instead = (path: string, from: string, to: string): Files => {
  const text = textOf(path);
  if (!text.includes(from)) throw new Error(`canary is out of date: ${path} has no ${from}`);
  return { [path]: text.replace(from, to) };
};

const lines = (many: number): string =>
  Array.from({ length: many }, (_, line) => `export const line${line} = ${line};\n`).join('');

const steps = (many: number): string =>
  Array.from({ length: many }, (_, line) => `  console.log(${line});\n`).join('');

export const plantedFaults: readonly Fault[] = [
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
    says: /PAY_001 is spelled/u,
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
  {
    checker: 'biome',
    name: 'default export',
    files: inCore('export default grow;'),
    says: /noDefaultExport/u,
  },
  {
    checker: 'biome',
    name: 'unformatted line',
    files: inCore('export const   b = 1'),
    says: /format/u,
  },
  {
    checker: 'oxlint',
    name: 'floating promise',
    files: inCore('const later = async (): Promise<void> => {};\n\nlater();'),
    says: /no-floating-promises/u,
  },
  {
    checker: 'oxlint',
    name: 'forgotten case',
    files: inCore(`type Status = 'OPEN' | 'DONE';

export const word = (status: Status): string => {
  switch (status) {
    case 'OPEN':
      return 'open';
  }
  return '';
};`),
    says: /switch-exhaustiveness-check/u,
  },
  {
    checker: 'oxlint',
    name: 'unsafe any',
    files: inCore("export const size: number = JSON.parse('{}').size;"),
    says: /no-unsafe/u,
  },
  {
    checker: 'oxlint',
    name: 'skipped test',
    files: after(
      'test/unit/kernel/amount.test.ts',
      "\nit.skip('later', () => {\n  expect(1).toBe(1);\n});\n",
    ),
    says: /no-disabled-tests/u,
  },
  {
    checker: 'tsc',
    name: 'error code without a row',
    files: instead('core/contracts/error-table.ts', "| 'PAY_002'", "| 'PAY_002' | 'PAY_003'"),
    says: /PAY_003/u,
  },
  {
    checker: 'tsc-infra',
    name: 'wrong type in a stack',
    files: after('lib/house.ts', "\nexport const many: number = 'three';\n"),
    says: /TS2322/u,
  },
  {
    checker: 'imports',
    name: 'core imports an adapter',
    files: {
      ...inCore(
        "import type { Client } from '#adapters/redis/client.ts';\n\nexport type C = Client;",
      ),
      'adapters/redis/client.ts': 'export type Client = string;\n',
    },
    says: /amount\.ts -> adapters\/redis\/client\.ts: kernel/u,
  },
  {
    checker: 'imports',
    name: 'handler imports an SDK',
    files: after(
      `${entry}/handler.ts`,
      "\nexport { DynamoDBClient } from '@aws-sdk/client-dynamodb';\n",
    ),
    says: /handler\.ts -> .*client-dynamodb.*: handler/u,
  },
  {
    checker: 'imports',
    name: 'cycle',
    files: {
      [core]: "import { b } from './cycle.ts';\n\nexport const grow = b;\n",
      'core/kernel/cycle.ts':
        "import { grow } from './amount.ts';\n\nexport const b = () => grow;\n",
    },
    says: /no-circular/u,
  },
  {
    checker: 'imports',
    name: 'boundary check that sees nothing',
    files: instead('.dependency-cruiser.mjs', "exclude: { path: '", "exclude: { path: '^core/|"),
    says: /core: 0 modules cruised of 2 files/u,
  },
  {
    checker: 'knip',
    name: 'export nobody uses',
    files: inCore('export const lonely = 1;'),
    says: /lonely/u,
  },
  {
    checker: 'generated',
    name: 'drift of a generated file',
    files: instead('local/generate/main.ts', 'drift = false', 'drift = true'),
    says: /--check/u,
  },
  {
    checker: 'generated',
    name: 'generator that is gone',
    files: { 'local/generate/main.ts': 'process.exit(3);\n' },
    says: /--check/u,
  },
];

export type RunnerFault = { name: string; files: Files; says: RegExp };

const test = (name: string, body: string): Files => ({
  [`test/unit/kernel/${name}.test.ts`]: `import { describe, expect, it } from 'vitest';\n\n${body}\n`,
});

/** Faults that only the test runner and the tally behind it can see. */
export const runnerFaults: readonly RunnerFault[] = [
  { name: 'test without assertion', files: test('a', "it('a', () => {});"), says: /1 failed/u },
  {
    name: 'skipped test',
    files: test('a', "it.skip('a', () => {\n  expect(1).toBe(1);\n});"),
    says: /1 skipped/u,
  },
  {
    name: 'focused test',
    files: test('a', "it.only('a', () => {\n  expect(1).toBe(1);\n});"),
    says: /\.only|failed/u,
  },
  { name: 'empty suite', files: test('a', "describe('a', () => {});"), says: /1 failed/u },
  { name: 'test that cannot load', files: test('a', "import './gone.ts';"), says: /1 failed/u },
];
