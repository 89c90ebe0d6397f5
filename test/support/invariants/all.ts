// The 31 invariants, and what one look at a step or at everything costs and finds.
import { i01 } from './i01.ts';
import { i02 } from './i02.ts';
import { i03 } from './i03.ts';
import { i04 } from './i04.ts';
import { i05 } from './i05.ts';
import { i06 } from './i06.ts';
import { i07 } from './i07.ts';
import { i08 } from './i08.ts';
import { i09 } from './i09.ts';
import { i10 } from './i10.ts';
import { i11 } from './i11.ts';
import { i12 } from './i12.ts';
import { i13 } from './i13.ts';
import { i14 } from './i14.ts';
import { i15 } from './i15.ts';
import { i16 } from './i16.ts';
import { i17 } from './i17.ts';
import { i18 } from './i18.ts';
import { i19 } from './i19.ts';
import { i20 } from './i20.ts';
import { i21 } from './i21.ts';
import { i22 } from './i22.ts';
import { i23 } from './i23.ts';
import { i24 } from './i24.ts';
import { i25 } from './i25.ts';
import { i26 } from './i26.ts';
import { i27 } from './i27.ts';
import { i28 } from './i28.ts';
import { i29 } from './i29.ts';
import { i30 } from './i30.ts';
import { i31 } from './i31.ts';
import type { Breach, Invariant, RowKind, Step, View } from './view.ts';

export const invariants: readonly Invariant[] = [
  i01,
  i02,
  i03,
  i04,
  i05,
  i06,
  i07,
  i08,
  i09,
  i10,
  i11,
  i12,
  i13,
  i14,
  i15,
  i16,
  i17,
  i18,
  i19,
  i20,
  i21,
  i22,
  i23,
  i24,
  i25,
  i26,
  i27,
  i28,
  i29,
  i30,
  i31,
];

/** What one look found: breaches by number, and how many objects each number looked at. */
export interface Verdict {
  readonly breaches: readonly (Breach & { readonly id: string })[];
  readonly looked: Readonly<Record<string, number>>;
}

/** Every kind of row as a bit, so that a step is compared with all invariants at once. */
const bits = new Map<RowKind, number>();

const bitOf = (kind: RowKind): number => {
  const known = bits.get(kind);
  if (known !== undefined) return known;
  const bit = 2 ** bits.size;
  bits.set(kind, bit);
  return bit;
};

const maskOf = (kinds: Iterable<RowKind>): number => {
  let mask = 0;
  for (const kind of kinds) mask |= bitOf(kind);
  return mask;
};

const masks = new Map(invariants.map((invariant) => [invariant, maskOf(invariant.rows)]));

function touchedMask({ changes }: Step): number {
  let mask = 0;
  for (const { old, next } of changes) {
    const kind = next?.kind ?? old?.kind;
    if (kind !== undefined) mask |= bitOf(kind);
  }
  return mask;
}

const isAsked = (invariant: Invariant, mask: number | undefined, isQuiet: boolean): boolean => {
  if (invariant.when === 'Q') return isQuiet && mask === undefined;
  return mask === undefined || ((masks.get(invariant) ?? 0) & mask) !== 0;
};

/**
 * Runs every invariant that has something to say now.
 *
 * @param step - The step just committed; undefined looks at everything.
 * @param isQuiet - True once the world is at rest: those of the end are asked too.
 */
export function judge(view: View, step: Step | undefined, isQuiet = false): Verdict {
  const breaches: (Breach & { readonly id: string })[] = [];
  const looked: Record<string, number> = {};
  const mask = step === undefined ? undefined : touchedMask(step);
  for (const invariant of invariants) {
    if (!isAsked(invariant, mask, isQuiet)) continue;
    const judged = invariant.check(view, step, isQuiet);
    looked[invariant.id] = judged.looked;
    for (const breach of judged.breaches) breaches.push({ id: invariant.id, ...breach });
  }
  return { breaches, looked };
}
