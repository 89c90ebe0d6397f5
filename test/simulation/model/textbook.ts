// Models whose answers are in textbooks: what the checker must get right before it is believed.
import type { Edge, Model } from './exploration.ts';

/** `n` independent counters from 0 to `k`: exactly (k + 1)^n states. */
export const counters = (n: number, k: number): Model<readonly number[]> => ({
  start: Array.from({ length: n }, () => 0),
  keyOf: (state) => state.join(),
  edges: (state) =>
    state.flatMap((value, index) =>
      value === k ? [] : [{ say: `counter ${index} rises`, to: state.with(index, value + 1) }],
    ),
});

/** `n` processes take the same two locks, the odd ones in the other order: the deadlock of textbooks. */
export const twoLocks = (n: number, isOrdered: boolean): Model<readonly number[]> => ({
  // Per process 0 to 3: nothing held, first lock held, both held, done.
  start: Array.from({ length: n }, () => 0),
  keyOf: (state) => state.join(),
  edges: (state) => {
    const firstOf = (process: number): number => (isOrdered ? 0 : process % 2);
    const holds = (process: number, lock: number): boolean =>
      state[process] === 2 || (state[process] === 1 && firstOf(process) === lock);
    const isFree = (lock: number): boolean => !state.some((_, process) => holds(process, lock));
    return state.flatMap((at, process): Edge<readonly number[]>[] => {
      const wanted = at === 0 ? firstOf(process) : 1 - firstOf(process);
      if (at === 3 || (at < 2 && !isFree(wanted))) return [];
      return [{ say: `process ${process} goes on`, to: state.with(process, at + 1) }];
    });
  },
  undone: (state) => (state.every((at) => at === 3) ? undefined : 'deadlock'),
});

interface Lock {
  /** Idle, waiting with the flag raised, inside. */
  readonly at: readonly [0 | 1 | 2, 0 | 1 | 2];
  readonly turn: number;
}

/**
 * Peterson's lock, flag and turn set in one step. The planted bug does not look at the turn's flag.
 *
 * @see Baier, Katoen: Principles of Model Checking, example 2.25: ten reachable states.
 */
export const peterson = (isCorrect = true): Model<Lock> => ({
  start: { at: [0, 0], turn: 0 },
  keyOf: ({ at, turn }) => `${at.join()}/${turn}`,
  edges: ({ at, turn }) =>
    [0, 1].flatMap((me): Edge<Lock>[] => {
      const other = 1 - me;
      const go = (to: number, newTurn = turn): Edge<Lock> => ({
        say: `process ${me} goes to ${to}`,
        to: { at: at.with(me, to as 0) as unknown as Lock['at'], turn: newTurn },
      });
      if (at[me] === 0) return [go(1, other)];
      if (at[me] === 2) return [go(0)];
      return at[other] === 0 || turn === me || !isCorrect ? [go(2)] : [];
    }),
  unsafe: (_before, { at }) => (at[0] === 2 && at[1] === 2 ? 'mutual exclusion' : undefined),
});
