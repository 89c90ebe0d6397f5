// Whom a breaker refused, as a metric. Its line is written here, in the embedded metric format: the class
// of Powertools would weigh on every function that pays, for one number.
import { writeLine } from '#adapters/system/write-line.ts';
import { breakerDimensions, breakerMetrics } from '#core/contracts/breaker-metrics.ts';
import type { Clock } from '#core/kernel/ports.ts';

export interface MetricNames {
  readonly fluxpayStage: string;
  readonly powertoolsMetricsNamespace: string;
}

/** No dimension beside those of the contract, so that the numbers of all processes meet in one metric. */
export const refusedCalls =
  (names: MetricNames, clock: Clock) =>
  (name: string): void => {
    const dimensions = breakerDimensions(names.fluxpayStage, name);
    const metric = {
      Namespace: names.powertoolsMetricsNamespace,
      Dimensions: [Object.keys(dimensions)],
      Metrics: [{ Name: breakerMetrics.notPermitted, Unit: 'Count' }],
    };
    writeLine({
      _aws: { Timestamp: clock.now(), CloudWatchMetrics: [metric] },
      ...dimensions,
      [breakerMetrics.notPermitted]: 1,
    });
  };
