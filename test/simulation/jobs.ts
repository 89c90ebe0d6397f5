// The kinds of run as jobs that any process can take, and what each leaves behind.
import { createHash } from 'node:crypto';
import { hashText } from '#test/support/world/draws.ts';
import { forcedFaults, isPairKind, noFaults } from '#test/support/world/faults.ts';
import { cellsOf } from '#test/support/world/ground.ts';
import type { LayerName } from '#test/support/world/layers.ts';
import type { DrainMode } from '#test/support/world/scheduler.ts';
import { judgeWithGuests } from './judge-guests.ts';
import { invariants, type JudgeOptions, recordOf } from './judge-run.ts';
import {
  fullEvery,
  guestsOfSeed,
  isWatched,
  ofWorlds,
  profileOf,
  randomOptions,
  specOfWorld,
} from './random-world.ts';
import { castsOf, isWorld, type RunSpec } from './replay-line.ts';
import { type Ran, type RunOptions, runCasts } from './run-world.ts';
import { type Notes, type Tally, tallyOf } from './tally.ts';

export type Job =
  | { readonly kind: 'fault-free'; readonly template: string; readonly seed: string }
  | {
      readonly kind: 'singles';
      readonly template: string;
      readonly seed: string;
      readonly cells: readonly string[];
      readonly layerOff?: LayerName;
    }
  | {
      readonly kind: 'pairs';
      readonly template: string;
      readonly seed: string;
      readonly firsts: readonly string[];
    }
  | { readonly kind: 'random'; readonly seeds: readonly string[] }
  | {
      readonly kind: 'redis';
      readonly template: string;
      readonly seed: string;
      readonly cells: readonly string[];
    }
  | { readonly kind: 'determinism'; readonly seeds: readonly string[] }
  | { readonly kind: 'corpus'; readonly specs: readonly RunSpec[] };

/** The options of a run by everything that decides it. */
export const optionsOf = (spec: RunSpec, more: Partial<RunOptions> = {}): RunOptions => ({
  casts: castsOf(spec.template),
  seed: spec.seed,
  plan: () => (spec.faults.length === 0 ? noFaults : forcedFaults(spec.faults)),
  invariants,
  layerOff: spec.layerOff,
  redis: spec.redis ?? 'off',
  watchesRealThings: isWatched([spec.template, spec.seed, ...spec.faults].join(' ')),
  ...(isWorld(spec) ? { ...ofWorlds, ...guestsOfSeed(spec.seed) } : {}),
  ...profileOf(spec.profile),
  ...more,
});

interface Beside extends Notes {
  /** Of the same template without faults. */
  readonly calls?: number | undefined;
  readonly variants?: JudgeOptions['variants'];
}

/** Runs and judges one spec, with what stands beside it. */
export const runSpec = async (
  spec: RunSpec,
  tally: Tally,
  notes: Beside,
  more: Partial<RunOptions> = {},
): Promise<Ran> => {
  const options = optionsOf(spec, more);
  const ran = await runCasts(options);
  const verdict = judgeWithGuests(ran, {
    casts: options.casts,
    layerOff: spec.layerOff,
    isRandom: isWorld(spec),
    ...(notes.calls === undefined ? {} : { faultFreeCalls: notes.calls }),
    ...(notes.variants === undefined ? {} : { variants: notes.variants }),
  });
  tally.add(spec, ran, verdict, notes);
  return ran;
};

const baseOf = (template: string, seed: string): RunSpec => ({ template, seed, faults: [] });

const isSlow = (template: string): boolean =>
  castsOf(template).some((cast) => cast.template.isSlow === true);

export const ofFaultFree = (template: string): Partial<RunOptions> => ({
  isRecording: true,
  runsIdleSweeps: false,
  fullEvery: fullEvery.alone,
  ...(isSlow(template) ? {} : { consistencySeconds: 30 }),
});

export const faultFree = (template: string, seed: string, tally: Tally): Promise<Ran> =>
  runSpec(baseOf(template, seed), tally, { kind: 'fault-free' }, ofFaultFree(template));

/** Every cell that a fault-free run of a template allows. */
export const cellsOfTemplate = async (template: string, seed: string): Promise<string[]> => {
  const ran = await faultFree(template, seed, tallyOf());
  return cellsOf(ran.world.ground.sites ?? new Map());
};

export const isPairCell = (cell: string): boolean =>
  isPairKind(cell.slice(0, cell.indexOf('|')) as never);

const singles = async (job: Extract<Job, { kind: 'singles' }>, tally: Tally): Promise<void> => {
  const { template, seed, layerOff, cells } = job;
  const free = await faultFree(template, seed, tallyOf());
  const calls = layerOff === undefined ? free.world.calls() : undefined;
  for (const cell of cells) {
    const spec: RunSpec = { template, seed, faults: [cell], layerOff };
    const kind = layerOff === undefined ? 'single' : 'layer';
    await runSpec(spec, tally, { kind, calls });
  }
};

/** The second faults of a first one: sites of the run with it, each unordered pair once. */
export const secondsOf = (
  first: string,
  base: ReadonlyMap<string, number>,
  cells: readonly string[],
): string[] => {
  const site = first.slice(first.indexOf('|') + 1);
  const rank = base.get(first) ?? -1;
  return cells.filter((cell) => {
    if (!isPairCell(cell) || cell.endsWith(`|${site}`)) return false;
    const other = base.get(cell);
    return other === undefined || other > rank;
  });
};

const pairs = async (job: Extract<Job, { kind: 'pairs' }>, tally: Tally): Promise<void> => {
  const { template, seed, firsts } = job;
  const free = await faultFree(template, seed, tallyOf());
  const calls = free.world.calls();
  const all = cellsOf(free.world.ground.sites ?? new Map()).filter(isPairCell);
  const base = new Map(all.map((cell, index) => [cell, index]));
  for (const first of firsts) {
    const one = await runCasts(
      optionsOf({ template, seed, faults: [first] }, { isRecording: true, invariants: [] }),
    );
    const seconds = secondsOf(first, base, cellsOf(one.world.ground.sites ?? new Map()));
    tally.planPairs(template, seconds.length);
    for (const second of seconds) {
      await runSpec({ template, seed, faults: [first, second] }, tally, { kind: 'pair', calls });
    }
  }
};

const random = async (seeds: readonly string[], tally: Tally): Promise<void> => {
  for (const seed of seeds) {
    const options = randomOptions(seed);
    const ran = await runCasts(options);
    const verdict = judgeWithGuests(ran, { casts: options.casts, isRandom: true });
    tally.add(specOfWorld(ran, options), ran, verdict, { kind: 'random' });
  }
};

/** A race or a deadline may end otherwise once a call of Redis fails slowly: then other rules judge alone. */
const endsAsWithout = ({ template, faults }: RunSpec): boolean =>
  faults.length === 0 || castsOf(template).every((cast) => !cast.template.isTimed);

/** The same run without Redis, for the rule that compares them. */
export const redisVariants = async (spec: RunSpec): Promise<Pick<JudgeOptions, 'variants'>> => {
  if (!endsAsWithout(spec)) return {};
  const casts = castsOf(spec.template);
  const off = await runCasts(optionsOf({ ...spec, faults: [], redis: undefined }));
  return { variants: [{ name: 'off', run: recordOf(off, { casts }) }] };
};

/** Single faults of one template that one proof plays: a pipeline has minutes, and every feature adds templates. */
export const cellsOfAProof = 300;

/** Commits among which the single faults of a template are spread. @param cells - How many it has. */
export const shareOf = (cells: number): number => Math.max(1, Math.ceil(cells / cellsOfAProof));

/** The cells that the proof of this seed plays: of a large template one part, drawn by the seed. */
export const ofThisProof = (cells: readonly string[], seed: string): string[] => {
  const share = shareOf(cells.length);
  return cells.filter((cell) => hashText(cell) % share === hashText(seed) % share);
};

const isRedisCell = (cell: string): boolean => cell.includes('/redis.');

const withRedis = (template: string, seed: string): RunSpec => ({
  ...baseOf(template, seed),
  redis: 'on',
});

/** Every way in which a call of Redis may fail in a run that has it. @param isWhole - Of a large template, too. */
export const redisCellsOf = async (
  template: string,
  seed: string,
  isWhole: boolean,
): Promise<string[]> => {
  const ran = await runCasts(optionsOf(withRedis(template, seed), { isRecording: true }));
  const all = cellsOf(ran.world.ground.sites ?? new Map());
  return (isWhole ? all : ofThisProof(all, seed)).filter(isRedisCell);
};

/** The same seed with Redis on, off, and failing in every way at every call: the same money (R08). */
const redis = async (
  { template, seed, cells }: Extract<Job, { kind: 'redis' }>,
  tally: Tally,
): Promise<void> => {
  const casts = castsOf(template);
  const spec = withRedis(template, seed);
  const on = await runCasts(optionsOf(spec, { isRecording: true }));
  const alone = { casts, ...(await redisVariants(spec)) };
  tally.add(spec, on, judgeWithGuests(on, alone), { kind: 'redis' });
  const struckWith = endsAsWithout({ ...spec, faults: cells }) ? alone : { casts };
  for (const cell of cells) {
    const struck: RunSpec = { ...spec, faults: [cell] };
    const ran = await runCasts(optionsOf(struck));
    tally.add(struck, ran, judgeWithGuests(ran, struckWith), { kind: 'redis' });
  }
};

const asJson = (_name: string, value: unknown): unknown => {
  if (typeof value === 'bigint') return `${value}n`;
  return value instanceof Map || value instanceof Set ? [...value] : value;
};

/** Its hash with every row that was written and every word that a client was told in it. */
const withContents = (ran: Ran): Ran => {
  const digest = createHash('sha256');
  for (const { at, site, changes } of ran.world.view.steps) {
    const rows = changes.map(({ next }) => [next?.pk, next?.sk, next?.fields]);
    digest.update(JSON.stringify([at, site, rows], asJson));
  }
  for (const told of ran.world.view.told) digest.update(JSON.stringify(told, asJson));
  return { ...ran, hash: `${ran.hash}-${digest.digest('hex')}` };
};

export const watchedRun = async (options: RunOptions, mode: DrainMode): Promise<Ran> =>
  withContents(await runCasts({ ...options, watchesRealThings: true }, mode));

/** One seed thrice: fresh, after others, and drained by the event loop instead of by hand (R01). */
const determinism = async (seeds: readonly string[], tally: Tally): Promise<void> => {
  const first: Ran[] = [];
  for (const seed of seeds) first.push(await watchedRun(randomOptions(seed), 'native'));
  for (const [index, seed] of seeds.entries()) {
    const options = randomOptions(seed);
    const ran = await watchedRun(options, index % 2 === 0 ? 'hop' : 'native');
    const again = { hash: first[index]?.hash ?? '' };
    const verdict = judgeWithGuests(ran, { casts: options.casts, isRandom: true, again });
    const spec: RunSpec = { ...specOfWorld(ran, options), again: true };
    tally.add(spec, ran, verdict, { kind: 'determinism' });
  }
};

export const runJob = async (job: Job, tally: Tally): Promise<void> => {
  switch (job.kind) {
    case 'fault-free':
      await faultFree(job.template, job.seed, tally);
      return;
    case 'singles':
      return singles(job, tally);
    case 'pairs':
      return pairs(job, tally);
    case 'random':
      return random(job.seeds, tally);
    case 'redis':
      return redis(job, tally);
    case 'determinism':
      return determinism(job.seeds, tally);
    case 'corpus':
      for (const spec of job.specs) {
        const variants = spec.redis === 'on' && !isWorld(spec) ? await redisVariants(spec) : {};
        await runSpec(spec, tally, { kind: 'corpus', ...variants });
      }
      return;
  }
};
