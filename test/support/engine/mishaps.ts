// What goes wrong with a labelled call: its process dies and the call never comes back, its reply is
// lost, or its service is away. Planned by label and by which call of that label it strikes.
import type { CallLabel } from '#core/contracts/labels.ts';
import type { Around } from './twin-store.ts';

/** `LOSES_REQUEST` and `LOSES_REPLY` look alike to the caller; only the second has done its work. */
export type Mishap = 'DIES_BEFORE' | 'DIES_AFTER' | 'LOSES_REQUEST' | 'LOSES_REPLY' | 'IS_AWAY';

interface Planned {
  readonly label: CallLabel;
  readonly mishap: Mishap;
  /** Calls of that label that pass first. */
  pass: number;
  times: number;
}

export interface Mishaps {
  readonly around: Around;
  /** Every label called, to the store and to the PG, in order. */
  readonly called: CallLabel[];
  /** Strikes the next call of that label, or the ones after `pass` of them, `times` in a row. */
  plan(label: CallLabel, mishap: Mishap, when?: { pass?: number; times?: number }): void;
  /** What is planned strikes no more. */
  heal(): void;
  /** How many were planned and have not struck: a plan that never met its call proves nothing. */
  left(): number;
}

const named = (name: string): Error => Object.assign(new Error(`planned ${name}`), { name });

const never = <T>(): Promise<T> => new Promise<T>(() => undefined);

const strike = async <T>(mishap: Mishap, effect: () => Promise<T>): Promise<T> => {
  if (mishap === 'IS_AWAY') throw named('ThrottlingException');
  if (mishap === 'LOSES_REQUEST') throw named('TimeoutError');
  if (mishap === 'DIES_BEFORE') return never();
  await effect();
  if (mishap === 'DIES_AFTER') return never();
  throw named('TimeoutError');
};

export const mishaps = (): Mishaps => {
  const plans: Planned[] = [];
  const called: CallLabel[] = [];
  const next = (label: CallLabel): Mishap | undefined => {
    const found = plans.find((one) => one.label === label && one.times > 0);
    if (found === undefined) return undefined;
    if (found.pass > 0) {
      found.pass -= 1;
      return undefined;
    }
    found.times -= 1;
    return found.mishap;
  };
  return {
    called,
    around: (label, effect) => {
      called.push(label);
      const mishap = next(label);
      return mishap === undefined ? effect() : strike(mishap, effect);
    },
    plan: (label, mishap, { pass = 0, times = 1 } = {}) => {
      plans.push({ label, mishap, pass, times });
    },
    heal: () => {
      plans.length = 0;
    },
    left: () => plans.reduce((sum, { times }) => sum + times, 0),
  };
};
