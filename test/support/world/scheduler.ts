// The one scheduler of a world: a heap of (time, tie, number). Each event runs until no microtask is
// left; time jumps to the next event, so ten virtual days cost nothing.
import { setImmediate as hop } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInThisContext } from 'node:vm';

export type Cancel = () => void;

interface Planned {
  readonly at: number;
  readonly tie: number;
  readonly number: number;
  run: (() => void) | undefined;
}

const isBefore = (one: Planned, two: Planned): boolean =>
  one.at !== two.at
    ? one.at < two.at
    : one.tie !== two.tie
      ? one.tie < two.tie
      : one.number < two.number;

const siftUp = (heap: Planned[], from: number): void => {
  let index = from;
  const item = heap[index] as Planned;
  while (index > 0) {
    const parent = (index - 1) >> 1;
    const above = heap[parent] as Planned;
    if (!isBefore(item, above)) break;
    heap[index] = above;
    index = parent;
  }
  heap[index] = item;
};

const siftDown = (heap: Planned[]): void => {
  const item = heap[0] as Planned;
  let index = 0;
  for (;;) {
    let child = index * 2 + 1;
    if (child >= heap.length) break;
    if (child + 1 < heap.length && isBefore(heap[child + 1] as Planned, heap[child] as Planned)) {
      child += 1;
    }
    const below = heap[child] as Planned;
    if (!isBefore(below, item)) break;
    heap[index] = below;
    index = child;
  }
  heap[index] = item;
};

const pop = (heap: Planned[]): Planned => {
  const first = heap[0] as Planned;
  const last = heap.pop() as Planned;
  if (heap.length > 0) {
    heap[0] = last;
    siftDown(heap);
  }
  return first;
};

let checkpoint: (() => void) | undefined;

/**
 * Runs every microtask that is queued, at once. Only from a macrotask: inside a microtask V8 does nothing.
 */
export const drainNatively = (): void => {
  if (checkpoint === undefined) {
    setFlagsFromString('--allow-natives-syntax');
    checkpoint = runInThisContext('(() => { %PerformMicrotaskCheckpoint(); })') as () => void;
  }
  checkpoint();
};

export interface Scheduler {
  now(): number;
  /** @param tie - Orders events of one millisecond; a keyed draw, so that seeds explore orders. */
  at(atMs: number, run: () => void, tie?: number): Cancel;
  /** When the next event is due; undefined when none is planned. */
  next(): number | undefined;
  /** Runs the next event, without draining. @returns false when none is planned. */
  runNext(): boolean;
  /** Jumps to a time at which nothing has happened yet. */
  moveTo(atMs: number): void;
  readonly eventsRun: () => number;
}

export const scheduler = (startMs: number): Scheduler => {
  const heap: Planned[] = [];
  let now = startMs;
  let count = 0;
  let ran = 0;
  const dropCancelled = (): void => {
    while (heap.length > 0 && (heap[0] as Planned).run === undefined) pop(heap);
  };
  return {
    now: () => now,
    at: (atMs, run, tie = 0) => {
      count += 1;
      const planned: Planned = { at: Math.max(atMs, now), tie, number: count, run };
      heap.push(planned);
      siftUp(heap, heap.length - 1);
      return () => {
        planned.run = undefined;
      };
    },
    next: () => {
      dropCancelled();
      return heap[0]?.at;
    },
    runNext: () => {
      dropCancelled();
      if (heap.length === 0) return false;
      const { at, run } = pop(heap);
      now = at;
      ran += 1;
      run?.();
      return true;
    },
    moveTo: (atMs) => {
      now = Math.max(now, atMs);
    },
    eventsRun: () => ran,
  };
};

export type DrainMode = 'native' | 'hop';

/** Runs a loop body until it says false; between two turns every microtask has run. */
export const driven = async (mode: DrainMode, turn: () => boolean): Promise<void> => {
  // From a macrotask of our own: V8 refuses a checkpoint inside a microtask.
  if (mode === 'hop') {
    await hop();
    while (turn()) await hop();
    return;
  }
  await new Promise<void>((resolve, reject) => {
    setImmediate(() => {
      try {
        drainNatively();
        while (turn()) drainNatively();
        resolve();
      } catch (fault) {
        reject(fault as Error);
      }
    });
  });
};
