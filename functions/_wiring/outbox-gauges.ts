// The outbox's two gauges as metrics: what the alarms of the stage look at.
import { Metrics, MetricUnit } from '@aws-lambda-powertools/metrics';
import { outboxDimensions, outboxMetrics } from '#core/contracts/outbox-metrics.ts';
import type { SweepDeps } from '#core/outbox/sweep.ts';

interface Names {
  readonly fluxpayStage: string;
  readonly powertoolsMetricsNamespace: string;
}

/** No dimension beside those of the contract, so that the numbers of all processes meet in one metric. */
export const outboxGauges = (names: Names): SweepDeps['gauge'] => {
  const metrics = new Metrics({ namespace: names.powertoolsMetricsNamespace });
  // Powertools adds the function as dimension `service`: a metric that no alarm asks for.
  metrics.clearDefaultDimensions();
  return ({ pending, oldestSeconds }) => {
    metrics.addDimensions({ ...outboxDimensions(names.fluxpayStage) });
    metrics.addMetric(outboxMetrics.pending, MetricUnit.Count, pending);
    metrics.addMetric(outboxMetrics.oldest, MetricUnit.Seconds, oldestSeconds);
    metrics.publishStoredMetrics();
  };
};
