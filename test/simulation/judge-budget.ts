// Runs what a seeded bug may cost until somebody notices, in this process, and says who noticed.
import type { LayerName } from '#test/support/world/layers.ts';
import { cellsOfTemplate, type Job, runJob } from './jobs.ts';
import { isWorld, replayLine } from './replay-line.ts';
import { shrink } from './shrink.ts';
import { type Counts, type Finding, tallyOf } from './tally.ts';

export interface Budget {
  /** F fault-free; S every single fault; W random worlds; L every single fault without a layer. */
  readonly kind: 'F' | 'S' | 'W' | 'L';
  readonly template?: string;
  readonly worlds?: number;
  readonly layer?: string;
  /** Only the cells (`kind|site`) that hold this text: those a bug can show in. */
  readonly near?: string;
  readonly seed?: string;
  /** Stops as soon as this check has fired. */
  readonly expect?: string;
}

const cellsAtOnce = 20;

/** Small jobs, so that a bug that shows at once costs little. */
const jobsOf = async (budget: Budget): Promise<Job[]> => {
  const { kind, template = 'S01', worlds = 20, layer, near = '', seed = 'bug' } = budget;
  if (kind === 'F') return [{ kind: 'fault-free', template, seed }];
  if (kind === 'W') {
    return Array.from({ length: worlds }, (_, n) => ({ kind: 'random', seeds: [`${seed}-${n}`] }));
  }
  const layerOff = kind === 'L' ? { layerOff: layer as LayerName } : {};
  const cells = (await cellsOfTemplate(template, seed)).filter((cell) => cell.includes(near));
  return Array.from({ length: Math.ceil(cells.length / cellsAtOnce) }, (_, n) => ({
    kind: 'singles',
    template,
    seed,
    cells: cells.slice(n * cellsAtOnce, (n + 1) * cellsAtOnce),
    ...layerOff,
  }));
};

const hasFired = ({ findings }: Counts, expect: string | undefined): boolean =>
  expect === undefined ? findings.length > 0 : findings.some(({ id }) => id === expect);

const isSmall = ({ spec }: Finding): boolean => spec.faults.length < 2 && !isWorld(spec);

/** Long enough for all runs that shrinking may take: the page of the bugs must not tell of a slow machine. */
const shrinkSeconds = 60;

/** The run that showed it, as small as it becomes. */
const firstOf = async (finding: Finding | undefined) => {
  if (finding === undefined) return null;
  const { id } = finding;
  const { spec } = isSmall(finding)
    ? finding
    : await shrink(finding.spec, id, { seconds: shrinkSeconds });
  return { invariant: id, line: replayLine(spec), faults: spec.faults.length };
};

/** Prints the verdict as the last line. */
export const judgeBudget = async (budget: Budget): Promise<void> => {
  const startedAt = performance.now();
  const tally = tallyOf();
  for (const job of await jobsOf(budget)) {
    await runJob(job, tally);
    if (hasFired(tally.counts, budget.expect)) break;
  }
  const { findings, runs } = tally.counts;
  const violations: Record<string, number> = {};
  for (const { id } of findings) violations[id] = (violations[id] ?? 0) + 1;
  const wanted = findings.find(({ id }) => id === budget.expect) ?? findings[0];
  const first = await firstOf(wanted);
  const seconds = Math.round((performance.now() - startedAt) / 100) / 10;
  console.log(JSON.stringify({ violations, runs, seconds, first }));
};
