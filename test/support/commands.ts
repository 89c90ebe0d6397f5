// The commands as lists of steps. Every stage runs even when one before it failed: one run
// should name every fault it can find. The verdict is the tally's, never a stage's alone.

import { existsSync, rmSync } from 'node:fs';
import { floorsOf, printTally, tally } from '../tally.ts';
import { runSteps, type Stage, type Step, slowness, stagesOf } from './stages.ts';
import { seedOf, tallyFolder } from './tier-result.ts';
import { tiers, tiersOf } from './tiers.ts';

const aimOf = (...names: readonly string[]): number =>
  tiers.filter(({ name }) => names.includes(name)).reduce((sum, tier) => sum + tier.aimSeconds, 0);

/** What comes from Node's cache of compiled files may be counted less exactly (nodejs.org, module API). */
const countsExactly = { NODE_DISABLE_COMPILE_CACHE: '1' };

/** One vitest run over some tiers; both workers are busy with it unless told otherwise. */
const vitest = (name: string, projects: readonly string[], ...more: readonly string[]): Stage => ({
  name,
  command: process.execPath,
  env: more.includes('--coverage') ? countsExactly : {},
  args: [
    'node_modules/vitest/vitest.mjs',
    'run',
    ...projects.flatMap((project) => ['--project', project]),
    ...more,
  ],
  aimSeconds: aimOf(...projects),
});

const script = (name: string, file: string): Stage => ({
  name,
  command: process.execPath,
  args: [file],
  aimSeconds: aimOf(name),
});

/** A script whose last line is its verdict, as the tier of that name; its JSON holds what it counted. */
export const scriptTier = (tier: string, counts: string, ...args: readonly string[]): Stage => ({
  name: tier,
  command: process.execPath,
  args: ['test/as-tier.ts', '--tier', tier, '--counts', counts, '--', ...args],
  aimSeconds: aimOf(tier),
});

const simulationFile = 'test/simulation/main.ts';

export const simulation = (tier: string, ...args: readonly string[]): Stage =>
  scriptTier(tier, `out/${tier}.json`, simulationFile, '--name', tier, ...args);

/** One account of all simulations among these stages: out/simulation.json, and the table at the end. */
export const joinedSimulations = (steps: readonly Step[]): Stage => {
  const own = stagesOf(steps).filter(({ args }) => args.includes(simulationFile));
  const names = own.map(({ name }) => name).join(',');
  const file = 'test/simulation/join-stages.ts';
  return scriptTier('joined', 'out/simulation.json', file, '--stages', names);
};

const staticStage = script('static', 'test/gates/main.ts');

const testedOnce: readonly Stage[] = [
  vitest('unit, property, contract', ['unit', 'property', 'contract'], '--coverage'),
  vitest('statemachine, infrastructure, security', ['statemachine', 'infrastructure', 'security']),
];

const simulations = vitest('simulation', ['simulation']);

/** @param workers - Processes that may be kept busy. */
const worlds = (workers: number): Stage =>
  simulation(
    'worlds',
    ...['--singles', '--short', '--corpus', '--random', '1000', '--determinism', '2'],
    ...['--workers', String(workers), 'S01,S03,S06,S12'],
  );

const canaries = script('canaries', 'test/canaries/main.ts');

/** These start servers: one after the other, so that a server has its machine to itself. */
const serverStages: readonly Stage[] = [
  vitest('integration', ['integration']),
  vitest('e2e', ['e2e']),
];

export const checkSteps: readonly Step[] = [
  staticStage,
  ...testedOnce,
  simulations,
  worlds(2),
  canaries,
];

/** The servers leave half of the machine idle: what computes in one process takes that half. */
export const testSteps: readonly Step[] = [
  ...testedOnce,
  simulations,
  { main: serverStages, beside: [staticStage, worlds(1), canaries] },
];

export type Command = { command: string; gateSeconds: number; steps: readonly Step[] };

export const runCommand = async ({ command, gateSeconds, steps }: Command): Promise<void> => {
  const root = process.cwd();
  const seed = seedOf(root);
  const run = `${command}-${Date.now().toString(36)}-${process.pid}`;
  const scale = slowness();
  process.env['FLUXPAY_RUN'] = run;
  process.env['FLUXPAY_SCALE'] = String(scale);
  if (existsSync(tallyFolder(root))) rmSync(tallyFolder(root), { recursive: true });
  console.log(`run ${run}, seed ${seed} (again: FLUXPAY_SEED=${seed} npm run ${command})`);
  console.log(`gates are scaled by ${scale.toFixed(2)}`);

  const start = performance.now();
  const broken = await runSteps(steps, scale);
  const seconds = (performance.now() - start) / 1000;
  const gate = gateSeconds * scale;
  console.log(`\n${command}: ${seconds.toFixed(1)} s, gate ${gate.toFixed(0)} s`);

  const joined = tally({ root, run, tiers: tiersOf(command), floors: floorsOf(root) });
  const late = seconds > gate ? [`over the gate of ${gate.toFixed(0)} s`] : [];
  // A stage may fail for a reason its tiers do not show: coverage below its threshold, a crash.
  const silent = joined.failed === 0 ? broken.map((name) => `stage ${name} failed`) : [];
  printTally({
    passed: joined.passed,
    failed: joined.failed + late.length + silent.length,
    findings: [...joined.findings, ...late, ...silent],
    named: joined.named ?? [],
  });
};
