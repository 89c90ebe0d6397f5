// The outbox's two gauges as CloudWatch knows them: what the engine writes and what the alarms ask for.
// A metric is another one as soon as one dimension differs, so both sides take its name from here.
// Source: operations specification, section 2: namespace `FluxPay`, dimension `stage` plus the metric's own.

export const metricsNamespace = 'FluxPay';

export const outboxMetrics = { pending: 'OutboxPending', oldest: 'OutboxOldest' } as const;

/** All dimensions of both gauges: no more and no fewer. */
export const outboxDimensions = (
  stage: string,
): { readonly stage: string; readonly sink: 'eventbridge' } => ({ stage, sink: 'eventbridge' });
