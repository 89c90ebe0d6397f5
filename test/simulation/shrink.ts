// Makes a failing run small: fewer faults (ddmin) and fewer clients. The same number must fail.
// Source: Zeller and Hildebrandt, "Simplifying and isolating failure-inducing input", 2002.
import type { Violation } from '#test/support/world/watch.ts';
import { rejudge } from './rejudge.ts';
import { castsOf, castsText, isWorld, type RunSpec, withClients } from './replay-line.ts';
import type { Cast } from './run-world.ts';

const runsMax = 300;
const secondsMax = 5;

/** What one run breaks, and whose each thing is. */
export interface Broken {
  readonly violations: readonly Violation[];
  /** `c7`, or `none`. */
  readonly labelOf: (id: string) => string;
}

export interface Shrunk {
  readonly spec: RunSpec;
  readonly runs: number;
  /** False when the run did not fail again as a list of forced faults. */
  readonly isRepeated: boolean;
  /** What the smallest run breaks under that number; undefined when it was not repeated. */
  readonly violation: Violation | undefined;
}

/** Runs a spec and says which checks it breaks. */
export const breaks = async (spec: RunSpec): Promise<Broken> => {
  const { ran, verdict } = await rejudge(spec);
  return { violations: verdict.violations, labelOf: ran.world.labelOf };
};

const chunksOf = <T>(items: readonly T[], count: number): T[][] => {
  const size = Math.ceil(items.length / count);
  const chunks: T[][] = [];
  for (let at = 0; at < items.length; at += size) chunks.push(items.slice(at, at + size));
  return chunks;
};

type Fails<T> = (subset: readonly T[]) => Promise<boolean>;

/** @param fails - Runs a candidate. @returns A subset that fails and of which no chunk can go. */
const ddmin = async <T>(items: readonly T[], fails: Fails<T>): Promise<readonly T[]> => {
  let kept = items;
  let count = 2;
  while (kept.length > 1) {
    const chunks = chunksOf(kept, count);
    let smaller: readonly T[] | undefined;
    for (const chunk of chunks) {
      const rest = kept.filter((item) => !chunk.includes(item));
      if (rest.length > 0 && (await fails(rest))) {
        smaller = rest;
        break;
      }
    }
    if (smaller !== undefined) {
      kept = smaller;
      count = Math.max(2, count - 1);
    } else if (count >= kept.length) {
      return kept;
    } else {
      count = Math.min(kept.length, count * 2);
    }
  }
  return kept;
};

/** One client of one cast, by its name in the template and in the world. */
interface Player {
  readonly cast: Cast;
  readonly own: string;
  readonly name: string;
}

const playersOf = (spec: RunSpec): Player[] =>
  castsOf(spec.template).flatMap((cast) =>
    Object.keys(cast.template.clients).map((own) => ({
      cast,
      own,
      name: `c${Number(own.slice(1)) + cast.offset}`,
    })),
  );

const client = /(?<![\w-])c\d+(?!\w)/gu;

/** Clients that a text speaks of: `c7` of `stream:outbox#c7+c9/deliver~0`. */
const clientsIn = (text: string): string[] => text.match(client) ?? [];

/** Several clients share a batch under all of their names; those that are gone leave theirs. */
const without = (fault: string, isThere: (name: string) => boolean): string =>
  fault.replace(/c\d+(?:\+c\d+)+/gu, (names) => names.split('+').filter(isThere).join('+'));

/** The run with these players only; faults that could strike nobody else go with the others. */
const withPlayers = (spec: RunSpec, players: readonly Player[]): RunSpec => {
  const names = new Set(players.map(({ name }) => name));
  const byCast = Map.groupBy(players, ({ cast }) => cast);
  const casts = [...byCast].map(([cast, own]) => ({
    ...cast,
    template: withClients(
      cast.template,
      own.map((player) => player.own),
    ),
  }));
  const isThere = (name: string): boolean => names.has(name);
  const faults = spec.faults.flatMap((fault) => {
    const about = clientsIn(fault);
    return about.length === 0 || about.some(isThere) ? [without(fault, isThere)] : [];
  });
  return { ...spec, template: castsText(casts), faults };
};

interface Search {
  readonly id: string;
  spec: RunSpec;
  runs: number;
  broken: Broken;
  violation: Violation;
  /** Adopts the candidate if it breaks the number too. */
  take(candidate: RunSpec): Promise<boolean>;
}

export interface ShrinkOptions {
  /** Runs a candidate and says which checks it breaks. */
  readonly breaking?: typeof breaks;
  readonly seconds?: number;
}

const searchFrom = async (
  spec: RunSpec,
  id: string,
  { breaking, seconds }: Required<ShrinkOptions>,
): Promise<Search | undefined> => {
  const until = performance.now() + seconds * 1_000;
  const broken = await breaking(spec);
  const violation = broken.violations.find((one) => one.id === id);
  if (violation === undefined) return undefined;
  const search: Search = {
    id,
    spec,
    runs: 1,
    broken,
    violation,
    take: async (candidate) => {
      if (search.runs >= runsMax || performance.now() > until) return false;
      search.runs += 1;
      const next = await breaking(candidate);
      const same = next.violations.find((one) => one.id === id);
      if (same !== undefined)
        Object.assign(search, { spec: candidate, broken: next, violation: same });
      return same !== undefined;
    },
  };
  return search;
};

const guessesMax = 4;

/** Clients that a violation speaks of, or whose object it names. */
const namedBy = ({ about, says }: Violation, { labelOf }: Broken): Set<string> => {
  const text = `${about} ${says}`;
  const words = text.split(/[^\w.]+/u);
  return new Set([...words.map((word) => labelOf(word)), ...clientsIn(text)]);
};

/** Faults that everybody feels, wherever they struck. */
const everywhere = /^(?:[a-z]+-down|restart|deploy)\|/u;

/**
 * A world costs as much as its clients, so those that a violation speaks of are tried alone first: most runs
 * after that take a twentieth of the time.
 */
const guessClients = async (search: Search): Promise<void> => {
  const { broken, spec, id } = search;
  const players = playersOf(spec);
  const same = broken.violations.filter((one) => one.id === id);
  const stricken = new Set(spec.faults.filter((one) => everywhere.test(one)).flatMap(clientsIn));
  for (const violation of same.slice(0, guessesMax)) {
    const named = namedBy(violation, broken);
    for (const names of [named, named.union(stricken)]) {
      const some = players.filter(({ name }) => names.has(name));
      const isGuess = named.size > 0 && some.length > 0 && some.length < players.length;
      if (isGuess && (await search.take(withPlayers(spec, some)))) return;
    }
  }
};

/** One half after the other, as long as one of them is enough: the quickest way to a cheap run. */
const halfTheClients = async (search: Search): Promise<void> => {
  for (;;) {
    const players = playersOf(search.spec);
    if (players.length < 2) return;
    const [left = [], right = []] = chunksOf(players, 2);
    const isEnough =
      (await search.take(withPlayers(search.spec, left))) ||
      (await search.take(withPlayers(search.spec, right)));
    if (!isEnough) return;
  }
};

const fewerClients = async (search: Search): Promise<void> => {
  const players = playersOf(search.spec);
  if (players.length > 1) {
    await ddmin(players, (some) => search.take(withPlayers(search.spec, some)));
  }
};

const fewerFaults = async (search: Search): Promise<void> => {
  const { faults } = search.spec;
  if (faults.length === 0 || (await search.take({ ...search.spec, faults: [] }))) return;
  await ddmin(faults, (some) => search.take({ ...search.spec, faults: some }));
};

/** Takes away what is not needed for that check to fail, within 300 runs and 5 s. */
export const shrink = async (
  spec: RunSpec,
  id: string,
  { breaking = breaks, seconds = secondsMax }: ShrinkOptions = {},
): Promise<Shrunk> => {
  const search = await searchFrom(spec, id, { breaking, seconds });
  if (search === undefined) return { spec, runs: 1, isRepeated: false, violation: undefined };
  if (isWorld(spec)) {
    await guessClients(search);
    await halfTheClients(search);
  }
  await fewerFaults(search);
  if (isWorld(spec)) await fewerClients(search);
  const { runs, violation } = search;
  return { spec: search.spec, runs, isRepeated: true, violation };
};
