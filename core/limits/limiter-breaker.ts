// Keeps a failing Redis from costing every request its timeout: above 50 % errors in 5 s over at
// least 10 calls no call is made for 2 s; then the counting starts anew.
import type { Clock, Instance } from '#core/kernel/ports.ts';

export interface LimiterBreaker {
  isOpen(): boolean;
  record(outcome: 'ANSWERED' | 'FAILED'): void;
}

interface Second {
  readonly second: number;
  calls: number;
  errors: number;
}

interface State {
  seconds: Second[];
  openUntil: number;
}

const windowSeconds = 5;
const callsMin = 10;
const openMs = 2_000;

export const limiterBreaker = (deps: { instance: Instance; clock: Clock }): LimiterBreaker => {
  const state = (): State =>
    deps.instance.memory('limits.breaker', () => ({ seconds: [], openUntil: 0 }));

  return {
    isOpen: () => {
      // A clock that was set back must not keep the breaker open: hence the second bound.
      const leftMs = state().openUntil - deps.clock.now();
      return leftMs > 0 && leftMs <= openMs;
    },
    record: (outcome) => {
      const own = state();
      const now = deps.clock.now();
      const second = Math.floor(now / 1000);
      own.seconds = own.seconds.filter(
        (each) => each.second > second - windowSeconds && each.second <= second,
      );
      const current = own.seconds.find((each) => each.second === second) ?? {
        second,
        calls: 0,
        errors: 0,
      };
      if (current.calls === 0) own.seconds.push(current);
      current.calls += 1;
      if (outcome === 'FAILED') current.errors += 1;

      const calls = own.seconds.reduce((sum, each) => sum + each.calls, 0);
      const errors = own.seconds.reduce((sum, each) => sum + each.errors, 0);
      if (calls < callsMin || errors * 2 <= calls) return;
      own.seconds = [];
      own.openUntil = now + openMs;
    },
  };
};
