// Counts something by a line of the log in the embedded metric format, written here: the class of Powertools
// would weigh on every function that pays or takes webhooks in, for one number.
import { writeLine } from '#adapters/system/write-line.ts';
import { breakerDimensions, breakerMetrics } from '#core/contracts/breaker-metrics.ts';
import { unrecordedDimensions, unrecordedMetric } from '#core/contracts/unrecorded-metric.ts';
import { webhookDimensions, webhookMetric } from '#core/contracts/webhook-metrics.ts';
import type { Clock } from '#core/kernel/ports.ts';

export interface MetricNames {
  readonly fluxpayStage: string;
  readonly powertoolsMetricsNamespace: string;
}

/** No dimension beside those of the contract, so that the numbers of all processes meet in one metric. */
const countLine = (
  { powertoolsMetricsNamespace }: MetricNames,
  clock: Clock,
  { name, dimensions }: { readonly name: string; readonly dimensions: object },
): void => {
  const metric = {
    Namespace: powertoolsMetricsNamespace,
    Dimensions: [Object.keys(dimensions)],
    Metrics: [{ Name: name, Unit: 'Count' }],
  };
  const _aws = { Timestamp: clock.now(), CloudWatchMetrics: [metric] };
  writeLine({ _aws, ...dimensions, [name]: 1 });
};

/** Whom a breaker refused. */
export const refusedCalls = (names: MetricNames, clock: Clock) => (breaker: string) => {
  const dimensions = breakerDimensions(names.fluxpayStage, breaker);
  countLine(names, clock, { name: breakerMetrics.notPermitted, dimensions });
};

/** A webhook whose signature is not the PG's: among those whose words are not. */
export const forgedWebhooks = (names: MetricNames, clock: Clock) => () => {
  const dimensions = webhookDimensions(names.fluxpayStage, 'FORGED');
  countLine(names, clock, { name: webhookMetric, dimensions });
};

/** A PG call that was sent, and whose record failed by a fault of ours. */
export const unrecordedCalls = (names: MetricNames, clock: Clock) => () => {
  const dimensions = unrecordedDimensions(names.fluxpayStage);
  countLine(names, clock, { name: unrecordedMetric, dimensions });
};
