// What taking in a webhook asks of the store, over the real adapters and whatever store a factory opens: whose
// an address is, and what came before.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { dynamoSeenWebhooks, dynamoWebhookEndpoints } from '#adapters/dynamo/dynamo-webhooks.ts';
import type { Tenant } from '#core/contracts/tenant.ts';
import { endpointsOf } from '#core/merchants/merchant.ts';
import * as sample from '#test/support/engine/sample-rows.ts';
import { commitOf, freshTenant, type StoreWorld } from '#test/support/engine/store-world.ts';

export const storeWebhooksSuite = (name: string, openWorld: () => Promise<StoreWorld>): void => {
  describe(`webhooks over ${name}`, () => {
    let world: StoreWorld;

    beforeAll(async () => {
      world = await openWorld();
    });
    afterAll(() => world.close());

    /** A merchant of its own, with an address in each environment. */
    const merchantOf = ({ merchantId }: Tenant) => {
      const endpointId = (first: string): string => first + merchantId.padStart(31, '0');
      const webhookEndpoints = { live: endpointId('l'), test: endpointId('t') };
      return sample.aMerchant({ merchantId, webhookEndpoints });
    };

    it('come to an address of one merchant and environment; nobody has the others', async () => {
      const tenant = freshTenant();
      const merchant = merchantOf(tenant);
      const endpoints = dynamoWebhookEndpoints(world.store);
      const { live, test } = merchant.webhookEndpoints;

      expect(await endpoints.byId(test)).toBeUndefined();
      for (const endpoint of endpointsOf(merchant)) {
        await commitOf(world, tenant, [{ change: 'endpoint.create', endpoint }]);
      }

      expect(await endpoints.byId(test)).toEqual(tenant);
      expect(await endpoints.byId(live)).toEqual({ ...tenant, environment: 'live' });
      expect(await endpoints.byId(test.toUpperCase())).toBeUndefined();
    });

    it('find an address with whoever had it first', async () => {
      const tenant = freshTenant();
      const [live, test] = endpointsOf(merchantOf(tenant));
      if (live === undefined || test === undefined) throw new Error('each has two');
      const taken = { ...test, merchantId: freshTenant().merchantId };
      await commitOf(world, tenant, [{ change: 'endpoint.create', endpoint: test }]);

      const second = await commitOf(world, tenant, [
        { change: 'endpoint.create', endpoint: taken },
      ]);

      expect(second).toEqual({ ok: false, error: { lost: 'endpoint.create' } });
      expect(await dynamoWebhookEndpoints(world.store).byId(test.endpointId)).toEqual(tenant);
    });

    it('are known by tenant and digest once they are marked, however often', async () => {
      const tenant = freshTenant();
      const seen = dynamoSeenWebhooks(world.store, world.clock);
      const webhook = { tenant, digest: 'a'.repeat(64) };

      expect(await seen.has(webhook)).toBe(false);
      await seen.mark(webhook);
      await seen.mark(webhook);

      expect(await seen.has(webhook)).toBe(true);
      expect(await seen.has({ ...webhook, digest: 'b'.repeat(64) })).toBe(false);
      expect(await seen.has({ ...webhook, tenant: freshTenant() })).toBe(false);
      const live = { ...tenant, environment: 'live' as const };
      expect(await seen.has({ ...webhook, tenant: live })).toBe(false);
    });
  });
};
