// Webhooks of Toss: those of payments are not signed. Source: Toss specification, section 15.
import { readWebhook } from '#adapters/pg-http/read-webhook.ts';
import type { Digests } from '#core/kernel/ports.ts';
import type { WebhookFormat } from '#core/webhooks/ports.ts';

export const tossWebhooks = (digests: Digests): WebhookFormat => ({ read: readWebhook(digests) });
