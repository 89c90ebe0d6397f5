// Which jobs a command comes to: everything is enumerated here, so that nothing is sampled in silence.
import type { LayerName } from '#test/support/world/layers.ts';
import { layerNames } from '#test/support/world/layers.ts';
import { corpus } from './corpus.ts';
import { cellsOfTemplate, isPairCell, type Job, ofThisProof, redisCellsOf } from './jobs.ts';
import { templates } from './templates/all.ts';

const cellsPerJob = 40;
const firstsPerJob = 3;
const worldsPerJob = 4;

const chunks = <T>(items: readonly T[], size: number): T[][] =>
  Array.from({ length: Math.ceil(items.length / size) }, (_, index) =>
    items.slice(index * size, (index + 1) * size),
  );

export interface Planned {
  readonly jobs: Job[];
  /** Cells that were enumerated; each becomes one run. */
  readonly cells: number;
}

export const allTemplates: readonly string[] = templates.map(({ id }) => id);

export const faultFreeJobs = (ids: readonly string[], seed: string): Job[] =>
  ids.map((template) => ({ kind: 'fault-free', template, seed }));

interface Singles {
  readonly layerOff?: LayerName;
  /** Only the kinds that are combined in pairs too. */
  readonly isShort?: boolean;
  /** Also what the proof of this seed leaves to other commits. */
  readonly isWhole?: boolean;
}

/**
 * Faults whose one repairer is the layer that is off. An execution that is stopped while its service or its
 * own refund is open comes back by the `due` sweep alone (saga specification, C25 and 5.6).
 */
const soleRepairer: Readonly<Partial<Record<LayerName, string>>> = {
  'due-sweep': 'stop-execution|',
};

const isRepairable = (cell: string, layerOff: LayerName | undefined): boolean => {
  const alone = layerOff === undefined ? undefined : soleRepairer[layerOff];
  return alone === undefined || !cell.startsWith(alone);
};

/** Every (site, kind) of the fault-free run, each forced once. */
export const singlesJobs = async (
  ids: readonly string[],
  seed: string,
  { layerOff, isShort = false, isWhole = true }: Singles = {},
): Promise<Planned> => {
  const jobs: Job[] = [];
  let count = 0;
  for (const template of ids) {
    const all = await cellsOfTemplate(template, seed);
    const mine = isWhole ? all : ofThisProof(all, seed);
    const wanted = isShort ? mine.filter(isPairCell) : mine;
    const cells = wanted.filter((cell) => isRepairable(cell, layerOff));
    count += cells.length;
    for (const part of chunks(cells, cellsPerJob)) {
      const job = { kind: 'singles' as const, template, seed, cells: part };
      jobs.push(layerOff === undefined ? job : { ...job, layerOff });
    }
  }
  return { jobs, cells: count };
};

/** Templates whose recovery every layer is part of. */
export const layerTemplates: readonly string[] = ['S01', 'S02', 'S03', 'S06', 'S07'];

export const layersJobs = async (
  ids: readonly string[],
  seed: string,
  isShort: boolean,
): Promise<Planned> => {
  const jobs: Job[] = [];
  let cells = 0;
  for (const layer of layerNames) {
    const planned = await singlesJobs(ids, seed, { layerOff: layer, isShort });
    jobs.push(...planned.jobs);
    cells += planned.cells;
  }
  return { jobs, cells };
};

export interface PlannedPairs {
  readonly jobs: Job[];
  /** First faults by template. */
  readonly firsts: Readonly<Record<string, number>>;
}

/** Every first fault; its seconds are enumerated from the run with it. */
export const pairsJobs = async (ids: readonly string[], seed: string): Promise<PlannedPairs> => {
  const jobs: Job[] = [];
  const counts: Record<string, number> = {};
  for (const template of ids) {
    const firsts = (await cellsOfTemplate(template, seed)).filter(isPairCell);
    counts[template] = firsts.length;
    for (const part of chunks(firsts, firstsPerJob)) {
      jobs.push({ kind: 'pairs', template, seed, firsts: part });
    }
  }
  return { jobs, firsts: counts };
};

/** @param from - Number of the first world; each has the seed of its number. */
export const randomJobs = (worlds: number, seed: string, from = 0): Job[] => {
  const seeds = Array.from({ length: worlds }, (_, index) => `${seed}-${from + index}`);
  return chunks(seeds, worldsPerJob).map((part) => ({ kind: 'random', seeds: part }));
};

/** Each template once with Redis, and once for each way in which a call of it may fail. */
export const redisJobs = async (
  ids: readonly string[],
  seed: string,
  isWhole = true,
): Promise<Planned> => {
  const jobs: Job[] = [];
  let count = 0;
  for (const template of ids) {
    const cells = await redisCellsOf(template, seed, isWhole);
    count += cells.length;
    jobs.push({ kind: 'redis', template, seed, cells });
  }
  return { jobs, cells: count };
};

export const determinismJobs = (worlds: number, seed: string): Job[] => [
  {
    kind: 'determinism',
    seeds: Array.from({ length: worlds }, (_, index) => `${seed}-again-${index}`),
  },
];

export const corpusJobs = (): Job[] => corpus().map((spec) => ({ kind: 'corpus', specs: [spec] }));
