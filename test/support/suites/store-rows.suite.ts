// Rows found by their id, over the real adapters and whatever store a factory opens: whole or not at all,
// never another tenant's, and an outage as a throw.

import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { dynamoApiKeys } from '#adapters/dynamo/dynamo-api-keys.ts';
import { dynamoIdempotencyRecords, dynamoNonces } from '#adapters/dynamo/dynamo-idempotency.ts';
import { dynamoOrderLists } from '#adapters/dynamo/dynamo-lists.ts';
import { dynamoMerchants } from '#adapters/dynamo/dynamo-merchants.ts';
import { dynamoOrders, dynamoServiceRequests } from '#adapters/dynamo/dynamo-orders.ts';
import { dynamoPendingWork } from '#adapters/dynamo/dynamo-outbox.ts';
import { dynamoLedgerReads, dynamoPayments } from '#adapters/dynamo/dynamo-payments.ts';
import { dynamoSagas } from '#adapters/dynamo/dynamo-sagas.ts';
import type { Store } from '#adapters/dynamo/store.ts';
import type { Tenant } from '#core/contracts/tenant.ts';
import type { KeyId, OrderId, PaymentId, Uuid } from '#core/kernel/ids.ts';
import { money } from '#core/kernel/money.ts';
import { captured, delivered } from '#core/ledger/movements.ts';
import type { Change } from '#core/outbox/commit.ts';
import * as sample from '#test/support/engine/sample-rows.ts';
import { commitOf, freshTenant, type StoreWorld } from '#test/support/engine/store-world.ts';

const { sampleAt } = sample;

/** A store whose server is gone. */
const downStore = (store: Store): Store => ({
  ...store,
  client: {
    send: () => Promise.reject(Object.assign(new Error('refused'), { name: 'TimeoutError' })),
  },
});

/** A client that sends everything twice, as one does whose first answer never came. */
const twiceStore = (store: Store): Store => ({
  ...store,
  client: {
    send: async (label, command) => {
      await store.client.send(label, command);
      return store.client.send(label, command);
    },
  },
});

const names = { uuid: () => randomUUID() as Uuid };

export const storeRowsSuite = (name: string, openWorld: () => Promise<StoreWorld>): void => {
  let world: StoreWorld;
  const put = async (tenant: Tenant, ...changes: Change[]): Promise<void> => {
    for (const change of changes) {
      expect(await commitOf(world, tenant, [change])).toEqual({ ok: true, value: undefined });
    }
  };

  beforeAll(async () => {
    world = await openWorld();
  });
  afterAll(() => world.close());

  describe(`rows by id over ${name}`, () => {
    it('are the aggregates that were stored, to the last field', async () => {
      const tenant = freshTenant();
      const order = sample.anOrder({ tenant, merchantOrderId: 'M-1', metadata: { sku: 'A-1' } });
      const attempt = sample.anAttempt({ tenant });
      const refund = sample.aRefund({ tenant });
      const saga = sample.aSaga({ tenant });
      const service = sample.aServiceRequest({ tenant, token: 'secret-token' });
      const payment = sample.aPayment({ tenant });
      await put(
        tenant,
        { change: 'order.create', order },
        { change: 'payment.create', payment },
        { change: 'attempt.create', attempt },
        { change: 'refund.create', refund },
        { change: 'saga.create', saga },
        { change: 'service.create', service },
      );

      const found = await dynamoOrders(world.store).byId(order);
      const view = await dynamoPayments(world.store).byId(payment);
      const request = await dynamoServiceRequests(world.store).byId(service);

      expect(found).toEqual(order);
      expect(view).toEqual({
        payment,
        attempts: [attempt],
        refunds: [refund],
        saga,
        history: [{ status: 'READY', at: sampleAt }],
      });
      expect(request).toEqual(service);
    });

    it('are nothing for another tenant, and nothing where nothing is', async () => {
      const tenant = freshTenant();
      const stranger = freshTenant();
      await put(
        tenant,
        { change: 'order.create', order: sample.anOrder({ tenant }) },
        { change: 'payment.create', payment: sample.aPayment({ tenant }) },
        { change: 'service.create', service: sample.aServiceRequest({ tenant }) },
      );
      const { store } = world;

      const found = await Promise.all([
        dynamoOrders(store).byId({ tenant: stranger, orderId: sample.orderId }),
        dynamoPayments(store).byId({ tenant: stranger, paymentId: sample.paymentId }),
        dynamoServiceRequests(store).byId({
          tenant: stranger,
          serviceRequestId: sample.serviceRequestId,
        }),
        dynamoOrders(store).byId({ tenant, orderId: 'ord_nobody' as OrderId }),
        dynamoPayments(store).byId({ tenant, paymentId: 'pay_nobody' as PaymentId }),
      ]);

      expect(found).toEqual([undefined, undefined, undefined, undefined, undefined]);
    });

    it('throw when the store is down', async () => {
      const tenant = freshTenant();
      const down = downStore(world.store);

      const reads = [
        () => dynamoOrders(down).byId({ tenant, orderId: sample.orderId }),
        () => dynamoPayments(down).byId({ tenant, paymentId: sample.paymentId }),
        () => dynamoServiceRequests(down).byId(sample.aServiceRequest({ tenant })),
        () => dynamoLedgerReads(down).groups({ tenant, effectKeys: ['capture:1'] }),
        () => dynamoIdempotencyRecords(down, world.clock).byScope({ tenant, scope: 's' }),
        () => dynamoMerchants(down).byId(sample.aMerchant()),
        () =>
          dynamoNonces(down, world.clock, names).use({
            tenant,
            keyId: 'k' as KeyId,
            nonce: 'n',
            ttlSeconds: 1,
          }),
        () => dynamoSagas(down).lookAgainAt({ tenant, paymentId: sample.paymentId, at: sampleAt }),
        () => dynamoPendingWork(down).commands(sampleAt, 1),
        () => dynamoOrderLists(down, world.clock).list({ tenant, filter: {}, page: { limit: 1 } }),
      ];

      for (const read of reads) {
        await expect(read()).rejects.toMatchObject({
          name: 'DependencyUnavailable',
          dependency: 'dynamodb',
        });
      }
    });
  });

  describe(`ledger reads over ${name}`, () => {
    it('give the groups that exist, in the order they were posted', async () => {
      const tenant = freshTenant();
      const head = { tenant, effectiveAt: sampleAt, recordedAt: sampleAt, refs: { orderId: 'o' } };
      const amount = money(11_000n, 'KRW');
      const groups = [
        delivered(head, { orderId: 'o', amount, taxFree: money(0n, 'KRW') }),
        captured(head, { paymentId: 'p', provider: 'toss', amount }),
      ];
      await commitOf(world, tenant, [], { groups });

      const found = await dynamoLedgerReads(world.store).groups({
        tenant,
        effectKeys: ['capture:p', 'deliver:o', 'refund:r:claim'],
      });

      expect(found).toEqual(groups.toReversed());
    });
  });

  describe(`merchants over ${name}`, () => {
    it('are found with their keys, and each environment knows its tenants', async () => {
      const { merchantId } = freshTenant();
      const merchant = sample.aMerchant({ merchantId });
      const key = sample.anApiKey({ merchantId, keyId: `fpk_${merchantId}` as KeyId });
      await put(
        { environment: 'test', merchantId },
        { change: 'merchant.create', merchant },
        { change: 'key.create', key },
      );
      const merchants = dynamoMerchants(world.store);

      expect(await merchants.byId({ merchantId })).toEqual(merchant);
      expect(await merchants.keyById(key.keyId)).toEqual(key);
      expect(await merchants.tenants('live')).toContainEqual({ environment: 'live', merchantId });
      expect(await merchants.keyById('fpk_nobody' as KeyId)).toBeUndefined();
      expect(await merchants.byId({ merchantId: 'nobody' as never })).toBeUndefined();
    });

    it('come with their key and its secret, opened for its own tenant, to who authenticates', async () => {
      const { merchantId } = freshTenant();
      const tenant = { environment: 'test' as const, merchantId };
      const merchant = sample.aMerchant({ merchantId });
      const key = sample.anApiKey({ merchantId, keyId: `fpk_${merchantId}` as KeyId });
      const orphan = { ...key, keyId: `fpk_${merchantId}x` as KeyId, merchantId: 'gone' as never };
      await put(tenant, { change: 'merchant.create', merchant }, { change: 'key.create', key });
      await put(tenant, { change: 'key.create', key: orphan });
      const opened: unknown[] = [];
      const keys = dynamoApiKeys(world.store, {
        decrypt: async (...asked: unknown[]) => {
          opened.push(asked);
          return 'secret';
        },
      } as never);

      const found = [await keys.byId(key.keyId), await keys.byId('fpk_nobody' as KeyId)];

      expect(found).toEqual([{ key, secret: 'secret', merchant }, undefined]);
      expect(opened).toEqual([[key.secretCipher, tenant, key.keyId]]);
      expect(await keys.byId(orphan.keyId)).toBeUndefined();
    });
  });

  describe(`nonces over ${name}`, () => {
    it('are taken once in their life, per tenant and key', async () => {
      const tenant = freshTenant();
      const nonces = dynamoNonces(world.store, world.clock, names);
      const one = { tenant, keyId: 'k' as KeyId, nonce: 'n', ttlSeconds: 600 };

      const taken = [
        await nonces.use(one),
        await nonces.use(one),
        await nonces.use({ ...one, keyId: 'k2' as KeyId }),
        await nonces.use({ ...one, tenant: freshTenant() }),
      ];
      world.clock.advance(600_000);
      const atTheEnd = await nonces.use(one);
      world.clock.advance(1_000);
      const after = await nonces.use(one);

      expect(taken).toEqual([true, false, true, true]);
      expect([atTheEnd, after]).toEqual([false, true]);
    });

    it('are fresh when the SDK sends a use again whose answer was lost', async () => {
      const nonces = dynamoNonces(twiceStore(world.store), world.clock, names);
      const one = { tenant: freshTenant(), keyId: 'k' as KeyId, nonce: 'n', ttlSeconds: 600 };

      const sentTwice = await nonces.use(one);
      const usedAgain = await nonces.use(one);

      expect([sentTwice, usedAgain]).toEqual([true, false]);
    });
  });
};
