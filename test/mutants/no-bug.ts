// The same budgets without a bug: whatever fails here would be taken for a kill.
import { inPairs } from '../support/pairs.ts';
import { runTests } from './child.ts';
import { simulate } from './judge.ts';
import type { Mutant } from './mutant.ts';

export interface Clean {
  readonly name: string;
  readonly fault: string | undefined;
}

/** One run per tier over all its named files. */
const testFiles = (mutants: readonly Mutant[]): readonly (() => Promise<Clean>)[] => {
  const files = new Set(
    mutants.flatMap(({ budget }) => (budget.kind === 'D' ? [budget.testFile] : [])),
  );
  const byTier = Map.groupBy(files, (file) => file.split('/')[1] ?? '');
  return [...byTier].map(([tier, own]) => async () => {
    const run = await runTests(own, {});
    const isClean = !run.broken && run.failed === 0;
    const fault = isClean ? undefined : (run.firstFailure ?? run.output);
    return { name: `${own.length} test files of ${tier}`, fault };
  });
};

const bare = ({ profile }: Mutant) => (profile === undefined ? {} : { profile });

const budgets = (mutants: readonly Mutant[]): readonly (() => Promise<Clean>)[] => {
  const simulated = mutants.filter(({ budget }) => budget.kind !== 'D');
  const distinct = Map.groupBy(simulated, ({ budget, profile }) =>
    JSON.stringify({ ...budget, profile }),
  );
  return [...distinct].map(([name, [first]]) => async () => {
    if (first === undefined) return { name, fault: 'no bug has this budget' };
    const { verdict, output } = await simulate(first.budget, bare(first), {});
    if (verdict === undefined) return { name, fault: output };
    const fired = Object.entries(verdict.violations).filter(([, many]) => many > 0);
    if (fired.length > 0) return { name, fault: `${JSON.stringify(fired)} ${verdict.first?.line}` };
    return { name, fault: verdict.runs > 0 ? undefined : 'it ran nothing' };
  });
};

export const withoutBugs = (mutants: readonly Mutant[]): Promise<readonly Clean[]> =>
  inPairs([...testFiles(mutants), ...budgets(mutants)]);
