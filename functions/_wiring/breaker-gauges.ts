// What breakers are, as metrics: what the alarm of the stage looks at.
import { Metrics, MetricUnit } from '@aws-lambda-powertools/metrics';
import { dynamoBreakers } from '#adapters/dynamo/dynamo-breakers.ts';
import type { Store } from '#adapters/dynamo/store.ts';
import { type MeasureDeps, measureBreakers } from '#core/breakers/measure-breakers.ts';
import { breakerDimensions, breakerMetrics } from '#core/contracts/breaker-metrics.ts';
import type { SweepDeps } from '#core/outbox/sweep.ts';
import type { MetricNames } from './count-line.ts';
import type { RuntimeDeps } from './runtime.ts';

/** The state is the metric; what led to it stands in the same line, for whoever searches the log. */
export const writeBreaker = (names: MetricNames): MeasureDeps['gaugeBreaker'] => {
  const metrics = new Metrics({ namespace: names.powertoolsMetricsNamespace });
  // Powertools adds the function as dimension `service`: a metric that no alarm asks for.
  metrics.clearDefaultDimensions();
  return ({ name, state, failureRate, slowCallRate, bufferedCalls }) => {
    metrics.addDimensions({ ...breakerDimensions(names.fluxpayStage, name) });
    metrics.addMetric(breakerMetrics.state, MetricUnit.NoUnit, state);
    metrics.addMetadata('failureRate', failureRate.toFixed(2));
    metrics.addMetadata('slowCallRate', slowCallRate.toFixed(2));
    metrics.addMetadata('bufferedCalls', String(bufferedCalls));
    metrics.publishStoredMetrics();
  };
};

export const breakerGauges = (
  names: MetricNames,
  store: Store,
  runtime: RuntimeDeps,
): SweepDeps['measureBreakers'] =>
  measureBreakers({
    ...runtime,
    breakers: dynamoBreakers(store),
    gaugeBreaker: writeBreaker(names),
  });
