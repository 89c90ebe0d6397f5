// M150: webhook route, marked as seen before it is queued.
import type { Mutant } from './mutant.ts';

export const m150: Mutant = {
  id: 'M150',
  where: 'webhook route',
  bug: 'marked as seen before it is queued',
  file: 'core/webhooks/accept-webhook.ts',
  anchor: 'await deps.webhookQueue.put({ tenant, ref, digest, group });',
  replace:
    'await deps.seen.mark({ tenant, digest });\n  await deps.webhookQueue.put({ tenant, ref, digest, group });',
  expect: 'I03',
  budget: { kind: 'S', template: 'S09-webhook', near: 'queue.webhook' },
};
