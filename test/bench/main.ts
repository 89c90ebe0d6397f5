// `npm run bench`. Exit codes: 0 good, 1 a limit broken, 2 inconclusive or typed wrongly, 3 nothing measured.
import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { cpus, loadavg, platform, release, totalmem } from 'node:os';
import { join } from 'node:path';
import { repositoryRoot } from '#lib/bundling/function-folders.ts';
import { flag, neededOneOf, readOptions, refuse, text, whole } from '#local/read-options.ts';
import { demoSuite, demoText } from './demo-suite.ts';
import { type BenchResult, importSuite } from './import-suite.ts';
import { liarSuite, liarText } from './liar-suite.ts';
import { simSuite, simText } from './sim-suite.ts';

const help = `npm run bench -- --suite import [--rounds 15] [--only <part of a folder>] [--size-only]

  --rounds     samples per function and way, at least 7
  --only       functions whose folder holds this text
  --size-only  bundle sizes without the CPU of imports

npm run bench:sim = npm run bench -- --suite sim [--rounds 3]

  payments/s/core of the simulation; writes out/bench-sim.json

npm run bench -- --suite liar [--rounds 3]

  confirms/s/core of the PG simulator over HTTP, its journal off

npm run bench -- --suite demo [--rounds 1]

  seconds of a demo on the cloud that a first one has left running; stop it with npm run local:down
`;

const form = {
  command: 'npm run bench',
  usage: help,
  options: {
    suite: neededOneOf(['import', 'sim', 'liar', 'demo']),
    rounds: whole({ min: 1, max: 1_000 }),
    only: text(''),
    'size-only': flag,
  },
};

const { values } = readOptions(process.argv.slice(2), form);

const loadNow = (): number => loadavg()[0] ?? 0;

const machine = (loadBefore: number) => ({
  cpu: cpus()[0]?.model ?? 'unknown',
  cores: cpus().length,
  memoryGb: Math.round(totalmem() / 2 ** 30),
  os: `${platform()} ${release()}`,
  node: process.version,
  loadBefore,
  loadAfter: loadNow(),
});

const commit = (): string =>
  execFileSync('git', ['rev-parse', '--short', 'HEAD'], { cwd: repositoryRoot }).toString().trim();

const number = (value: number | undefined, digits: number): string =>
  value === undefined || Number.isNaN(value) ? '' : value.toFixed(digits);

const inUnit = ({ unit, ours }: BenchResult): string =>
  unit === 'ms CPU' ? number(ours.min, 1) : number(ours.min / 1_024, 1);

const limitText = ({ unit, limit }: BenchResult): string => {
  if (limit === undefined) return '';
  return unit === 'ms CPU' ? number(limit, 2) : number(limit / 1_024, 0);
};

const units = { bytes: 'KB', 'zipped bytes': 'KB', 'ms CPU': 'ms CPU' } as const;

const line = (result: BenchResult): string =>
  [
    '',
    result.name,
    units[result.unit],
    inUnit(result),
    number(result.control?.min, 1),
    number(result.ratio?.min, 2),
    number(result.ratio?.iqr, 2),
    limitText(result),
    result.verdict,
    '',
  ]
    .join(' | ')
    .trim();

const exitCode = (results: readonly BenchResult[]): number => {
  const judged = results.map(({ verdict }) => verdict);
  if (results.length === 0) return 3;
  if (judged.includes('broken')) return 1;
  return judged.includes('inconclusive') ? 2 : 0;
};

async function sim(): Promise<number> {
  const rounds = values.rounds ?? 3;
  const loadBefore = loadNow();
  const measured = await simSuite(rounds);
  const seen = machine(loadBefore);
  console.log(simText(measured));
  console.log(`${seen.cpu}, ${seen.cores} cores, ${seen.os}, Node ${seen.node}`);
  mkdirSync(join(repositoryRoot, 'out'), { recursive: true });
  const report = { schema: 1, commit: commit(), date: new Date().toISOString(), machine: seen };
  writeFileSync(
    join(repositoryRoot, 'out', 'bench-sim.json'),
    `${JSON.stringify({ ...report, options: { rounds }, ...measured }, null, 2)}\n`,
  );
  return measured.isGood ? 0 : 1;
}

/** A limit on one number: what was measured, in words, and whether it holds. */
async function limited<T extends { readonly isGood: boolean }>(
  measure: () => T | Promise<T>,
  textOf: (measured: T) => string,
): Promise<number> {
  const loadBefore = loadNow();
  const measured = await measure();
  const seen = machine(loadBefore);
  console.log(textOf(measured));
  console.log(`${seen.cpu}, ${seen.cores} cores, ${seen.os}, Node ${seen.node}`);
  return measured.isGood ? 0 : 1;
}

async function main(): Promise<number> {
  if (values.suite === 'liar') return limited(() => liarSuite(values.rounds ?? 3), liarText);
  if (values.suite === 'demo') return limited(() => demoSuite(values.rounds ?? 1), demoText);
  if (values.suite === 'sim') return sim();
  const rounds = values.rounds ?? 15;
  if (rounds < 7) refuse(form, `--rounds takes a whole number from 7, not "${rounds}"`);
  const loadBefore = loadNow();
  const options = { rounds, only: values.only, sizeOnly: values['size-only'] };
  const results = await importSuite(options);
  console.log('| name | unit | ours | reference | ratio | iqr | limit | verdict |');
  console.log('|---|---|---|---|---|---|---|---|');
  for (const result of results) console.log(line(result));

  const folder = join(repositoryRoot, 'out', 'bench');
  mkdirSync(folder, { recursive: true });
  const report = {
    schema: 1,
    commit: commit(),
    date: new Date().toISOString(),
    machine: machine(loadBefore),
    options: { suite: values.suite, ...options },
    results,
  };
  writeFileSync(join(folder, 'import.json'), `${JSON.stringify(report, null, 2)}\n`);
  return exitCode(results);
}

process.exitCode = await main();
