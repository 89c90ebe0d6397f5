// Runs a script as a tier: its last line is its verdict, the numbers of its JSON are what it has checked.
//
//   node test/as-tier.ts --tier pairs --counts out/pairs.json -- test/simulation/main.ts --pairs S01
import { spawn } from 'node:child_process';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { writeTier } from './support/tier-result.ts';

interface Ended {
  readonly code: number;
  readonly lastLines: string;
}

const keptCharacters = 4_000;

/** What the script prints goes through; its end is kept to be read. */
const runScript = (args: readonly string[]): Promise<Ended> =>
  new Promise((resolve) => {
    const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
    let lastLines = '';
    child.stdout.on('data', (chunk: Buffer) => {
      process.stdout.write(chunk);
      lastLines = (lastLines + chunk.toString()).slice(-keptCharacters);
    });
    child.on('error', (error) => {
      console.error(error.message);
      resolve({ code: 1, lastLines });
    });
    child.on('close', (code) => resolve({ code: code ?? 1, lastLines }));
  });

/** Every number of a JSON value under its path: `pairs.S01.done`. */
export const numbersOf = (value: unknown, path = ''): Record<string, number> => {
  if (typeof value === 'number') return { [path]: value };
  if (typeof value !== 'object' || value === null) return {};
  return Object.assign(
    {},
    ...Object.entries(value).map(([name, inner]) =>
      numbersOf(inner, path === '' ? name : `${path}.${name}`),
    ),
  ) as Record<string, number>;
};

/** A script that printed no verdict, or ended badly with a good one, has failed. */
export const verdictOf = ({ code, lastLines }: Ended): { passed: number; failed: number } => {
  const verdicts = [...lastLines.matchAll(/^(\d+) passed, (\d+) failed$/gmu)];
  const last = verdicts.at(-1);
  if (last === undefined) return { passed: 0, failed: 1 };
  const passed = Number(last[1]);
  const failed = Number(last[2]);
  return { passed, failed: code !== 0 && failed === 0 ? 1 : failed };
};

if (import.meta.main) {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { tier: { type: 'string' }, counts: { type: 'string' } },
  });
  const { tier = '', counts } = values;
  if (counts !== undefined) rmSync(counts, { force: true });
  const startedAt = performance.now();
  const ended = await runScript(positionals);
  const isThere = counts !== undefined && existsSync(counts);
  const checked = isThere ? numbersOf(JSON.parse(readFileSync(counts, 'utf8'))) : {};
  const { passed, failed } = verdictOf(ended);
  const seconds = Math.round((performance.now() - startedAt) / 100) / 10;
  writeTier(process.cwd(), { tier, passed, failed, skipped: 0, checked, seconds });
  process.exitCode = failed > 0 || passed === 0 ? 1 : 0;
}
