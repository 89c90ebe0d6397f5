// The schedule that wakes the sweeper. Its ticks lie outside the heap: a world in which only they are left
// is quiet, and those that would find nothing are passed over.
import type { Ground } from './ground.ts';
import type { Layers } from './layers.ts';
import type { Watch } from './watch.ts';
import type { WorkQueue } from './work-queue.ts';

export interface SweepTimerOptions {
  readonly ground: Ground;
  readonly watch: Watch;
  readonly layers: Layers;
  readonly queue: WorkQueue;
  /** Runs the idle turns of the first minute too. */
  readonly runsIdleSweeps: boolean;
}

export interface SweepTimer {
  /** @param body - Of the message that starts it; the schedule's own asks for the others of its minute. */
  now(body?: string): void;
  /** When the next thing happens: an event, or a sweep that would find work. */
  nextAt(): number | undefined;
  /** Runs what is next; false when nothing is, or it lies after that time. */
  turn(untilMs: number): boolean;
}

const everyMs = 10_000;
/** Longer than any phase of faults: later idle turns would only repeat these. */
const idleSweepsForMs = 60_000;

export const sweepTimer = (options: SweepTimerOptions): SweepTimer => {
  const { ground, watch, layers, queue } = options;
  const { scheduler: time } = ground;
  const startedAt = time.now();
  let nextTick = startedAt + everyMs;
  const now = (body = '{}'): void => queue.put(body, 0);
  /** The tick at which a sweep would find work. */
  const tickWithWork = (): number | undefined => {
    const work = layers.sweeper ? undefined : watch.nextWork();
    if (work === undefined) return undefined;
    if (work <= nextTick) return nextTick;
    return nextTick + Math.ceil((work - nextTick) / everyMs) * everyMs;
  };
  const runsIdle = (): boolean =>
    options.runsIdleSweeps && time.now() < startedAt + idleSweepsForMs;
  const nextAt = (): number | undefined => {
    const event = time.next();
    const work = tickWithWork();
    if (event === undefined) return work;
    return work === undefined ? event : Math.min(event, work);
  };
  /** One tick; the clock may first pass over those that would find nothing. */
  const tick = (work: number | undefined): void => {
    time.moveTo(runsIdle() ? nextTick : (work ?? nextTick));
    nextTick = time.now() + everyMs;
    const hasWork = (watch.nextWork() ?? Number.POSITIVE_INFINITY) <= time.now();
    if (!layers.sweeper && (hasWork || runsIdle())) now();
  };
  return {
    now,
    nextAt,
    turn: (untilMs) => {
      const next = nextAt();
      if (next === undefined || next > untilMs) return false;
      if (nextTick > next) return time.runNext();
      const work = tickWithWork();
      if (runsIdle() || (work !== undefined && work <= next)) {
        tick(work);
        return true;
      }
      nextTick += Math.ceil((next - nextTick + 1) / everyMs) * everyMs;
      return time.runNext();
    },
  };
};
