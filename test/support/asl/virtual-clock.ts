// Time that moves only from event to event, so ten virtual days cost nothing.

import { setImmediate as microtasksDone } from 'node:timers/promises';

/** Takes a planned call back; harmless when it already ran. */
export type Cancel = () => void;

/** What an interpreter needs of time. Milliseconds since the epoch of whoever drives it. */
export type Scheduler = {
  readonly now: () => number;
  readonly at: (atMs: number, run: () => void) => Cancel;
};

type Planned = { readonly atMs: number; readonly run: () => void; cancelled: boolean };

export type VirtualClock = Scheduler & {
  /** Runs one event after the other, each until no microtask is left, until none is planned. */
  readonly runAll: () => Promise<void>;
};

const eventsMax = 200_000;

/** Events in order of time; equal times in order of planning. */
export const virtualClock = (startMs = 0): VirtualClock => {
  const plan: Planned[] = [];
  let nowMs = startMs;

  const at = (atMs: number, run: () => void): Cancel => {
    const planned: Planned = { atMs: Math.max(atMs, nowMs), run, cancelled: false };
    const later = plan.findIndex((other) => other.atMs > planned.atMs);
    plan.splice(later === -1 ? plan.length : later, 0, planned);
    return () => {
      planned.cancelled = true;
    };
  };

  const runAll = async (): Promise<void> => {
    for (let count = 0; count < eventsMax; count += 1) {
      await microtasksDone();
      let next = plan.shift();
      while (next?.cancelled === true) next = plan.shift();
      if (next === undefined) return;
      nowMs = next.atMs;
      next.run();
    }
    throw new Error(`more than ${eventsMax} events: something plans itself for ever`);
  };

  return { now: () => nowMs, at, runAll };
};
