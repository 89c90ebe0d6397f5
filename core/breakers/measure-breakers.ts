// What every breaker is at one moment, for the gauges: those that have never counted too, since a metric
// that begins with its first trouble has nothing to be compared with.
import { type BreakerName, breakerNames } from '#core/contracts/breaker-names.ts';
import { breakerStates } from '#core/contracts/vocabulary.ts';
import { windowOf } from './breaker.ts';
import { percentOf } from './breaker-object.ts';
import { type LookDeps, lookAtBreaker } from './look-at-breaker.ts';

export interface BreakerGauge {
  readonly name: BreakerName;
  /** Its place in `breakerStates`. */
  readonly state: number;
  /** Percent of the window; -1 below its least number of calls. */
  readonly failureRate: number;
  readonly slowCallRate: number;
  readonly bufferedCalls: number;
}

export interface MeasureDeps extends LookDeps {
  readonly gaugeBreaker: (gauge: BreakerGauge) => void;
}

/** @throws DependencyUnavailable, with no gauge told: half a picture would read as good news. */
export const measureBreakers = (deps: MeasureDeps) => async (): Promise<void> => {
  const rows = await Promise.all(
    breakerNames.map(async (name) => ({ name, row: await lookAtBreaker(deps, name) })),
  );
  const now = deps.clock.now();
  for (const { name, row } of rows) {
    const { calls, failed, slow } = windowOf(row, now);
    deps.gaugeBreaker({
      name,
      state: breakerStates.indexOf(row.state),
      failureRate: percentOf(failed, calls),
      slowCallRate: percentOf(slow, calls),
      bufferedCalls: calls,
    });
  }
};
