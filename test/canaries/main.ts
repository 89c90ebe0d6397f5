// `npm run canaries`: every checker meets an input that must fail, and a clean house that must pass.
// A checker without a canary fails too, so a new checker cannot arrive unwatched.

import * as z from 'zod/mini';
import { eventCatalogue } from '#core/contracts/events/catalogue.ts';
import { flag, readOptions } from '#local/read-options.ts';
import { checkers } from '../gates/all.ts';
import { faultsOf, run } from '../gates/checker.ts';
import { inPairs } from '../support/pairs.ts';
import { writeTier } from '../support/tier-result.ts';
import { judgeSample, tally, tallySamples } from '../tally.ts';
import { type Files, textOf, withHouse } from './fixture.ts';
import { gateFaults } from './gate-faults.ts';
import { type NamedFault, namedFaults, runnerFaults, toolFaults } from './tool-faults.ts';
import { worldFaults } from './world-faults.ts';

/** Says what went wrong with the canary, or nothing when the checker did as it must. */
type Canary = { checker: string; name: string; sing: () => Promise<string | undefined> };

const checkerNamed = (name: string) => {
  const found = checkers.find((checker) => checker.name === name);
  if (found === undefined) throw new Error(`no such checker: ${name}`);
  return found;
};

const controls: readonly Canary[] = checkers.map(({ name, check }) => ({
  checker: name,
  name: 'clean house passes',
  sing: () =>
    withHouse({}, async (root) => {
      const faults = faultsOf(await check(root));
      return faults.length === 0 ? undefined : `refused a clean house: ${faults.join('\n')}`;
    }),
}));

const planted: readonly Canary[] = [...gateFaults, ...toolFaults].map(
  ({ checker, name, files, says }) => ({
    checker,
    name,
    sing: () =>
      withHouse(files, async (root) => {
        const faults = faultsOf(await checkerNamed(checker).check(root));
        if (faults.some((fault) => says.test(fault))) return undefined;
        return faults.length === 0 ? 'was not found' : `found something else: ${faults.join('\n')}`;
      }),
  }),
);

const unitTier = (root: string) =>
  tally({ root, run: 'canary', tiers: ['unit'], floors: { unit: { tests: 1, assertions: 1 } } });

const vitest = (root: string, ...more: readonly string[]) =>
  run(root, 'vitest', ['run', '--project', 'unit', ...more], { FLUXPAY_RUN: 'canary' });

/** The runner over a house: its own exit code or the tally behind it must refuse. */
const runner = (name: string, files: Files, says: RegExp | undefined): Canary => ({
  checker: 'tests',
  name,
  sing: () =>
    withHouse(files, async (root) => {
      const { output } = await vitest(root);
      const { failed, findings } = unitTier(root);
      if (says === undefined) return failed === 0 ? undefined : findings.join('; ');
      const found = failed > 0 && says.test(`${findings.join('\n')}\n${output}`);
      return found ? undefined : `was not found: ${findings.join('; ')}`;
    }),
});

/** The end of a log is all that some see of it. */
const named = ({ name, files, names }: NamedFault): Canary => ({
  checker: 'tally',
  name: `${name} is named`,
  sing: () =>
    withHouse(files, async (root) => {
      await vitest(root);
      const lines = unitTier(root).named ?? [];
      return lines.some((line) => names.test(line)) ? undefined : `named: ${lines.join('; ')}`;
    }),
});

const gateOn = textOf('vitest.config.ts').replace(
  /coreCoverageGate = \w+/u,
  'coreCoverageGate = true',
);

const uncovered = `${textOf('core/kernel/amount.ts')}
export const shrink = (amount: bigint): bigint => (amount > 0n ? amount - 1n : 0n);
`;

const coverage = (name: string, files: Files, passes: boolean): Canary => ({
  checker: 'coverage',
  name,
  sing: () =>
    withHouse({ ...files, 'vitest.config.ts': gateOn }, async (root) => {
      const { code, output } = await vitest(root, '--coverage');
      return (code === 0) === passes ? undefined : `exit code ${code}: ${output.slice(-800)}`;
    }),
});

const exitCode: Canary = {
  checker: 'runner',
  name: 'a finding ends in exit code 1',
  sing: () =>
    withHouse({ 'core/kernel/utils.ts': 'export const a = 1;\n' }, async (root) => {
      const args = ['test/gates/main.ts', '--root', root, '--only', 'names'];
      const { code, output } = await run(process.cwd(), 'node', args);
      return code === 1 ? undefined : `exit code ${code}: ${output}`;
    }),
};

const nothingSeen: Canary = {
  checker: 'runner',
  name: 'a checker that saw nothing has failed',
  sing: () =>
    Promise.resolve(faultsOf({ seen: 0, findings: [] }).length > 0 ? undefined : 'passed'),
};

const tallies: readonly Canary[] = tallySamples.map((name) => ({
  checker: 'tally',
  name: `${name} result`,
  sing: () => Promise.resolve(judgeSample(name).failed > 0 ? undefined : 'was judged good'),
}));

/** Every event type refuses a field it does not know. */
const events: Canary = {
  checker: 'events',
  name: 'event with a wrong field',
  sing: () => {
    const rows = Object.entries(eventCatalogue);
    const deaf = rows.filter(([, row]) => {
      const issues = z.safeParse(row.data, { wrongField: 1 }).error?.issues ?? [];
      return !issues.some(({ code }) => code === 'unrecognized_keys');
    });
    const none = rows.length === 0 ? ['no event at all'] : [];
    const names = [...none, ...deaf.map(([type]) => type)];
    return Promise.resolve(names.length === 0 ? undefined : `not refused by ${names.join(', ')}`);
  },
};

const worlds: readonly Canary[] = worldFaults.map(({ checker, name, judge }) => ({
  checker,
  name,
  sing: () => Promise.resolve(judge()),
}));

const { values } = readOptions(process.argv.slice(2), {
  command: 'npm run canaries',
  usage: `npm run canaries [-- --invariants]

  Every checker meets an input that must fail, and a clean house that must pass.
  --invariants   those of the simulation alone, in a second`,
  options: { invariants: flag },
});

const houses: readonly Canary[] = [
  ...tallies,
  nothingSeen,
  exitCode,
  events,
  ...planted,
  ...controls,
  runner('clean house passes', {}, undefined),
  ...runnerFaults.map(({ name, files, says }) => runner(name, files, says)),
  ...namedFaults.map(named),
  coverage('every branch covered passes', {}, true),
  coverage('branch of core without a test', { 'core/kernel/amount.ts': uncovered }, false),
];

/** `--invariants`: those of the simulation alone, in a second. */
const canaries = values.invariants ? worlds : [...houses, ...worlds];

const main = async (): Promise<void> => {
  const start = performance.now();
  const outcomes = await inPairs(
    canaries.map((canary) => async () => {
      const fault = await canary.sing().catch((error: unknown) => String(error));
      if (fault !== undefined) console.log(`FAIL ${canary.checker}, ${canary.name}: ${fault}`);
      return fault === undefined;
    }),
  );
  const watched = new Set(
    canaries.filter(({ name }) => !/passes$/u.test(name)).map((c) => c.checker),
  );
  const unwatched = values.invariants ? [] : checkers.filter(({ name }) => !watched.has(name));
  for (const { name } of unwatched) console.log(`FAIL ${name}: no canary`);
  const passed = outcomes.filter((ok) => ok).length;
  const failed = outcomes.length - passed + unwatched.length;
  const seconds = (performance.now() - start) / 1000;
  const planted = canaries.filter(({ name }) => !/passes$/u.test(name)).length;
  const checked = { canaries: planted, checkers: watched.size };
  writeTier(process.cwd(), { tier: 'canaries', passed, failed, skipped: 0, checked, seconds });
  console.log(`${checked.canaries} canaries for ${checked.checkers} checkers`);
  console.log(`canaries: ${passed} passed, ${failed} failed`);
  process.exitCode = failed === 0 && passed > 0 ? 0 : 1;
};

await main();
