// Addresses remembered by one process: an address belongs to one tenant for ever. Unknown ones are asked
// for each time, since an address may have been made a moment after somebody guessed it.
import type { Tenant } from '#core/contracts/tenant.ts';
import type { Instance } from '#core/kernel/ports.ts';
import type { WebhookEndpoints } from './ports.ts';

const keptMax = 1_000;

export const cachedEndpoints = (
  endpoints: WebhookEndpoints,
  instance: Instance,
): WebhookEndpoints => ({
  byId: async (endpointId) => {
    const kept = instance.memory('webhooks.endpoints', () => new Map<string, Tenant>());
    const known = kept.get(endpointId);
    if (known !== undefined) return known;
    const tenant = await endpoints.byId(endpointId);
    if (tenant !== undefined && kept.size < keptMax) kept.set(endpointId, tenant);
    return tenant;
  },
});
