// `npm run proof`: what budgets of a check leave out: every single fault of every template, layers off,
// random worlds, seeded bugs, the protocol model, the differentials, HTTP fuzz. `--whole` adds every pair of faults of
// S01 to S03, all layers of five templates, all bugs and the gates of conditions and of the machine.
import { flag, readOptions } from '#local/read-options.ts';
import { joinedSimulations, runCommand, scriptTier, simulation } from './support/commands.ts';
import type { Stage, Step } from './support/stages.ts';

const { values } = readOptions(process.argv.slice(2), {
  command: 'npm run proof',
  usage: `npm run proof [-- --whole]

  Every single fault, layers off, random worlds, seeded bugs, the model, the differentials, HTTP fuzz.
  --whole   every pair of faults of S01 to S03, all layers, all bugs and both gates too`,
  options: { whole: flag },
});

const mutants = (tier: string, ...args: readonly string[]): Stage =>
  scriptTier(tier, `out/${tier}.json`, 'test/mutants/main.ts', ...args);

/** One process each, and none of them waits for another. */
const alone: readonly Stage[] = [
  scriptTier('model', 'out/model.json', 'test/simulation/model/main.ts', '--f', '6'),
  ...['dynamodb', 'redis', 'asl', 'pg'].map((name) =>
    scriptTier(
      `diff-${name}`,
      `out/differentials-${name}.json`,
      'test/differentials/main.ts',
      name,
    ),
  ),
];

const sites = simulation('sites', '--sites');

/** The fuzzer and the world wait for each other: one core between them, and never one that is left over. */
const fuzz = (seconds: number): Stage =>
  scriptTier('fuzz', 'out/fuzz.json', 'test/fuzz/main.ts', '--seconds', String(seconds));

/** Bugs are judged one or two at a time and wait for each other at the end: half of the machine is idle. */
const short: readonly Step[] = [
  simulation('singles', '--singles', '--redis', '--determinism', '10'),
  simulation('layers', '--layers', '--short', 'S03'),
  simulation('random', '--random', '3400'),
  sites,
  { main: [fuzz(16), mutants('mutants', '--share', '4')], beside: alone },
];

const whole: readonly Step[] = [
  simulation('singles', '--singles', '--whole', '--redis', '--determinism', '50'),
  simulation('pairs', '--pairs', 'S01,S02,S03'),
  simulation('layers', '--layers'),
  simulation('random', '--random', '12500'),
  sites,
  {
    main: [fuzz(60), mutants('mutants'), mutants('mutants-gates', '--conditions', '--asl')],
    beside: alone,
  },
];

const steps = values.whole ? whole : short;

await runCommand({
  command: values.whole ? 'whole-proof' : 'proof',
  gateSeconds: values.whole ? 3_600 : 600,
  steps: [...steps, joinedSimulations(steps)],
});
