// Faults for the checkers we did not write, and for the test runner.

import { after, core, entry, type Fault, inCore, instead } from './fault.ts';
import type { Files } from './fixture.ts';

export const toolFaults: readonly Fault[] = [
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
    name: 'forgotten case in a stack',
    files: after(
      'lib/house.ts',
      `
export const size = (profile: 'lean' | 'full'): number => {
  switch (profile) {
    case 'lean':
      return 1;
  }
  return 0;
};
`,
    ),
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
    name: 'unit test that reads a file',
    files: after('test/unit/kernel/amount.test.ts', "\nexport { readFileSync } from 'node:fs';\n"),
    says: /unit-needs-nothing/u,
  },
  {
    checker: 'imports',
    name: 'module reaches into another',
    files: {
      'core/orders/order.ts': "export { pay } from '../payments/secrets-of-payments.ts';\n",
      'core/payments/secrets-of-payments.ts': 'export const pay = 1;\n',
    },
    says: /order\.ts -> core\/payments\/secrets-of-payments\.ts: module/u,
  },
  {
    checker: 'imports',
    name: 'unit test that starts clients',
    files: after(
      'test/unit/kernel/amount.test.ts',
      "\nexport { handler } from '#functions/api/grow-amount/index.ts';\n",
    ),
    says: /no-entry-import/u,
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

export type NamedFault = { name: string; files: Files; names: RegExp };

export const namedFaults: readonly NamedFault[] = [
  {
    name: 'failed test',
    files: test('a', "it('adds up', () => {\n  expect(1).toBe(2);\n});"),
    names: /^unit: adds up: .*expected 1 to be 2/u,
  },
  {
    name: 'file that cannot load',
    files: test('a', "import './gone.ts';"),
    names: /^unit: test\/unit\/kernel\/a\.test\.ts: .*gone\.ts/u,
  },
];
