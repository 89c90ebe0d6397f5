// The protocol model: every order of steps under a few faults. `--f N` faults, `--selftest` textbook models,
// `--bugs` planted bugs, `--json` for machines, `--paths` to show the path of every bug.
import { mkdirSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { simplified, waiting } from './legal-moves.ts';
import {
  bugChecks,
  type Check,
  engineDifferences,
  layerChecks,
  protocolChecks,
  selftestChecks,
} from './run.ts';

const { values } = parseArgs({
  options: {
    f: { type: 'string', default: '3' },
    selftest: { type: 'boolean', default: false },
    bugs: { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
    paths: { type: 'boolean', default: false },
  },
});

const startedAt = performance.now();
const say = (line: string): void => {
  process.stdout.write(`${line}\n`);
};
const seconds = (): string => ((performance.now() - startedAt) / 1_000).toFixed(1);
const told = {
  progress: (line: string): void => {
    process.stderr.write(`  ${seconds()} s  ${line}\n`);
  },
};

const faults = Number(values.f);
if (!Number.isInteger(faults) || faults < 0 || faults > 9) throw new Error('--f takes 0 to 9');

const checks: Check[] = [...protocolChecks(faults, told), ...layerChecks(told)];
if (values.selftest) checks.push(...selftestChecks());
if (values.bugs) checks.push(...bugChecks(told));

const failed = checks.filter(({ isPassed }) => !isPassed);
if (values.json) {
  say(JSON.stringify({ faults, seconds: Number(seconds()), checks, waiting }));
} else {
  for (const { name, isPassed, detail, path } of checks) {
    say(`${isPassed ? 'passed' : 'FAILED'}  ${name}: ${detail}`);
    const steps = isPassed && !values.paths ? [] : (path ?? []);
    for (const [index, step] of steps.entries()) say(`    ${index + 1}. ${step}`);
  }
  for (const { name, violation } of engineDifferences()) {
    if (violation === undefined) continue;
    say(`differs  ${name}: ${violation.property}, by this path:`);
    for (const [index, step] of violation.path.entries()) say(`    ${index + 1}. ${step}`);
  }
  for (const simpler of simplified) say(`simpler  ${simpler}`);
  for (const { feature, moves } of waiting) say(`waiting  ${feature}: ${moves.length} moves`);
}
mkdirSync('out', { recursive: true });
const counts = { faults, checks: checks.length, waiting: waiting.length };
writeFileSync('out/model.json', `${JSON.stringify(counts, null, 2)}\n`);
say(`model: ${seconds()} s`);
say(`${checks.length - failed.length} passed, ${failed.length} failed`);
process.exitCode = failed.length === 0 ? 0 : 1;
