// Makes a failing run small: fewer faults first (ddmin), then fewer clients. The same number must fail.
// Source: Zeller and Hildebrandt, "Simplifying and isolating failure-inducing input", 2002.

import { optionsOf } from './jobs.ts';
import { judge } from './judge-run.ts';
import { castsOf, castsText, type RunSpec } from './replay-line.ts';
import { runCasts } from './run-world.ts';

const runsMax = 300;
const secondsMax = 5;

export interface Shrunk {
  readonly spec: RunSpec;
  readonly runs: number;
  /** False when the run did not fail again as a list of forced faults. */
  readonly isRepeated: boolean;
}

/** Runs a spec and says which checks it breaks. */
export const breaks = async (spec: RunSpec): Promise<ReadonlySet<string>> => {
  const options = optionsOf(spec);
  const ran = await runCasts(options);
  const isRandom = options.casts.length > 1;
  const verdict = judge(ran, { casts: options.casts, layerOff: spec.layerOff, isRandom });
  return new Set(verdict.violations.map(({ id }) => id));
};

const chunksOf = <T>(items: readonly T[], count: number): T[][] => {
  const size = Math.ceil(items.length / count);
  const chunks: T[][] = [];
  for (let at = 0; at < items.length; at += size) chunks.push(items.slice(at, at + size));
  return chunks;
};

/** @param fails - Runs a candidate. @returns A subset that fails and of which no chunk can go. */
const ddmin = async <T>(
  items: readonly T[],
  fails: (subset: readonly T[]) => Promise<boolean>,
): Promise<readonly T[]> => {
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

/**
 * Takes away what is not needed for that check to fail, within 300 runs and 5 s.
 *
 * @param breaking - Runs a candidate and says which checks it breaks.
 */
export const shrink = async (
  spec: RunSpec,
  id: string,
  breaking: typeof breaks = breaks,
): Promise<Shrunk> => {
  const until = performance.now() + secondsMax * 1_000;
  let runs = 0;
  const stillFails = async (candidate: RunSpec): Promise<boolean> => {
    if (runs >= runsMax || performance.now() > until) return false;
    runs += 1;
    return (await breaking(candidate)).has(id);
  };
  if (!(await stillFails(spec))) return { spec, runs, isRepeated: false };
  let small = spec;
  if (!(await stillFails({ ...small, faults: [] }))) {
    const faults = await ddmin(small.faults, (subset) => stillFails({ ...small, faults: subset }));
    small = { ...small, faults };
  } else {
    small = { ...small, faults: [] };
  }
  const casts = castsOf(small.template);
  if (casts.length > 1) {
    const fewer = await ddmin(casts, (subset) =>
      stillFails({ ...small, template: castsText(subset) }),
    );
    small = { ...small, template: castsText(fewer) };
  }
  return { spec: small, runs, isRepeated: true };
};
