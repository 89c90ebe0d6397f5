// What operators look up and end, over the real adapters and whatever store a factory opens: items by id and by
// their object, payments by what names them, open sagas; an item and a key that are over.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { dynamoAttentionItems, dynamoAttentionLookUp } from '#adapters/dynamo/dynamo-attention.ts';
import { dynamoPaymentSearch, dynamoSagaLists } from '#adapters/dynamo/dynamo-desk.ts';
import { dynamoMerchants } from '#adapters/dynamo/dynamo-merchants.ts';
import { resolveItem } from '#core/attention/attention-item.ts';
import type { Tenant } from '#core/contracts/tenant.ts';
import type { KeyId } from '#core/kernel/ids.ts';
import { revoke } from '#core/merchants/api-key.ts';
import type { Change } from '#core/outbox/commit.ts';
import { attemptId } from '#core/payments/attempt.ts';
import * as sample from '#test/support/engine/sample-rows.ts';
import { commitOf, freshTenant, type StoreWorld } from '#test/support/engine/store-world.ts';

const { sampleAt } = sample;

export const storeDeskSuite = (name: string, openWorld: () => Promise<StoreWorld>): void => {
  let world: StoreWorld;
  const put = async (tenant: Tenant, ...changes: Change[]): Promise<void> => {
    expect(await commitOf(world, tenant, changes)).toEqual({ ok: true, value: undefined });
  };

  beforeAll(async () => {
    world = await openWorld();
  });
  afterAll(() => world.close());

  /** An item that holds its place. */
  const opened = async (tenant: Tenant) => {
    const item = sample.anAttentionItem({ tenant });
    const place = { tenant, kind: 'ATTN' as const, value: `${item.objectId}#${item.kind}` };
    await put(
      tenant,
      { change: 'attention.create', item },
      { change: 'unique.create', ...place, owner: item.attentionId },
    );
    return { item, place };
  };
  const resolution = { action: 'RETRY' as const, by: 'kim', at: sampleAt, reason: 'r' };

  describe(`the desk over ${name}`, () => {
    it('finds an item by its id under its tenant alone, and by its object while it is open', async () => {
      const tenant = freshTenant();
      const { item } = await opened(tenant);
      const look = dynamoAttentionLookUp(world.store);
      const { attentionId, objectId } = item;

      expect(await look.findAnywhere(attentionId, [freshTenant(), tenant])).toEqual(item);
      expect(await look.findAnywhere(attentionId, [freshTenant()])).toBeUndefined();
      expect(await look.openOf({ tenant, objectId })).toEqual([item]);
    });

    it('ends an item once: its place is free, its due entry gone, its merchant still shows it', async () => {
      const tenant = freshTenant();
      const { item, place } = await opened(tenant);
      const after = resolveItem(item, resolution);
      const over: Change[] = [
        { change: 'attention.advance', before: item, after },
        { change: 'unique.delete', ...place, owner: item.attentionId },
      ];

      await put(tenant, ...over);
      const again = await commitOf(world, tenant, [...over].reverse());

      expect(again).toEqual({ ok: false, error: { lost: 'unique.delete' } });
      const look = dynamoAttentionLookUp(world.store);
      expect(await look.openOf({ tenant, objectId: item.objectId })).toEqual([]);
      const { environment, merchantId } = tenant;
      const list = (statuses: readonly string[]) =>
        dynamoAttentionItems(world.store, world.clock).list({
          environment,
          merchantId,
          statuses,
          page: { limit: 5 },
        });
      expect((await list(['OPEN'])).items).toEqual([]);
      expect((await list(['RESOLVED'])).items).toEqual([after]);
    });

    it('keeps an item that moved since it was read, and a place that another item has', async () => {
      const tenant = freshTenant();
      const { item, place } = await opened(tenant);
      const moved = { ...item, version: item.version + 1 };

      const stale = await commitOf(world, tenant, [
        { change: 'attention.advance', before: moved, after: resolveItem(moved, resolution) },
      ]);
      const foreign = await commitOf(world, tenant, [
        { change: 'unique.delete', ...place, owner: 'attn_another' },
      ]);

      expect(stale).toEqual({ ok: false, error: { lost: 'attention.advance' } });
      expect(foreign).toEqual({ ok: false, error: { lost: 'unique.delete' } });
    });

    it('ends a key in the state it was read in', async () => {
      const tenant = freshTenant();
      const keyId = `fpk_test_${tenant.merchantId}_1` as KeyId;
      const key = { ...sample.anApiKey(), keyId, merchantId: tenant.merchantId };
      await put(tenant, { change: 'key.create', key });

      await put(tenant, { change: 'key.advance', before: key, after: revoke(key) });
      const again = await commitOf(world, tenant, [
        { change: 'key.advance', before: key, after: { ...key, state: 'RETIRING' } },
      ]);

      expect(again).toEqual({ ok: false, error: { lost: 'key.advance' } });
      const merchants = dynamoMerchants(world.store);
      const keys = await merchants.keysOf(['fpk_test_nobody' as KeyId, keyId]);
      expect(keys).toMatchObject([{ keyId, state: 'REVOKED' }]);
    });

    it('finds a payment by its id, its key at the PG, its order and the merchant’s number', async () => {
      const tenant = freshTenant();
      const order = { ...sample.anOrder({ tenant }), merchantOrderId: 'order-7' };
      const payment = sample.aPayment({ tenant });
      const { paymentId } = payment;
      const own = order.paymentIds.includes(paymentId);
      await put(
        tenant,
        { change: 'order.create', order },
        { change: 'payment.create', payment },
        { change: 'unique.create', tenant, kind: 'PGKEY', value: 'toss:pk-7', owner: paymentId },
        { change: 'unique.create', tenant, kind: 'MORDER', value: 'order-7', owner: order.orderId },
      );
      const search = dynamoPaymentSearch(world.store);
      const tenants = [freshTenant(), tenant];
      const named = async (by: 'paymentKey' | 'orderId' | 'merchantOrderId', value: string) =>
        (await search.named({ tenants, by, value })).map((one) => one.paymentId);

      expect(own).toBe(true);
      expect(await search.tenantOf({ paymentId, tenants })).toEqual(tenant);
      expect(await search.tenantOf({ paymentId, tenants: [freshTenant()] })).toBeUndefined();
      expect(await named('paymentKey', 'pk-7')).toEqual([paymentId]);
      expect(await named('orderId', order.orderId)).toEqual([paymentId]);
      expect(await named('merchantOrderId', 'order-7')).toEqual([paymentId]);
      expect(await named('paymentKey', 'pk-8')).toEqual([]);
    });

    it('lists what is open over every tenant, and one tenant’s sagas by their day', async () => {
      const tenant = freshTenant();
      const saga = sample.aSaga({ tenant, dueAt: sampleAt });
      const attempt = sample.anAttempt({ tenant });
      const { op, deadlineAt } = attempt;
      const openAttempt = { id: attemptId(attempt), op, deadlineAt };
      const payment = { ...sample.aPayment({ tenant }), openAttempt };
      await put(
        tenant,
        { change: 'saga.create', saga },
        { change: 'payment.create', payment },
        { change: 'attempt.create', attempt },
      );
      const { environment, merchantId } = tenant;
      const lists = dynamoSagaLists(world.store, world.clock);
      const page = { limit: 50 };
      const asked = { environment, tenants: [tenant], statuses: ['RUNNING'], page };

      const open = await lists.list(asked);
      const own = await lists.list({ ...asked, merchantId });
      const search = dynamoPaymentSearch(world.store);
      const calls = await search.openCalls({ environment });
      const ownCalls = await search.openCalls({ environment, merchantId });
      const others = await search.openCalls({ ...freshTenant(), environment });

      expect(open.items).toContainEqual(saga);
      expect(own.items).toEqual([saga]);
      expect(calls).toContainEqual({ payment, attempt });
      expect([ownCalls, others]).toEqual([[{ payment, attempt }], []]);
      expect(await search.callsOf([payment, sample.aPayment({ tenant })])).toEqual(ownCalls);
    });
  });
};
