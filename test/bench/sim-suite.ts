// `npm run bench:sim`: payments per second of CPU that the simulation runs and judges, by kind of run, and
// where that CPU goes. The gate is the mix of the proof: most of it pairs of S01–S03 (testing, T12).
import { repositoryRoot } from '#lib/bundling/function-folders.ts';
import { cellsOfTemplate, isPairCell, runJob, runSpec } from '#test/simulation/jobs.ts';
import { type RunKind, type Tally, tallyOf } from '#test/simulation/tally.ts';
import { cpuSeconds, slowness } from '#test/support/stages.ts';
import { parts, profiled, type Shares } from './profile-shares.ts';

/** Payments per second and core on the machine that aims were written for. */
export const paymentsPerSecondMin = 300;

const templates = ['S01', 'S02', 'S03'] as const;
const seed = 'bench';
const faultFreeRuns = 10;
const singleRuns = 30;
const pairRuns = 80;
const worldSeeds = ['bench-1', 'bench-2'] as const;

export type Speed = {
  readonly kind: 'fault-free' | 'singles' | 'pairs' | 'random' | 'overall';
  readonly runs: number;
  readonly payments: number;
  /** Of the best round. */
  readonly cpuSeconds: number;
  readonly perSecond: number;
};

export type SimReport = {
  readonly speeds: readonly Speed[];
  readonly shares: Shares;
  /** How much slower than the reference this machine was, before and after. */
  readonly slowness: readonly [number, number];
  /** Payments per second and core asked of this machine now. */
  readonly gate: number;
  /** Violations seen on the way: a world that breaks early would look fast. */
  readonly findings: number;
  readonly missedFaults: number;
  readonly isGood: boolean;
};

type Batch = (tally: Tally) => Promise<void>;

const runEach = async (
  tally: Tally,
  kind: RunKind,
  faultLists: ReadonlyMap<string, readonly (readonly string[])[]>,
): Promise<void> => {
  for (const [template, lists] of faultLists) {
    for (const faults of lists) await runSpec({ template, seed, faults }, tally, { kind });
  }
};

/** Spread evenly over all of them, and every time the same. */
const spread = <T>(all: readonly T[], count: number, first = 0): T[] =>
  Array.from({ length: count }, (_, index) => {
    const at = (first + Math.floor((index * all.length) / count)) % all.length;
    return all[at] as T;
  });

const pairsOf = (cells: readonly string[]): string[][] => {
  // A stride without common divisor puts far and near second faults behind the firsts.
  const seconds = spread(cells, pairRuns, 1).map(
    (_, index) => cells[(index * 7919) % cells.length],
  );
  return spread(cells, pairRuns).map((one, index) => [one, seconds[index] ?? one]);
};

const batches = async (): Promise<ReadonlyMap<Exclude<Speed['kind'], 'overall'>, Batch>> => {
  const free = new Map(
    templates.map((id) => [id, Array.from({ length: faultFreeRuns }, () => [])]),
  );
  const singles = new Map<string, string[][]>();
  const pairs = new Map<string, string[][]>();
  for (const id of templates) {
    const cells = await cellsOfTemplate(id, seed);
    singles.set(
      id,
      spread(cells, singleRuns).map((cell) => [cell]),
    );
    pairs.set(id, pairsOf(cells.filter(isPairCell)));
  }
  return new Map<Exclude<Speed['kind'], 'overall'>, Batch>([
    ['fault-free', (tally) => runEach(tally, 'fault-free', free)],
    ['singles', (tally) => runEach(tally, 'single', singles)],
    ['pairs', (tally) => runEach(tally, 'pair', pairs)],
    ['random', (tally) => runJob({ kind: 'random', seeds: worldSeeds }, tally)],
  ]);
};

interface Round {
  readonly tally: Tally;
  readonly cpuSeconds: number;
}

const runRound = async (batch: Batch): Promise<Round> => {
  const tally = tallyOf();
  const before = cpuSeconds();
  await batch(tally);
  return { tally, cpuSeconds: cpuSeconds() - before };
};

const speedOf = (
  kind: Speed['kind'],
  runs: number,
  payments: number,
  cpuSeconds: number,
): Speed => ({ kind, runs, payments, cpuSeconds, perSecond: payments / cpuSeconds });

/** A worker of the proof runs for minutes; what its first half minute spends on compiling is not its speed. */
const warmUps = 6;

/** @param rounds - Of the whole batch, after the warm-ups; the best one of each kind counts. */
export const simSuite = async (rounds: number): Promise<SimReport> => {
  const slownessBefore = slowness(cpuSeconds);
  const kinds = await batches();
  const tallies: Tally[] = [];
  const best = new Map<Exclude<Speed['kind'], 'overall'>, Speed>();
  for (let round = 0; round < warmUps + rounds; round += 1) {
    for (const [kind, batch] of kinds) {
      const { tally, cpuSeconds: seconds } = await runRound(batch);
      tallies.push(tally);
      const { runs, payments } = tally.counts;
      const speed = speedOf(kind, runs, payments, seconds);
      const isBetter = speed.perSecond > (best.get(kind)?.perSecond ?? 0);
      if (round >= warmUps && isBetter) best.set(kind, speed);
    }
  }
  const shares = await profiled(async () => {
    for (const batch of kinds.values()) await batch(tallyOf());
  }, repositoryRoot);
  const slow = [slownessBefore, slowness(cpuSeconds)] as const;
  const speeds = [...best.values()];
  const sum = (of: (speed: Speed) => number): number =>
    speeds.reduce((total, speed) => total + of(speed), 0);
  const overall = speedOf(
    'overall',
    sum(({ runs }) => runs),
    sum(({ payments }) => payments),
    sum(({ cpuSeconds }) => cpuSeconds),
  );
  const gate = (paymentsPerSecondMin * 2) / (slow[0] + slow[1]);
  return {
    speeds: [...speeds, overall],
    shares,
    slowness: slow,
    gate,
    findings: tallies.reduce((total, { counts }) => total + counts.findings.length, 0),
    missedFaults: tallies.reduce((total, { counts }) => total + counts.missed, 0),
    isGood: overall.perSecond >= gate,
  };
};

const whole = (value: number): string => value.toFixed(0);

export const simText = (report: SimReport): string => {
  const { speeds, shares, slowness: slow, gate, findings, missedFaults, isGood } = report;
  const speedLines = speeds.map(
    ({ kind, runs, payments, cpuSeconds, perSecond }) =>
      `| ${kind} | ${runs} | ${payments} | ${cpuSeconds.toFixed(2)} | ${whole(perSecond)} |`,
  );
  const shareLines = parts.map((part) => `| ${part} | ${whole(shares[part] * 100)} % |`);
  return [
    '| kind | runs | payments | CPU s | payments/s/core |',
    '|---|---|---|---|---|',
    ...speedLines,
    '',
    '| part | share of the CPU |',
    '|---|---|',
    ...shareLines,
    '',
    `violations seen: ${findings}; planned faults that met no site: ${missedFaults}`,
    `slowness of this machine: ${slow.map((value) => value.toFixed(2)).join(' before, ')} after`,
    `gate: ${paymentsPerSecondMin} payments/s/core, here ${whole(gate)}: ${isGood ? 'held' : 'broken'}`,
  ].join('\n');
};
