// Logs beside the tables only grow: each entry is judged once, when it is first seen, and what it broke is
// reported from then on, so that a touched look and a full one say the same.
import { Findings } from './findings.ts';
import type { Breach, Invariant, Judged, Step, View } from './view.ts';

/** Judges one entry after another; keeps what it must remember of those before. */
export interface EntryJudge<T> {
  take(entry: T, view: View, findings: Findings): void;
}

interface Progress<T> {
  readonly judge: EntryJudge<T>;
  readonly steps: readonly Step[];
  readonly breaches: Breach[];
  seen: number;
  looked: number;
}

const nothingNew: Judged = { looked: 0, breaches: [] };

/**
 * @param listOf - The growing list; a shorter or another one begins afresh.
 * @param begin - Makes the judge of one run.
 */
export function perEntry<T>(
  listOf: (view: View) => readonly T[],
  begin: () => EntryJudge<T>,
): Invariant['check'] {
  const runs = new WeakMap<readonly T[], Progress<T>>();
  return (view, step): Judged => {
    const list = listOf(view);
    let progress = runs.get(list);
    if (progress === undefined || list.length < progress.seen || progress.steps !== view.steps) {
      progress = { judge: begin(), steps: view.steps, breaches: [], seen: 0, looked: 0 };
      runs.set(list, progress);
    }
    if (step !== undefined && list.length === progress.seen) {
      return progress.breaches.length === 0
        ? nothingNew
        : { looked: 0, breaches: progress.breaches };
    }
    const findings = new Findings();
    while (progress.seen < list.length) {
      progress.judge.take(list[progress.seen] as T, view, findings);
      progress.seen += 1;
    }
    progress.breaches.push(...findings.breaches);
    progress.looked += findings.looked;
    const looked = step === undefined ? progress.looked : findings.looked;
    return { looked, breaches: progress.breaches };
  };
}
