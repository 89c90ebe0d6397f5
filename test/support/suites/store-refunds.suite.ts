// Refunds over the real adapters and whatever store a factory opens: found by their id, listed newest first,
// each once, though those of one payment lie together.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { dynamoRefundLists, dynamoRefundOwners } from '#adapters/dynamo/dynamo-refunds.ts';
import type { Tenant } from '#core/contracts/tenant.ts';
import { prefixed, type Uuid, uuidv7 } from '#core/kernel/ids.ts';
import { plus } from '#core/kernel/instant.ts';
import type { Change } from '#core/outbox/commit.ts';
import * as sample from '#test/support/engine/sample-rows.ts';
import { commitOf, freshTenant, type StoreWorld } from '#test/support/engine/store-world.ts';

const { sampleAt } = sample;

const uuidOf = (n: number): Uuid => uuidv7(sampleAt, 0, BigInt(n));

export const storeRefundsSuite = (name: string, openWorld: () => Promise<StoreWorld>): void => {
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

  describe(`refunds over ${name}`, () => {
    const refundOf = (tenant: Tenant, n: number, over: object = {}) =>
      sample.aRefund({
        tenant,
        refundId: prefixed('rf', uuidOf(n)),
        createdAt: plus(sampleAt, n),
        ...over,
      });
    const idsOf = async (tenant: Tenant, filter: object, page: object = {}) => {
      const found = await dynamoRefundLists(world.store, world.clock).list({
        tenant,
        filter,
        page: { limit: 2, floor: sampleAt, ...page },
      });
      return { ids: found.items.map(({ refundId }) => refundId), next: found.next };
    };
    const idOf = (n: number) => prefixed('rf', uuidOf(n));

    it('of one payment and of several are listed each once, newest first', async () => {
      const tenant = freshTenant();
      const other = { paymentId: prefixed('pay', uuidOf(9)), orderId: prefixed('ord', uuidOf(9)) };
      const overs = [{}, {}, { ...other, status: 'FAILED' }];
      await put(
        tenant,
        ...overs.map((over, n) => ({
          change: 'refund.create' as const,
          refund: refundOf(tenant, n, over),
        })),
      );

      const first = await idsOf(tenant, {});
      const second = await idsOf(tenant, {}, { after: first.next });

      expect(first.ids).toEqual([idOf(2), idOf(1)]);
      expect(second.ids).toEqual([idOf(0)]);
      expect((await idsOf(tenant, { paymentId: other.paymentId })).ids).toEqual([idOf(2)]);
      expect((await idsOf(tenant, { orderId: sample.orderId })).ids).toEqual([idOf(1), idOf(0)]);
      expect((await idsOf(tenant, { statuses: ['FAILED'] })).ids).toEqual([idOf(2)]);
      expect((await idsOf(freshTenant(), {})).ids).toEqual([]);
    });

    it('are found by their id, with the payment they belong to', async () => {
      const tenant = freshTenant();
      const refundId = idOf(0);
      const owner = sample.paymentId;
      await put(tenant, {
        change: 'unique.create',
        tenant,
        kind: 'REFUND',
        value: refundId,
        owner,
      });
      const owners = dynamoRefundOwners(world.store);

      expect(await owners.paymentOf({ tenant, refundId })).toBe(owner);
      expect(await owners.paymentOf({ tenant, refundId: idOf(1) })).toBeUndefined();
      expect(await owners.paymentOf({ tenant: freshTenant(), refundId })).toBeUndefined();
    });
  });
};
