// A check that looked at nothing has shown nothing: each invariant and rule must have met an object in every
// batch that can show it one, or stand on the list of those that wait for a feature.
import { type CountsByName, checkNumbers } from './stage-file.ts';
import type { RunKind } from './tally.ts';
import { templates } from './templates/all.ts';

export interface Waiting {
  readonly id: string;
  readonly waitsFor: string;
}

/** An entry that did look at something fails: the list can only become shorter. */
export const waitingChecks: readonly Waiting[] = [
  { id: 'I12', waitsFor: 'credits: nothing writes a wallet, a lot or a hold yet' },
  { id: 'I13', waitsFor: 'credits: nothing writes a hold yet' },
];

const aloneOrFree: readonly RunKind[] = ['fault-free', 'single', 'layer'];

/** Checks that need a kind of run of their own to say anything. */
const shownBy: Readonly<Record<string, readonly RunKind[]>> = {
  I28: ['fault-free'],
  R01: ['determinism'],
  R05: aloneOrFree,
  R06: aloneOrFree,
  R08: ['redis'],
};

export interface Looks {
  readonly looked: CountsByName;
  /** Absent for a whole proof, in which every kind must have been run. */
  readonly runsByKind?: CountsByName;
  readonly randomWorlds: number;
}

/** So many random worlds have every template in them, and every end that one can come to. */
const worldsMin = 20;

/** True where a batch has all that any check could ask for; a few runs by hand have not. */
export const isWide = ({ runsByKind }: Looks): boolean =>
  runsByKind === undefined ||
  (runsByKind['fault-free'] ?? 0) >= templates.length ||
  (runsByKind['random'] ?? 0) >= worldsMin;

/** So many random worlds have each guest among them, and all that happens now and then. */
const worldsFor: Readonly<Record<string, number>> = { R10: 16, R11: 16, R12: 500 };

const isShown = (id: string, { runsByKind, randomWorlds }: Looks): boolean => {
  if (randomWorlds < (worldsFor[id] ?? 0)) return false;
  const kinds = shownBy[id];
  return runsByKind === undefined || kinds === undefined || kinds.some((kind) => runsByKind[kind]);
};

/** A sentence for each check that was blind, and for each that is no longer. */
export const blindIn = (looks: Looks, waiting: readonly Waiting[] = waitingChecks): string[] => {
  const { looked } = looks;
  const excused = new Set(waiting.map(({ id }) => id));
  const blind = checkNumbers.filter(
    (id) => !looked[id] && !excused.has(id) && isWide(looks) && isShown(id, looks),
  );
  return [
    ...blind.map((id) => `${id} looked at nothing`),
    ...waiting
      .filter(({ id }) => looked[id])
      .map(
        ({ id, waitsFor }) =>
          `${id} looked at something, and its list says it waits for ${waitsFor}`,
      ),
  ];
};
