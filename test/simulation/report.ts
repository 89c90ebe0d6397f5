// What a person reads of a batch, and what a program reads of it: one table, and out/simulation.json.
import { runName } from '#test/support/tier-result.ts';
import { startMs } from '#test/support/world/set-up-rows.ts';
import { blindIn, waitingChecks } from './looked.ts';
import { replayLine } from './replay-line.ts';
import { shrink } from './shrink.ts';
import { unmetIn, waitingSometimes } from './sometimes.ts';
import { type StageFile, violationsIn, writeStage } from './stage-file.ts';
import { faultLines, line, sometimesLines, violationLines } from './tables.ts';
import type { Counts, Finding } from './tally.ts';

export interface Batch {
  readonly seed: string;
  readonly counts: Counts;
  /** Cells that were enumerated for singles and layers; each becomes one run. */
  readonly cells: number;
  /** Runs with Redis that were planned: each template once, and each of its cells. */
  readonly redis: number;
  /** First faults of pairs that were enumerated, by template. */
  readonly firsts: Readonly<Record<string, number>>;
  readonly seconds: number;
  readonly cpuSeconds: number;
  readonly waiting: readonly { readonly id: string; readonly waitsFor: string }[];
}

export const speedOf = ({ counts, cpuSeconds }: Batch): number =>
  cpuSeconds === 0 ? 0 : Math.round(counts.payments / cpuSeconds);

/** What a batch was and came to; the numbers that tiers have floors for are all in it. */
const fileOf = (batch: Batch) => {
  const { seed, counts, cells, seconds, cpuSeconds } = batch;
  return {
    run: runName(),
    seed,
    sites: Object.keys(counts.places).length,
    cases: counts.runs,
    cells,
    missed: counts.missed,
    pairs: counts.pairs,
    payments: counts.payments,
    randomPayments: counts.randomPayments,
    randomWorlds: counts.randomWorlds,
    seconds: Math.round(seconds * 10) / 10,
    cpuSeconds: Math.round(cpuSeconds * 10) / 10,
    paymentsPerSecondPerCore: speedOf(batch),
    runsByKind: counts.runsByKind,
    faultsByKind: counts.faultsByKind,
    looked: counts.looked,
    sometimes: counts.sometimes,
    violations: violationsIn(counts.findings),
    waiting: batch.waiting,
    places: Object.keys(counts.places).toSorted(),
  } satisfies StageFile & Record<string, unknown>;
};

/** @param name - Of the file in out/; a proof joins several. */
export const writeJson = (batch: Batch, name: string): void => writeStage(name, fileOf(batch));

/**
 * What was planned and is not done, a sentence each: a batch that lost some of its runs has shown nothing
 * about them.
 */
export const undoneOf = (batch: Omit<Batch, 'cpuSeconds'>): string[] => {
  const { counts, cells, redis, firsts } = batch;
  const alone = (counts.runsByKind['single'] ?? 0) + (counts.runsByKind['layer'] ?? 0);
  const undone: string[] = [];
  if (alone !== cells) undone.push(`${cells} cells were enumerated, ${alone} were run`);
  const { redis: withRedis = 0 } = counts.runsByKind;
  if (withRedis !== redis) {
    undone.push(`${redis} runs with Redis were planned, ${withRedis} were run`);
  }
  if (counts.missed > 0) undone.push(`${counts.missed} faults were forced and struck nothing`);
  for (const [template, planned] of Object.entries(firsts)) {
    const { firsts: met = 0, done = 0, total = 0 } = counts.pairs[template] ?? {};
    if (met !== planned) undone.push(`${template}: ${met} of ${planned} first faults were run`);
    if (done !== total) undone.push(`${template}: in ${done} of ${total} pairs the second struck`);
  }
  return [...undone, ...blindIn(counts), ...unmetIn(counts)];
};

const table = (batch: Batch): string[] => {
  const { counts } = batch;
  const kinds = Object.entries(counts.runsByKind).map(([kind, runs]) => line(`${kind} runs`, runs));
  const pairs = Object.entries(counts.pairs).map(([template, { done, total }]) =>
    line(`pairs of ${template}`, `${done.toLocaleString('en')} / ${total.toLocaleString('en')}`),
  );
  const faults = Object.values(counts.faultsByKind).reduce((sum, count) => sum + count, 0);
  return [
    `simulation, seed ${batch.seed}`,
    ...kinds,
    ...pairs,
    line('payments', counts.payments),
    line('payments in random worlds', counts.randomPayments),
    line('faults fired', faults),
    line('seconds', batch.seconds.toFixed(1)),
    line('payments/s/core', speedOf(batch)),
    ...faultLines(counts.faultsByKind),
    ...(counts.randomWorlds === 0 ? [] : sometimesLines(counts.sometimes)),
    ...violationLines(violationsIn(counts.findings)),
  ];
};

/** Since the beginning of its world. */
const secondsOf = (at: number): number => (at - startMs) / 1_000;

const printFinding = async (finding: Finding): Promise<void> => {
  const { id, spec } = finding;
  const small = await shrink(spec, id);
  const { about, says } = small.violation ?? finding;
  const at = small.violation === undefined ? finding.at : secondsOf(small.violation.at);
  console.log(`\nFAIL ${id} at ${at.toFixed(3)} s  ${about}: ${says}`);
  const { faults } = small.spec;
  console.log(
    `  faults ${faults.length} of ${spec.faults.length}${small.isRepeated ? '' : ' (not repeated as forced faults)'}: ${faults.join(' ; ')}`,
  );
  const [client = 'c1'] = /\bc\d+\b/u.exec(faults.join(' ')) ?? [];
  console.log(`  ${replayLine(small.spec, client)}`);
};

const shownMax = 8;

/** One of each check first: ten runs that break one thing say less than two things broken once. */
const chosen = (findings: readonly Finding[]): Finding[] => {
  const first = new Map<string, Finding>();
  for (const finding of findings) if (!first.has(finding.id)) first.set(finding.id, finding);
  return [...first.values()].slice(0, shownMax);
};

/** What went wrong first, each with the line that repeats it; the table stands at the end. */
export const printBatch = async (batch: Batch): Promise<void> => {
  for (const { id, waitsFor } of [...batch.waiting, ...waitingChecks]) {
    console.log(line(`waiting: ${id}`, waitsFor));
  }
  for (const { name, waitsFor } of waitingSometimes) {
    console.log(line(`waiting: ${name}`, waitsFor));
  }
  for (const finding of chosen(batch.counts.findings)) await printFinding(finding);
  console.log('');
  for (const text of table(batch)) console.log(text);
  for (const text of undoneOf(batch)) console.log(`FAIL not done: ${text}`);
};
