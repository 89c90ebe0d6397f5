// A small house in a temporary folder: the real configuration, the smallest code that passes every
// checker. A canary plants one fault in its own copy.

import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

export type Files = Readonly<Record<string, string>>;

const home = process.cwd();

/** Configuration and machinery under test, copied as they are. */
const copied = [
  '.dependency-cruiser.mjs',
  '.gitignore',
  '.oxlintrc.json',
  'biome.json',
  'tsconfig.infra.json',
  'tsconfig.json',
  'vitest.config.ts',
  'test/tiers.json',
  'test/gates/knip-counter.ts',
  'test/support/counters.ts',
  'test/support/tally-reporter.ts',
  'test/support/test-setup.ts',
  'test/support/tier-result.ts',
  'test/support/tiers.ts',
];

type Manifest = { devDependencies: Record<string, string>; dependencies: Record<string, string> };

/** The real manifest with the packages this small house uses. */
const manifest = (): string => {
  const real = JSON.parse(readFileSync(join(home, 'package.json'), 'utf8')) as Manifest;
  const used = ['@biomejs/biome', '@types/node', 'fast-check', 'typescript', 'vitest'];
  const { zod = '' } = real.dependencies;
  const devDependencies = Object.fromEntries(
    used.map((name) => [name, real.devDependencies[name] ?? '']),
  );
  const scripts = { lint: 'biome ci', types: 'tsc' };
  const optionalDependencies = {};
  const whole = { ...real, scripts, dependencies: { zod }, devDependencies, optionalDependencies };
  return `${JSON.stringify(whole, null, 2)}\n`;
};

/** The real rules; here the machinery itself stands in for those who use it. */
const knip = (): string =>
  readFileSync(join(home, 'knip.json'), 'utf8')
    .replace('"test/*.ts"', '"test/{,support/}*.ts"')
    .replace(/,\s+"ignoreDependencies"[^}]*/u, '\n');

const lock = `{
  "lockfileVersion": 3,
  "packages": {
    "": { "name": "fluxpay" },
    "node_modules/zod": { "version": "1.0.0", "integrity": "sha512-x", "license": "MIT" }
  }
}
`;

const made: Files = {
  'test/support/cloud/global-setup.ts': `// This house needs no cloud.

export const setup = (): void => undefined;
`,
  'package-lock.json': lock,
  'core/kernel/amount.ts': `// An amount that grows.

export const grow = (amount: bigint): bigint => (amount > 9n ? 10n : amount + 1n);
`,
  'core/contracts/error-table.ts': `// One row per code.

type ErrorCode = 'PAY_001' | 'PAY_002';

export const errorTable = {
  PAY_001: { status: 409 },
  PAY_002: { status: 404 },
} as const satisfies Record<ErrorCode, { status: number }>;
`,
  'test/gates/error-codes.snapshot.json': '["PAY_001", "PAY_002"]\n',
  'functions/_pipeline/env.ts': `// Fragments of environments.

import * as z from 'zod/mini';

export const tables = z.object({ table: z.string() });
`,
  'functions/api/grow-amount/env.ts': `// What this function is told.

import { tables } from '#functions/_pipeline/env.ts';

export const env = tables;
`,
  'functions/api/grow-amount/handler.ts': `// Grows an amount.

import { grow } from '#core/kernel/amount.ts';

export const growAmountHandler = () => (amount: bigint) => grow(amount);
`,
  'functions/api/grow-amount/index.ts': `// Wires the handler.

import { env } from './env.ts';
import { growAmountHandler } from './handler.ts';

env.parse({ table: 'engine' });

export const handler = growAmountHandler();
`,
  'lib/house.ts': `// What is deployed.

import { env } from '#functions/api/grow-amount/env.ts';

export const keys = (): string[] => Object.keys(env.shape);
`,
  'bin/app.ts': `// The door.

import { keys } from '#lib/house.ts';

keys();
`,
  'test/unit/kernel/amount.test.ts': `import { expect, it } from 'vitest';
import { grow } from '#core/kernel/amount.ts';

it('grows, up to ten', () => {
  expect([grow(1n), grow(50n)]).toEqual([2n, 10n]);
});
`,
  'local/generate/main.ts': `// Stands in for the generators: all files are as they should be.

const drift = false;

if (drift) process.exitCode = 1;
`,
  'docs/errors.md': '# Errors\n',
  'docs/api/openapi.yaml': 'openapi: 3.1.0\n',
  'docs/api/openapi.json': '{ "openapi": "3.1.0" }\n',
  'config/schema/policy.json': '{}\n',
  'docs/events/order.created.json': '{}\n',
};

const write = (root: string, path: string, text: string): void => {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), text);
};

/** Makes the house with `changed` laid over it, hands it to `use`, and removes it. */
export const withHouse = async <Result>(
  changed: Files,
  use: (root: string) => Promise<Result>,
): Promise<Result> => {
  const root = mkdtempSync(join(tmpdir(), 'house-'));
  try {
    for (const path of copied) {
      mkdirSync(dirname(join(root, path)), { recursive: true });
      cpSync(join(home, path), join(root, path));
    }
    symlinkSync(join(home, 'node_modules'), join(root, 'node_modules'), 'dir');
    const files = { 'package.json': manifest(), 'knip.json': knip(), ...made, ...changed };
    for (const [path, text] of Object.entries(files)) write(root, path, text);
    return await use(root);
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
};

export const textOf = (path: string): string =>
  made[path] ?? readFileSync(join(home, path), 'utf8');
