// `npm run test:security -- [<table> …]`: what a stranger may try, table by table; without a name all of them.
// Ends with `N passed, N failed`; a table that looked at nothing has failed.
import { spawnSync } from 'node:child_process';
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { readOptions, refuse } from '#local/read-options.ts';
import { type TierResult, tallyFolder } from '../support/tier-result.ts';
import { filesOf, tableNames } from './tables.ts';

const form = {
  command: 'npm run test:security',
  usage: `npm run test:security -- [<table> …]

  <table>   one of ${tableNames.join(', ')}; without a name all of them`,
  options: {},
  words: { max: tableNames.length },
};

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

const asked = filesOf(readOptions(process.argv.slice(2), form).words);
if ('files' in asked) process.exitCode = run(asked.files);
else refuse(form, `there is no table ${asked.unknown.join(', ')}`);
