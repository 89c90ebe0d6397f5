// Holds a record of sites against what a complete one has seen. Pure, so that a test can take things out.
import { type Demand, outOfReach } from './demand.ts';
import type { Seen } from './seen.ts';

export interface Part {
  readonly name: string;
  readonly done: number;
  readonly total: number;
  readonly missing: readonly string[];
  readonly excused: readonly { readonly name: string; readonly why: string }[];
}

const partOf = (
  name: string,
  wanted: readonly string[],
  seen: Readonly<Record<string, number>>,
): Part => {
  const lacking = wanted.filter((each) => !seen[each]);
  const excused = lacking.flatMap((each) => {
    const excuse = outOfReach.find((known) => known.name.test(each));
    return excuse === undefined ? [] : [{ name: each, why: excuse.why }];
  });
  const names = new Set(excused.map((each) => each.name));
  const missing = lacking.filter((each) => !names.has(each));
  return { name, done: wanted.length - lacking.length, total: wanted.length, missing, excused };
};

/** Excuses for what has been seen after all, or is no more: an old one hides a new lack. */
const idleExcuses = (parts: readonly Part[]): Part => {
  const used = new Set(parts.flatMap(({ excused }) => excused.map(({ why }) => why)));
  const missing = outOfReach.filter(({ why }) => !used.has(why)).map(({ name }) => String(name));
  const done = outOfReach.length - missing.length;
  return { name: 'excuses needed', done, total: outOfReach.length, missing, excused: [] };
};

/** A label met nowhere allows nothing: its cells would be missing in silence. */
const cellsOf = (seen: Seen): string[] => Object.keys(seen.allowed).sort();

export const judgeSeen = (seen: Seen, demand: Demand): readonly Part[] => {
  const parts = [
    partOf('leaf folders invoked', demand.folders, seen.folders),
    partOf('labels called', demand.labels, seen.labels),
    partOf('(place, label, kind) forced', cellsOf(seen), seen.struck),
    partOf('states of the machine', demand.states, seen.states),
    partOf('edges of the machine', demand.edges, seen.edges),
    partOf('catch blocks entered', demand.catches, seen.catches),
  ];
  return [...parts, idleExcuses(parts)];
};

/** A part of nothing has checked nothing. */
export const isComplete = ({ missing, total }: Part): boolean => missing.length === 0 && total > 0;
