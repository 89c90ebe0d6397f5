// The kinds of run as jobs that any process can take, and what each leaves behind.
import { createHash } from 'node:crypto';
import { type Draws, drawsOf } from '#test/support/world/draws.ts';
import {
  faultText,
  forcedFaults,
  isPairKind,
  noFaults,
  randomFaults,
  swarmOf,
} from '#test/support/world/faults.ts';
import { cellsOf } from '#test/support/world/ground.ts';
import type { LayerName } from '#test/support/world/layers.ts';
import type { DrainMode } from '#test/support/world/scheduler.ts';
import { startMs } from '#test/support/world/set-up-rows.ts';
import { invariants, judge, recordOf } from './judge-run.ts';
import { castsOf, castsText, type RunSpec } from './replay-line.ts';
import { type Cast, clientsOf, type Ran, type RunOptions, runCasts } from './run-world.ts';
import { type Notes, type Tally, tallyOf } from './tally.ts';
import { templates } from './templates/all.ts';

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
  | { readonly kind: 'redis'; readonly template: string; readonly seed: string }
  | { readonly kind: 'determinism'; readonly seeds: readonly string[] }
  | { readonly kind: 'corpus'; readonly specs: readonly RunSpec[] };

const profileOf = (profile: RunSpec['profile']) => (profile === undefined ? {} : { profile });

/** The options of a run by everything that decides it. */
export const optionsOf = (spec: RunSpec, more: Partial<RunOptions> = {}): RunOptions => ({
  casts: castsOf(spec.template),
  seed: spec.seed,
  plan: () => (spec.faults.length === 0 ? noFaults : forcedFaults(spec.faults)),
  invariants,
  layerOff: spec.layerOff,
  redis: spec.redis ?? 'off',
  ...profileOf(spec.profile),
  ...more,
});

/** Runs and judges one spec. @param calls - Of the same template without faults. */
export const runSpec = async (
  spec: RunSpec,
  tally: Tally,
  notes: Notes & { readonly calls?: number | undefined },
  more: Partial<RunOptions> = {},
): Promise<Ran> => {
  const options = optionsOf(spec, more);
  const ran = await runCasts(options);
  const verdict = judge(ran, {
    casts: options.casts,
    layerOff: spec.layerOff,
    ...(notes.calls === undefined ? {} : { faultFreeCalls: notes.calls }),
  });
  tally.add(spec, ran, verdict, notes);
  return ran;
};

const baseOf = (template: string, seed: string): RunSpec => ({ template, seed, faults: [] });

const isSlow = (template: string): boolean =>
  castsOf(template).some((cast) => cast.template.isSlow === true);

const faultFree = (template: string, seed: string, tally: Tally): Promise<Ran> =>
  runSpec(
    baseOf(template, seed),
    tally,
    { kind: 'fault-free' },
    {
      isRecording: true,
      runsIdleSweeps: false,
      fullEvery: 1_000,
      ...(isSlow(template) ? {} : { consistencySeconds: 30 }),
    },
  );

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

const paymentsMin = 20;
const faultsForMs = 40_000;

/** Templates of a random world: drawn until at least twenty clients are on the stage. */
const drawnCasts = (draws: Draws): Cast[] => {
  const casts: Cast[] = [];
  let offset = 0;
  for (let number = 0; offset < paymentsMin; number += 1) {
    const at = Math.floor(draws.named(`template|${number}`) * templates.length);
    const template = templates[at] as Cast['template'];
    casts.push({ template, offset, afterMs: Math.floor(draws.named(`start|${number}`) * 20_000) });
    offset += clientsOf(template);
  }
  return casts;
};

const drawnProfile = (draws: Draws): RunSpec['profile'] => {
  const draw = draws.named('profile');
  if (draw < 0.6) return undefined;
  return draw < 0.85 ? 'calm' : 'hostile';
};

/** The options of a random world, by its seed alone. */
export const randomOptions = (seed: string): RunOptions => {
  const draws = drawsOf(seed);
  const swarm = swarmOf(draws);
  return {
    casts: drawnCasts(draws),
    seed,
    plan: (own, now) => randomFaults(own, swarm, () => now() > startMs + faultsForMs),
    invariants,
    runsIdleSweeps: true,
    ...profileOf(drawnProfile(draws)),
  };
};

const random = async (seeds: readonly string[], tally: Tally): Promise<void> => {
  for (const seed of seeds) {
    const options = randomOptions(seed);
    const ran = await runCasts(options);
    const verdict = judge(ran, { casts: options.casts, isRandom: true });
    const profile = drawnProfile(drawsOf(seed));
    const faults = ran.world.ground.fired.filter(({ site }) => !site.includes('/com.fluxpay.'));
    const spec: RunSpec = {
      template: castsText(options.casts),
      seed,
      faults: faults.map(faultText),
      profile,
    };
    tally.add(spec, ran, verdict, { kind: 'random' });
  }
};

const flushOne = (ran: Ran): string[] => {
  const sites = [...(ran.world.ground.sites?.keys() ?? [])];
  const site = sites.findLast((name) => name.includes('/redis.'));
  return site === undefined ? [] : [`redis-flush|${site}`];
};

/** The same seed with Redis off, on and flushed: the same money, the same final answers (R08). */
const redis = async (template: string, seed: string, tally: Tally): Promise<void> => {
  const casts = castsOf(template);
  const asRun = (ran: Ran) => recordOf(ran, { casts });
  const spec: RunSpec = { template, seed, faults: [], redis: 'on' };
  const on = await runCasts(optionsOf(spec, { isRecording: true }));
  const off = await runCasts(optionsOf({ ...spec, redis: undefined }));
  const flushed = await runCasts(optionsOf({ ...spec, faults: flushOne(on) }));
  const variants = [
    { name: 'off', run: asRun(off) },
    { name: 'flushed', run: asRun(flushed) },
  ];
  tally.add(spec, on, judge(on, { casts, variants }), { kind: 'redis' });
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

/** One seed thrice: fresh, after others, and drained by the event loop instead of by hand (R01). */
const determinism = async (seeds: readonly string[], tally: Tally): Promise<void> => {
  const hashOf = async (seed: string, mode: DrainMode): Promise<Ran> =>
    withContents(await runCasts(randomOptions(seed), mode));
  const first: Ran[] = [];
  for (const seed of seeds) first.push(await hashOf(seed, 'native'));
  for (const [index, seed] of seeds.entries()) {
    const again = await hashOf(seed, index % 2 === 0 ? 'hop' : 'native');
    const options = randomOptions(seed);
    const verdict = judge(again, {
      casts: options.casts,
      isRandom: true,
      again: { hash: first[index]?.hash ?? '' },
    });
    const spec: RunSpec = { template: castsText(options.casts), seed, faults: [] };
    tally.add(spec, again, verdict, { kind: 'determinism' });
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
      return redis(job.template, job.seed, tally);
    case 'determinism':
      return determinism(job.seeds, tally);
    case 'corpus':
      for (const spec of job.specs) await runSpec(spec, tally, { kind: 'corpus' });
      return;
  }
};
