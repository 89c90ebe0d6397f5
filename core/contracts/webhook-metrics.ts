// What becomes of webhooks as CloudWatch knows it: what the engine writes and what the alarms ask for.
// Source: operations specification, section 2: namespace `FluxPay`, dimension `stage` plus the metric's own.
import type { WebhookOutcome } from './webhook-outcome.ts';

export const webhookMetric = 'PgWebhooks';

/** All dimensions: no more and no fewer. */
export const webhookDimensions = (
  stage: string,
  outcome: WebhookOutcome,
): { readonly stage: string; readonly outcome: WebhookOutcome } => ({ stage, outcome });
