// The outbox's two gauges as metrics: what the alarms of the stage look at.
import { Metrics, MetricUnit } from '@aws-lambda-powertools/metrics';
import type { SweepDeps } from '#core/outbox/sweep.ts';

interface Names {
  readonly powertoolsMetricsNamespace: string;
  readonly powertoolsServiceName: string;
}

/** One dimension, so that the numbers of all processes meet in one metric. */
export const outboxGauges = (names: Names): SweepDeps['gauge'] => {
  const metrics = new Metrics({
    namespace: names.powertoolsMetricsNamespace,
    defaultDimensions: { sink: 'eventbridge' },
  });
  return ({ pending, oldestSeconds }) => {
    metrics.addMetric('OutboxPending', MetricUnit.Count, pending);
    metrics.addMetric('OutboxOldest', MetricUnit.Seconds, oldestSeconds);
    metrics.publishStoredMetrics();
  };
};
