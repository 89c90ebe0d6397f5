// `npm run test:security -- [<table> …]`: what a stranger may try, table by table; without a name all of them.
// Ends with `N passed, N failed`; a table that looked at nothing has failed.
import { spawnSync } from 'node:child_process';
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { type TierResult, tallyFolder } from '../support/tier-result.ts';
import { filesOf, tableNames } from './tables.ts';

const usage = `npm run test:security -- [<table> …], where a table is one of: ${tableNames.join(', ')}`;

const resultIn = (file: string): Partial<TierResult> => {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as TierResult;
  } catch {
    return {};
  }
};

/** @returns The exit code. */
const run = (files: readonly string[]): number => {
  const root = process.cwd();
  const file = join(tallyFolder(root), 'security.json');
  rmSync(file, { force: true });
  const args = ['node_modules/vitest/vitest.mjs', 'run', '--project', 'security', ...files];
  const { status } = spawnSync(process.execPath, args, { cwd: root, stdio: 'inherit' });
  const { passed = 0, failed = 0, checked = {} } = resultIn(file);
  for (const [name, many] of Object.entries(checked)) console.log(`  ${name}: ${many}`);
  console.log(`${passed} passed, ${failed} failed`);
  return status === 0 && passed > 0 && failed === 0 ? 0 : 1;
};

const names = process.argv.slice(2);
const asked = filesOf(names.filter((name) => name !== '--help'));
if (names.includes('--help')) console.log(usage);
else if ('files' in asked) process.exitCode = run(asked.files);
else {
  console.log(`there is no table ${asked.unknown.join(', ')}\n${usage}`);
  process.exitCode = 1;
}
