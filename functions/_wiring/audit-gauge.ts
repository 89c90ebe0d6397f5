// How far the sealer is behind, as a metric: what the alarm of the stage looks at.
import { Metrics, MetricUnit } from '@aws-lambda-powertools/metrics';
import type { SealDeps } from '#core/audit/seal-audit.ts';
import { auditDimensions, auditMetrics } from '#core/contracts/audit-metrics.ts';

interface Names {
  readonly fluxpayStage: string;
  readonly powertoolsMetricsNamespace: string;
}

export const auditGauge = (names: Names): SealDeps['gauge'] => {
  const metrics = new Metrics({ namespace: names.powertoolsMetricsNamespace });
  // Powertools adds the function as dimension `service`: a metric that no alarm asks for.
  metrics.clearDefaultDimensions();
  return (seconds) => {
    metrics.addDimensions({ ...auditDimensions(names.fluxpayStage) });
    metrics.addMetric(auditMetrics.unsealed, MetricUnit.Seconds, seconds);
    metrics.publishStoredMetrics();
  };
};
