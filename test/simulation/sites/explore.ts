// Wave after wave until nothing is new: the fault-free runs, then each kind at each place they met, then at
// the places that only those runs met. Recovery code has sites of its own.
import { allowedAt, type SiteClass } from '#test/support/world/faults.ts';
import { handOut } from '../crew.ts';
import type { RunSpec } from '../replay-line.ts';
import { byName, templates } from '../templates/all.ts';
import { tours } from '../templates/tour.ts';
import { addSeen, type Met, nothingSeen, type Seen } from './seen.ts';

const workerFile = new URL('./worker.ts', import.meta.url);

interface Reply {
  readonly seen: Seen;
  readonly met: readonly (readonly [string, Met])[];
}

const specsPerJob = 30;
/** A fault in the recovery of a recovery of a recovery: deeper ones meet nothing new. */
const wavesMax = 5;

/** Short runs first: a place is tried where it is met first. */
const shortFirst = ['S05', 'S01', 'S03', 'S02', 'S12', 'S14', 'S04', 'S06', 'S10', 'S20'];

/** Played with Redis alone: what both tiers of a key make of a fault is tried at their calls. */
const withRedisAlone = ['S08reserved', 'S19'];

/** All four tries of one confirm fail to connect, which no single fault brings about: TX-NOTSENT ends it. */
const unreachablePg = (seed: string): RunSpec => ({
  template: 'S01',
  seed,
  faults: [0, 1, 2, 3].map((nth) => `error-before|api/confirm-payment#c1.2/pg.confirm~${nth}`),
});

/** Every template, the short ones again with Redis, and one whose records nobody delivers. */
const baseSpecs = (seed: string): RunSpec[] => {
  const ids = [...templates, ...byName].map(({ id }) => id);
  const others = ids.filter((id) => ![...shortFirst, ...withRedisAlone].includes(id));
  const specs = [...shortFirst, ...others].map((template) => ({ template, seed, faults: [] }));
  const again = ['S05', 'S12', 'S03', ...tours.map(({ id }) => id)];
  const withRedis = [...withRedisAlone, ...again].map((template) => ({
    template,
    seed,
    faults: [],
    redis: 'on' as const,
  }));
  // While no stream delivers, the sweep hands commands to the dispatcher itself.
  const swept = { template: 'S01', seed, faults: [], layerOff: 'streams' as const };
  return [...specs, ...withRedis, swept, unreachablePg(seed)];
};

const placeAndClass = (name: string): [string, SiteClass] => {
  const bar = name.indexOf('|');
  return [name.slice(0, bar), name.slice(bar + 1) as SiteClass];
};

/** Each kind that a newly met place allows, once. @param planned - Grows by what is returned. */
const forcedAt = (met: Reply['met'], planned: Set<string>): RunSpec[] =>
  met.flatMap(([name, { spec, site }]) => {
    const [place, siteClass] = placeAndClass(name);
    return allowedAt(siteClass).flatMap((kind) => {
      const cell = `${place} × ${kind}`;
      if (planned.has(cell)) return [];
      planned.add(cell);
      return [{ ...spec, faults: [...spec.faults, `${kind}|${site}`] }];
    });
  });

const chunks = (specs: readonly RunSpec[], size: number): RunSpec[][] =>
  Array.from({ length: Math.ceil(specs.length / size) }, (_, index) =>
    specs.slice(index * size, (index + 1) * size),
  );

export interface ExploreOptions {
  readonly seed: string;
  readonly workers: number;
  readonly onWave?: (says: string) => void;
}

export const explore = async ({ seed, workers, onWave }: ExploreOptions): Promise<Seen> => {
  const seen = nothingSeen();
  const planned = new Set<string>();
  let specs = baseSpecs(seed);
  for (let wave = 0; specs.length > 0 && wave < wavesMax; wave += 1) {
    onWave?.(`wave ${wave + 1}: ${specs.length.toLocaleString('en')} runs`);
    const jobs = chunks(specs, wave === 0 ? 1 : specsPerJob);
    const mets: Reply['met'][] = [];
    await handOut<readonly RunSpec[], Reply>({
      file: workerFile,
      jobs,
      workers,
      onReply: (reply, number) => {
        addSeen(seen, reply.seen);
        // Kept by the number of the job: which process was quicker decides nothing.
        mets[number] = reply.met;
      },
    });
    specs = forcedAt(mets.flat(), planned);
  }
  return seen;
};
