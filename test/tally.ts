// Joins what the tiers left behind. Fails when a tier is missing or of another run, when nothing
// passed, when anything was skipped, or when a counter fell below its floor.
//
//   node test/tally.ts [--run <name>] [--command check|test] [--root <folder>] [--selftest]
//
// Floors are the last counts and change only by a visible edit of test/floors.json.

import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { flag, oneOf, readOptions, text } from '#local/read-options.ts';
import { type TierResult, tallyFolder } from './support/tier-result.ts';
import { tiers, tiersOf } from './support/tiers.ts';

export type Floors = Readonly<Record<string, Readonly<Record<string, number>>>>;

type Tally = {
  passed: number;
  failed: number;
  findings: readonly string[];
  /** What the tiers name of what failed: told, and counted by them already. */
  named?: readonly string[];
};

type Question = { root: string; run: string | undefined; tiers: readonly string[]; floors: Floors };

const resultOf = (root: string, tier: string): TierResult | undefined => {
  const path = join(tallyFolder(root), `${tier}.json`);
  return existsSync(path) ? (JSON.parse(readFileSync(path, 'utf8')) as TierResult) : undefined;
};

const isCount = (value: unknown): value is number =>
  typeof value === 'number' && Number.isInteger(value) && value >= 0;

const tierFaults = (tier: string, result: TierResult, floors: Floors): readonly string[] => {
  const faults: string[] = [];
  const { passed, failed, skipped } = result;
  if (result.tier !== tier) faults.push(`${tier}: the file is of tier ${result.tier}`);
  if (![passed, failed, skipped].every(isCount)) faults.push(`${tier}: a count is no number`);
  if (passed === 0) faults.push(`${tier}: nothing passed`);
  if (failed > 0) faults.push(`${tier}: ${failed} failed`);
  if (skipped > 0) faults.push(`${tier}: ${skipped} skipped`);
  for (const [name, floor] of Object.entries(floors[tier] ?? {})) {
    const seen = result.checked[name] ?? 0;
    if (seen < floor) faults.push(`${tier}: ${name} ${seen}, floor ${floor}`);
  }
  return faults;
};

/** A fault of the tally itself counts as one failure, so the last line never looks green. */
export const tally = ({ root, run, tiers, floors }: Question): Tally => {
  const results = tiers.map((tier) => resultOf(root, tier));
  // Without a name, the newest question is "do these belong together": the first file decides.
  const wanted = run ?? results.find((result) => result !== undefined)?.run;
  const findings = tiers.flatMap((tier, index): readonly string[] => {
    const result = results[index];
    if (result === undefined) return [`${tier}: missing`];
    if (result.run !== wanted) return [`${tier}: stale, of run ${result.run}, not ${wanted}`];
    return tierFaults(tier, result, floors);
  });
  const current = results.filter((result) => result?.run === wanted);
  const passed = current.reduce((sum, result) => sum + (result?.passed ?? 0), 0);
  const failed = current.reduce((sum, result) => sum + (result?.failed ?? 0), 0);
  const own = findings.filter((finding) => !/: \d+ failed$/u.test(finding)).length;
  const extra = tiers.length === 0 || passed === 0 ? 1 : 0;
  const named = current.flatMap(
    (result) => result?.failures?.map((line) => `${result.tier}: ${line}`) ?? [],
  );
  return { passed, failed: failed + own + extra, findings, named };
};

export const floorsOf = (root: string): Floors =>
  JSON.parse(readFileSync(join(root, 'test', 'floors.json'), 'utf8')) as Floors;

const good: TierResult = {
  tier: 'unit',
  run: 'a',
  seed: 1,
  passed: 3,
  failed: 0,
  skipped: 0,
  checked: { tests: 3 },
  seconds: 1,
};

type Sample = { name: string; results: readonly TierResult[]; fails: boolean };

/** Each way a tally can lie, beside one that is good and must pass. */
const samples: readonly Sample[] = [
  { name: 'good', results: [good], fails: false },
  { name: 'empty', results: [{ ...good, passed: 0, checked: { tests: 0 } }], fails: true },
  { name: 'missing', results: [], fails: true },
  { name: 'stale', results: [{ ...good, run: 'b' }], fails: true },
  { name: 'skipped', results: [{ ...good, skipped: 1 }], fails: true },
  { name: 'failed', results: [{ ...good, failed: 1 }], fails: true },
  { name: 'below-floor', results: [{ ...good, checked: { tests: 2 } }], fails: true },
  { name: 'uncounted', results: [{ ...good, checked: {} }], fails: true },
];

export const tallySamples: readonly string[] = samples
  .filter(({ fails }) => fails)
  .map(({ name }) => name);

export const judgeSample = (name: string): Tally => {
  const sample = samples.find((candidate) => candidate.name === name);
  if (sample === undefined) throw new Error(`no such sample: ${name}`);
  const root = mkdtempSync(join(tmpdir(), 'tally-'));
  try {
    mkdirSync(tallyFolder(root), { recursive: true });
    for (const result of sample.results) {
      writeFileSync(join(tallyFolder(root), `${result.tier}.json`), JSON.stringify(result));
    }
    return tally({ root, run: 'a', tiers: ['unit'], floors: { unit: { tests: 3 } } });
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
};

const selftest = (): Tally => {
  const findings = samples.flatMap(({ name, fails }) => {
    const judged = judgeSample(name).failed > 0;
    return judged === fails ? [] : [`selftest: ${name} was judged ${judged ? 'bad' : 'good'}`];
  });
  return { passed: samples.length - findings.length, failed: findings.length, findings };
};

/** Prints the tally; the last line is the only one a pipeline has to read. */
export const printTally = ({ passed, failed, findings, named = [] }: Tally): void => {
  for (const finding of [...named, ...findings]) console.log(`tally: ${finding}`);
  console.log(`${passed} passed, ${failed} failed`);
  if (failed > 0 || passed === 0) process.exitCode = 1;
};

if (import.meta.main) {
  const commands = [...new Set(tiers.map(({ command }) => command))];
  const { values } = readOptions(process.argv.slice(2), {
    command: 'npm run tally',
    usage: `npm run tally [-- --run <name>] [--command ${commands.join('|')}] [--root <folder>] [--selftest]

  Joins what the tiers of a command left in out/tally.
  --run        of this run only; default: that of the first file
  --command    whose tiers (test)
  --root       another tree than this one
  --selftest   the ways a tally can lie, each of which must fail`,
    options: {
      run: text(),
      command: oneOf(commands, 'test'),
      root: text(process.cwd()),
      selftest: flag,
    },
  });
  const { root, run, command } = values;
  printTally(
    values.selftest
      ? selftest()
      : tally({ root, run, tiers: tiersOf(command), floors: floorsOf(root) }),
  );
}
