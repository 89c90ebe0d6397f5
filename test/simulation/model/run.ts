// The checks of the model run: properties over every world, floors, layers, textbook models, planted bugs.
import { present } from '#core/kernel/assert.ts';
import { bugs } from './bugs.ts';
import { explore } from './checker.ts';
import { coreChecksWaiting } from './core-checks-waiting.ts';
import type { Exploration, Model } from './exploration.ts';
import { journalModel } from './journal.ts';
import { coverageOf, movesOf } from './legal-moves.ts';
import { protocolModel, worlds } from './protocol.ts';
import { protocol, type Rules, type World } from './rules.ts';
import { counters, peterson, twoLocks } from './textbook.ts';

export interface Check {
  readonly name: string;
  readonly isPassed: boolean;
  readonly detail: string;
  readonly path?: readonly string[];
}

export interface Told {
  readonly progress: (line: string) => void;
}

const statesMax = 3_000_000;
export const stepsMax = 30;

/** States of all worlds together: fewer means that the model has lost some of its steps. */
export const floors: Readonly<Record<number, { readonly states: number; readonly edges: number }>> =
  {
    1: { states: 3_000, edges: 6_200 },
    2: { states: 17_000, edges: 43_000 },
    3: { states: 60_000, edges: 170_000 },
    4: { states: 175_000, edges: 530_000 },
    5: { states: 300_000, edges: 930_000 },
    6: { states: 550_000, edges: 1_700_000 },
  };

const sizeOf = ({ states, edges, ends, depth }: Exploration): string =>
  `${states} states, ${edges} edges, ${ends} ends, ${depth} steps deep`;

const holds = (name: string, explored: Exploration): Check => ({
  name,
  isPassed: explored.violation === undefined,
  detail: [explored.violation?.property ?? '', sizeOf(explored)].filter(Boolean).join(': '),
  ...(explored.violation === undefined ? {} : { path: explored.violation.path }),
});

const exploreTold = <S>(name: string, model: Model<S>, faults: number, told: Told): Exploration => {
  const onLayer = (seen: { readonly faults: number; readonly states: number }): void =>
    told.progress(`${name}: ${seen.states} states with up to ${seen.faults} faults`);
  return explore(model, { faults, statesMax, onLayer });
};

/** Every property in every world, what was seen on the way, and the moves against the tables. */
export const protocolChecks = (faults: number, told: Told): readonly Check[] => {
  const explored: [string, Exploration][] = [];
  const taken = movesOf(() => {
    for (const world of worlds) {
      const own = Math.min(faults, world.faultsMax);
      const name = `${world.name}, ${own} faults`;
      explored.push([name, exploreTold(world.name, protocolModel(world), own, told)]);
    }
  });
  const journal = exploreTold('journal', journalModel(), faults, told);
  const all = [...explored, ['journal', journal] as const];
  const seen = new Map<string, number>();
  for (const [, { sometimes }] of all)
    for (const [name, count] of Object.entries(sometimes))
      seen.set(name, (seen.get(name) ?? 0) + count);
  const sum = (what: 'states' | 'edges'): number =>
    explored.reduce((all, [, one]) => all + one[what], 0);
  const floor = floors[faults] ?? { states: 0, edges: 0 };
  const coverage = coverageOf(taken);
  const { illegal, unseen, stale } = coverage;
  // Two faults bring everything about; a run with fewer cannot be asked for all.
  const mustSee = faults >= 2;
  return [
    ...all.map(([name, one]) => holds(`P1-P7, P9, P10 hold in the world "${name}"`, one)),
    {
      name: 'states and edges are above their floors',
      isPassed: sum('states') >= floor.states && sum('edges') >= floor.edges,
      detail: `${sum('states')} of ${floor.states} states, ${sum('edges')} of ${floor.edges} edges`,
    },
    ...[...seen].map(([name, count]) => ({
      name: `sometimes ${name}`,
      isPassed: count > 0 || !mustSee,
      detail: `${count} states`,
    })),
    {
      name: 'moves of the model are legal, and legal moves are made or waited for',
      isPassed: [illegal, !mustSee || unseen.length === 0 ? [] : unseen, stale].every(
        (one) => one.length === 0,
      ),
      detail: `${coverage.taken} taken, ${coverage.waiting} waiting, ${[...illegal, ...unseen, ...stale].join(', ')}`,
    },
  ];
};

const layered = (name: string, off: Partial<Rules>, losesMessages = false) => ({
  name,
  off,
  losesMessages,
});

/** P7 with one of two layers, with the messages lost one by one, and with neither. */
export const layerChecks = (told: Told): readonly Check[] => {
  const run = (
    { name, off, losesMessages }: ReturnType<typeof layered>,
    world: World,
  ): Exploration =>
    exploreTold(name, protocolModel({ ...world, losesMessages }, { ...protocol, ...off }), 2, told);
  const one = [
    layered('without watchdog messages', { hasMessages: () => false }),
    layered('without the `due` sweep', { hasDueSweep: () => false }),
    layered('with messages lost one by one', {}, true),
  ];
  const none = layered('without both', { hasMessages: () => false, hasDueSweep: () => false });
  return worlds.flatMap((world) => [
    // One repairer of console cancels is a message alone: see the differences.
    ...one
      .filter(({ losesMessages }) => !(losesMessages && world.hasConsole))
      .map((each) => holds(`P7 holds ${each.name} in "${world.name}"`, run(each, world))),
    (() => {
      const { violation } = run(none, world);
      const isPassed = violation?.property === 'P7' && violation.path.length <= stepsMax;
      const detail =
        violation === undefined
          ? 'nothing broken'
          : `${violation.property} in ${violation.path.length} steps`;
      const name = `P7 does not hold ${none.name} in "${world.name}"`;
      return { name, isPassed, detail, path: violation?.path ?? [] };
    })(),
  ]);
};

const worldOf = (name: string): World =>
  present(
    worlds.find((world) => world.name === name),
    'a world has this name',
  );

export interface Difference {
  readonly name: string;
  /** How the engine as it stands breaks a property; undefined where it differs no more. */
  readonly violation: Exploration['violation'];
}

/** Where the engine is known to differ from the specification, each explored as the engine stands. */
export const engineDifferences = (): readonly Difference[] => {
  const asCore = { ...protocol, checksWaiting: coreChecksWaiting };
  const losing = { ...worldOf('console'), losesMessages: true };
  return [
    {
      name: 'core ends a refund without SAGA (no waiting), SEL 1.2 RETURN-OK',
      violation: explore(protocolModel(worldOf('serve'), asCore), { faults: 1, statesMax })
        .violation,
    },
    {
      name: 'cancels of the console have one repairer, a message, and no `due` row, SEL 2.3',
      violation: explore(protocolModel(losing), { faults: 2, statesMax }).violation,
    },
  ];
};

/** What textbooks say of known models. */
export const selftestChecks = (): readonly Check[] => {
  const bounds = { faults: 0, statesMax };
  const counted = <S>(name: string, model: Model<S>, states: number): Check => {
    const explored = explore(model, bounds);
    const isPassed = explored.states === states && explored.violation === undefined;
    return { name, isPassed, detail: `${explored.states} of ${states} states` };
  };
  const broken = <S>(name: string, model: Model<S>, property: string, steps: number): Check => {
    const { violation } = explore(model, bounds);
    const isPassed = violation?.property === property && violation.path.length === steps;
    return { name, isPassed, detail: `${violation?.property} in ${violation?.path.length} steps` };
  };
  const sizes = [
    [1, 9],
    [3, 4],
    [5, 3],
    [2, 99],
  ] as const;
  return [
    ...sizes.map(([n, k]) => counted(`${n} counters to ${k}`, counters(n, k), (k + 1) ** n)),
    counted("Peterson's lock", peterson(), 10),
    broken("Peterson's lock without its flag", peterson(false), 'mutual exclusion', 4),
    counted('two locks in one order', twoLocks(2, true), 12),
    broken('two locks in two orders', twoLocks(2, false), 'deadlock', 3),
  ];
};

/** Each planted bug by its property, in few steps; one behind a layer only when that is off. */
export const bugChecks = (told: Told): readonly Check[] =>
  bugs.map((bug) => {
    told.progress(`bug: ${bug.bug}`);
    const bounds = { faults: bug.faults, statesMax };
    const { violation } = bug.run(bounds);
    const isHidden = !bug.hasLayer || bug.run(bounds, true).violation === undefined;
    const steps = violation?.path.length ?? 0;
    const isPassed = violation?.property === bug.property && steps <= stepsMax && isHidden;
    const layer = bug.hasLayer ? (isHidden ? ', hidden until a layer is off' : ', NOT hidden') : '';
    return {
      name: `${bug.id === '' ? 'bug' : bug.id}: ${bug.bug}`,
      isPassed,
      detail: `${violation?.property ?? 'not found'} in ${steps} steps${layer}`,
      path: violation?.path ?? [],
    };
  });
