// Runs one bug alone in a process of its own and says whether its named check noticed.
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { outFolder, root, runNode, runTests, type TestRun } from './child.ts';
import type { Budget, Mutant } from './mutant.ts';
import { AnchorLost, planted } from './plant.ts';

/** What the simulation says of one budget, on the last line it prints. */
interface SimulationVerdict {
  readonly violations: Readonly<Record<string, number>>;
  readonly runs: number;
  readonly seconds: number;
  readonly first?: {
    readonly invariant: string;
    readonly line: string;
    readonly faults: number;
  } | null;
}

export type Verdict = 'KILLED' | 'SURVIVED' | 'NOT PLANTED' | 'ANCHOR LOST' | 'BROKEN';

export interface Outcome {
  readonly id: string;
  readonly verdict: Verdict;
  /** Every check that fired; for tests the first that failed. */
  readonly fired: readonly string[];
  /** First run that showed it; its faults after shrinking. */
  readonly firstRun: string;
  readonly faults: number;
  readonly runs: number;
  readonly seconds: number;
  /** What to read when it is not killed. */
  readonly note: string;
}

type Found = Omit<Outcome, 'id' | 'seconds'>;

const nothing = { fired: [], firstRun: '', faults: 0, runs: 0, note: '' };

const lastLines = (text: string, many = 12): string =>
  text.trimEnd().split('\n').slice(-many).join('\n');

const verdictOf = (stdout: string): SimulationVerdict | undefined => {
  try {
    return JSON.parse(lastLines(stdout, 1)) as SimulationVerdict;
  } catch {
    return undefined;
  }
};

/**
 * Runs a budget of the simulation, with or without a bug.
 *
 * @param of - The check that ends the run as soon as it has fired; without one the budget is run out.
 */
export const simulate = async (
  budget: Budget,
  { profile, expect }: Partial<Pick<Mutant, 'profile' | 'expect'>>,
  more: Readonly<Record<string, string>>,
): Promise<{ readonly verdict?: SimulationVerdict; readonly output: string }> => {
  const asked = JSON.stringify({ ...budget, profile, expect });
  const { code, stdout, stderr } = await runNode(
    [
      '--import=./test/mutants/load-hook.mjs',
      'test/simulation/main.ts',
      'judge',
      '--budget',
      asked,
    ],
    more,
  );
  const verdict = code === 0 ? verdictOf(stdout) : undefined;
  const output = lastLines(`${stdout}\n${stderr}`);
  return verdict === undefined ? { output } : { verdict, output };
};

const bySimulation = async (mutant: Mutant, more: Record<string, string>): Promise<Found> => {
  const { verdict, output } = await simulate(mutant.budget, mutant, more);
  if (verdict === undefined) return { ...nothing, verdict: 'BROKEN', note: output };
  const fired = Object.keys(verdict.violations).filter((id) => verdict.violations[id] !== 0);
  const isKilled = fired.includes(mutant.expect);
  return {
    verdict: isKilled ? 'KILLED' : 'SURVIVED',
    fired: fired.toSorted(),
    firstRun: verdict.first?.line ?? '',
    faults: verdict.first?.faults ?? 0,
    runs: verdict.runs,
    note: isKilled ? '' : `${fired.length === 0 ? 'nothing' : fired.join(', ')} fired`,
  };
};

const ofTests = (run: TestRun): Found => {
  const { failed, firstFailure = '' } = run;
  const runs = run.passed + failed;
  if (run.broken) return { ...nothing, verdict: 'BROKEN', note: lastLines(run.output) };
  if (failed === 0) return { ...nothing, verdict: 'SURVIVED', runs, note: 'all tests passed' };
  return { ...nothing, verdict: 'KILLED', fired: ['tests'], firstRun: firstFailure, runs };
};

/** Read before it runs: a lost anchor is told as such, whatever the loader makes of it. */
const anchorFault = (mutant: Mutant): string | undefined => {
  try {
    planted(readFileSync(join(root, mutant.file), 'utf8'), mutant);
    return undefined;
  } catch (error) {
    if (error instanceof AnchorLost) return error.message;
    throw error;
  }
};

const wasPlanted = (marks: string): boolean => {
  try {
    return readFileSync(marks, 'utf8') !== '';
  } catch {
    return false;
  }
};

const judged = async (mutant: Mutant): Promise<Found> => {
  const lost = anchorFault(mutant);
  if (lost !== undefined) return { ...nothing, verdict: 'ANCHOR LOST', note: lost };
  mkdirSync(outFolder, { recursive: true });
  const marks = join(outFolder, `${mutant.id}.planted`);
  rmSync(marks, { force: true });
  const more = { FLUXPAY_MUTANT: mutant.id, FLUXPAY_MUTANT_MARKS: marks };
  const { budget } = mutant;
  const found =
    budget.kind === 'D'
      ? ofTests(await runTests([budget.testFile], more))
      : await bySimulation(mutant, more);
  if (found.verdict === 'BROKEN' || wasPlanted(marks)) return found;
  const note = `${mutant.file} was never loaded within its budget`;
  return { ...found, verdict: 'NOT PLANTED', note };
};

export const judge = async (mutant: Mutant): Promise<Outcome> => {
  const start = performance.now();
  const found = await judged(mutant);
  return { id: mutant.id, ...found, seconds: (performance.now() - start) / 1000 };
};
