// Each invariant is asked in two ways: about what a step touched, and about everything. A breach that one of
// the looks sees and the other does not is a hole in the invariant, whatever the engine does.
import type { Breach, Invariant, Step, View } from './view.ts';

export interface TwoLooks {
  /** The same invariants, listened to; of one run only. */
  readonly invariants: readonly Invariant[];
  /** `I05 pay_1: only the look at everything sees it`. */
  readonly disagreements: readonly string[];
  /** Looks at everything that came right after one at a step. */
  readonly compared: () => number;
}

interface Heard {
  /** What the looks at steps have found so far. */
  readonly found: Set<string>;
  /** What the last of them found, and after how many steps. */
  last: readonly string[];
  lastAt: number;
}

const namesOf = (breaches: readonly Breach[]): string[] => breaches.map(({ about }) => about);

export const twoLooks = (asked: readonly Invariant[]): TwoLooks => {
  const disagreements: string[] = [];
  let compared = 0;
  const compare = (id: string, heard: Heard, view: View, everything: readonly string[]): void => {
    compared += 1;
    const hidden = everything.filter((about) => !heard.found.has(about));
    for (const about of hidden) {
      heard.found.add(about);
      disagreements.push(`${id} ${about}: only the look at everything sees it`);
    }
    if (heard.lastAt !== view.steps.length) return;
    for (const about of heard.last.filter((one) => !everything.includes(one))) {
      disagreements.push(`${id} ${about}: only the look at the step sees it`);
    }
  };
  const heardBy = (invariant: Invariant): Invariant => {
    const heard: Heard = { found: new Set(), last: [], lastAt: 0 };
    return {
      ...invariant,
      check: (view: View, step: Step | undefined, isQuiet: boolean) => {
        const judged = invariant.check(view, step, isQuiet);
        const names = namesOf(judged.breaches);
        if (step !== undefined) {
          for (const name of names) heard.found.add(name);
          heard.last = names;
          heard.lastAt = view.steps.length;
        } else if (invariant.when !== 'Q' && !isQuiet) {
          compare(invariant.id, heard, view, names);
        }
        return judged;
      },
    };
  };
  return { invariants: asked.map(heardBy), disagreements, compared: () => compared };
};
