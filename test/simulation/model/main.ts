// The protocol model: every order of steps under a few faults.
import { mkdirSync, writeFileSync } from 'node:fs';
import { flag, readOptions, whole } from '#local/read-options.ts';
import { simplified, waiting } from './legal-moves.ts';
import {
  bugChecks,
  type Check,
  engineDifferences,
  layerChecks,
  protocolChecks,
  selftestChecks,
} from './run.ts';

const { values } = readOptions(process.argv.slice(2), {
  command: 'npm run model',
  usage: `npm run model [-- --f N] [--selftest] [--bugs] [--paths] [--json]

  Every order of the protocol's steps under a few faults.
  --f N        faults, 0 to 9 (3)
  --selftest   textbook models too
  --bugs       planted bugs too
  --paths      the path of every bug
  --json       for machines`,
  options: { f: whole({ min: 0, max: 9 }, 3), selftest: flag, bugs: flag, json: flag, paths: flag },
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

const faults = values.f;

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
