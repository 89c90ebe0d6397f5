// POST /api/v1/webhooks/pg/{provider}/{endpointId}.
import type { Answer } from '#core/contracts/http/answer.ts';
import { type AcceptWebhookDeps, acceptWebhook } from '#core/webhooks/accept-webhook.ts';
import type { WebhookRequest } from '#functions/_pipeline/webhook.ts';

export const receivePgWebhookHandler =
  (deps: AcceptWebhookDeps) =>
  (request: WebhookRequest): Promise<Answer> =>
    acceptWebhook(deps)(request);
