// What became of each webhook, as a metric: what the alarms of the stage look at.
import { Metrics, MetricUnit } from '@aws-lambda-powertools/metrics';
import { webhookDimensions, webhookMetric } from '#core/contracts/webhook-metrics.ts';
import type { ApplyWebhookDeps } from '#core/payments/apply-webhook.ts';

interface Names {
  readonly fluxpayStage: string;
  readonly powertoolsMetricsNamespace: string;
}

/** No dimension beside those of the contract, so that the numbers of all processes meet in one metric. */
export const webhookCounts = (names: Names): ApplyWebhookDeps['countWebhook'] => {
  const metrics = new Metrics({ namespace: names.powertoolsMetricsNamespace });
  metrics.clearDefaultDimensions();
  return (outcome) => {
    metrics.addDimensions({ ...webhookDimensions(names.fluxpayStage, outcome) });
    metrics.addMetric(webhookMetric, MetricUnit.Count, 1);
    metrics.publishStoredMetrics();
  };
};
