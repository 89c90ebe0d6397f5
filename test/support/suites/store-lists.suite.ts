// Lists over the real adapters and whatever store a factory opens: newest first, each row once, and
// nothing of another tenant.

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { dynamoAttentionItems } from '#adapters/dynamo/dynamo-attention.ts';
import { dynamoOrderLists, dynamoPaymentLists } from '#adapters/dynamo/dynamo-lists.ts';
import type { Tenant } from '#core/contracts/tenant.ts';
import { prefixed, type Uuid, uuidv7 } from '#core/kernel/ids.ts';
import { fromIso, type Instant, plus } from '#core/kernel/instant.ts';
import type { ListedOrder, Page } from '#core/orders/ports.ts';
import type { Change } from '#core/outbox/commit.ts';
import * as sample from '#test/support/engine/sample-rows.ts';
import { commitOf, freshTenant, type StoreWorld } from '#test/support/engine/store-world.ts';

const { sampleAt } = sample;
const dayMs = 86_400_000;

/** The n-th id of a test: text order is the order of n. */
const uuidOf = (n: number, at: Instant = sampleAt): Uuid => uuidv7(at, 0, BigInt(n));

const orderOf = (tenant: Tenant, n: number, over: object = {}) =>
  sample.anOrder({
    tenant,
    orderId: prefixed('ord', uuidOf(n)),
    createdAt: plus(sampleAt, n),
    ...over,
  });

const paymentOf = (tenant: Tenant, n: number, over: object = {}) =>
  sample.aPayment({
    tenant,
    paymentId: prefixed('pay', uuidOf(n)),
    createdAt: plus(sampleAt, n),
    ...over,
  });

export const storeListsSuite = (name: string, openWorld: () => Promise<StoreWorld>): void => {
  let world: StoreWorld;
  const put = async (tenant: Tenant, ...changes: Change[]): Promise<void> => {
    for (const change of changes) {
      expect(await commitOf(world, tenant, [change])).toEqual({ ok: true, value: undefined });
    }
  };
  const putOrders = (tenant: Tenant, count: number, over: (n: number) => object = () => ({})) =>
    put(
      tenant,
      ...Array.from({ length: count }, (_, n) => ({
        change: 'order.create' as const,
        order: orderOf(tenant, n, over(n)),
      })),
    );

  beforeAll(async () => {
    world = await openWorld();
  });
  afterAll(() => world.close());

  describe(`order lists over ${name}`, () => {
    const list = (tenant: Tenant, filter: object, page: object) =>
      dynamoOrderLists(world.store, world.clock).list({
        tenant,
        filter,
        page: { limit: 2, ...page },
      });
    const idsOf = ({ items }: Page<ListedOrder>) => items.map(({ order }) => order.orderId);
    const idOf = (n: number) => prefixed('ord', uuidOf(n));

    it('give pages, newest first, each order once', async () => {
      const tenant = freshTenant();
      await putOrders(tenant, 5);

      const first = await list(tenant, {}, { floor: sampleAt });
      const second = await list(tenant, {}, { floor: sampleAt, after: first.next });
      const third = await list(tenant, {}, { floor: sampleAt, after: second.next });

      expect([first, second, third].map(idsOf)).toEqual([
        [idOf(4), idOf(3)],
        [idOf(2), idOf(1)],
        [idOf(0)],
      ]);
      expect(third.next).toBeUndefined();
    });

    it('end where the tenant began, and look back 31 days a call without that', async () => {
      const tenant = freshTenant();
      await putOrders(tenant, 1, () => ({ createdAt: plus(sampleAt, -40 * dayMs) }));

      const near = await list(tenant, {}, {});
      const far = await list(tenant, {}, { after: near.next });
      const none = await list(tenant, {}, { floor: sampleAt });

      expect(idsOf(near)).toEqual([]);
      expect(near.next).toBeDefined();
      expect(idsOf(far)).toEqual([idOf(0)]);
      expect(none).toEqual({ items: [] });
    });

    it('look back no further in one call however long ago they begin', async () => {
      const tenant = freshTenant();
      await putOrders(tenant, 1, () => ({ createdAt: plus(sampleAt, -40 * dayMs) }));
      const from = plus(sampleAt, -60 * dayMs);

      const near = await list(tenant, {}, { from });
      const far = await list(tenant, {}, { from, after: near.next });

      expect(idsOf(near)).toEqual([]);
      expect(idsOf(far)).toEqual([idOf(0)]);
      expect(far.next).toBeUndefined();
    });

    it('look for nothing in the future', async () => {
      const tenant = freshTenant();
      await putOrders(tenant, 1);
      const [from, to] = [plus(sampleAt, -dayMs), plus(sampleAt, 40_000 * dayMs)];

      const found = await list(tenant, {}, { from, to });

      expect(idsOf(found)).toEqual([idOf(0)]);
      expect(found.next).toBeUndefined();
    });

    it('keep to their time: from inclusive, to exclusive', async () => {
      const tenant = freshTenant();
      await putOrders(tenant, 4);

      const found = await list(
        tenant,
        {},
        {
          limit: 10,
          from: plus(sampleAt, 1),
          to: plus(sampleAt, 3),
        },
      );

      expect(idsOf(found)).toEqual([idOf(2), idOf(1)]);
      expect(found.next).toBeUndefined();
    });

    it('ask for no day that has no rows for sure, whatever time is named', async () => {
      const tenant = freshTenant();
      await putOrders(tenant, 2);
      const [first, last] = [fromIso('0000-01-01T00:00:00Z'), fromIso('9999-12-31T23:59:59Z')];

      const found = await list(tenant, {}, { limit: 10, floor: sampleAt, from: first, to: last });
      const before = await list(tenant, {}, { limit: 10, floor: sampleAt, to: first });
      const after = await list(tenant, {}, { limit: 10, floor: sampleAt, from: last });

      expect(idsOf(found)).toEqual([idOf(1), idOf(0)]);
      expect([before, after]).toEqual([{ items: [] }, { items: [] }]);
    });

    it('keep to one user across many of others', async () => {
      const tenant = freshTenant();
      await putOrders(tenant, 6, (n) => ({ userId: n % 2 === 0 ? 'even' : 'odd' }));

      const found = await list(tenant, { userId: 'odd' }, { limit: 10, floor: sampleAt });

      expect(idsOf(found)).toEqual([idOf(5), idOf(3), idOf(1)]);
    });

    it('keep to the tenant whose user it is, when two tenants name theirs alike', async () => {
      const [mine, other] = [freshTenant(), freshTenant()];
      await putOrders(mine, 1);
      await putOrders(other, 3);
      const { userId } = orderOf(mine, 0);

      const found = await list(mine, { userId }, { limit: 10, floor: sampleAt });
      const theirs = await list(other, { userId }, { limit: 10, floor: sampleAt });

      expect([idsOf(found), theirs.items.length]).toEqual([[idOf(0)], 3]);
      expect(found.items[0]?.order.tenant).toEqual(mine);
    });

    it('filter by status and service, filling the page from what follows', async () => {
      const tenant = freshTenant();
      await putOrders(tenant, 8, (n) => ({ serviceId: n < 2 ? 'rare' : 'shop' }));

      const rare = await list(tenant, { serviceId: 'rare' }, { floor: sampleAt });
      const paid = await list(tenant, { statuses: ['PAID'] }, { floor: sampleAt });

      expect(idsOf(rare)).toEqual([idOf(1), idOf(0)]);
      expect(idsOf(paid)).toEqual([]);
    });

    it('cross the border of a day', async () => {
      const tenant = freshTenant();
      await putOrders(tenant, 3, (n) => ({ createdAt: plus(sampleAt, (n - 2) * dayMs) }));

      const found = await list(tenant, {}, { limit: 10, floor: plus(sampleAt, -3 * dayMs) });

      expect(idsOf(found)).toEqual([idOf(2), idOf(1), idOf(0)]);
    });

    it('find the one order of the merchant’s number, unless another filter denies it', async () => {
      const tenant = freshTenant();
      const order = orderOf(tenant, 1, { merchantOrderId: 'M-9' });
      await put(
        tenant,
        { change: 'order.create', order },
        {
          change: 'unique.create',
          tenant,
          kind: 'MORDER',
          value: 'M-9',
          owner: order.orderId,
        },
      );

      const found = await list(tenant, { merchantOrderId: 'M-9' }, {});
      const denied = await list(tenant, { merchantOrderId: 'M-9', userId: 'nobody' }, {});
      const unknown = await list(tenant, { merchantOrderId: 'M-0' }, {});

      expect(idsOf(found)).toEqual([order.orderId]);
      expect([denied.items, unknown.items]).toEqual([[], []]);
    });

    it('show nothing of another tenant', async () => {
      const tenant = freshTenant();
      await putOrders(tenant, 2);

      const found = await list(freshTenant(), {}, { floor: sampleAt });

      expect(found).toEqual({ items: [] });
    });
  });

  describe(`payment lists over ${name}`, () => {
    it('filter by order, user, status and provider', async () => {
      const tenant = freshTenant();
      const otherOrder = prefixed('ord', uuidOf(77));
      await put(
        tenant,
        ...[
          paymentOf(tenant, 0),
          paymentOf(tenant, 1, { orderId: otherOrder }),
          paymentOf(tenant, 2, { userId: 'user-2' }),
          paymentOf(tenant, 3, { provider: 'sandbox' }),
          paymentOf(tenant, 4, { status: 'FAILED', endedAt: sampleAt }),
        ].map((payment) => ({ change: 'payment.create' as const, payment })),
      );
      const page = { limit: 10, floor: sampleAt };
      const of = async (filter: object): Promise<string[]> => {
        const { items } = await dynamoPaymentLists(world.store, world.clock).list({
          tenant,
          filter,
          page,
        });
        return items.map(({ paymentId }) => paymentId);
      };
      const idOf = (n: number) => prefixed('pay', uuidOf(n));

      expect(await of({})).toHaveLength(5);
      expect(await of({ orderId: otherOrder })).toEqual([idOf(1)]);
      expect(await of({ userId: 'user-2' })).toEqual([idOf(2)]);
      expect(await of({ provider: 'sandbox' })).toEqual([idOf(3)]);
      expect(await of({ statuses: ['FAILED'] })).toEqual([idOf(4)]);
    });
  });

  describe(`open items over ${name}`, () => {
    it('are listed newest first, by merchant, kind and time, page by page', async () => {
      const tenant = freshTenant();
      const items = [0, 1, 2].map((n) =>
        sample.anAttentionItem({
          tenant,
          attentionId: prefixed('attn', uuidOf(n)),
          kind: n === 1 ? 'SAGA_STUCK' : 'CANCEL_REFUSED',
          openedAt: plus(sampleAt, n),
        }),
      );
      await put(tenant, ...items.map((item) => ({ change: 'attention.create' as const, item })));
      const { merchantId, environment } = tenant;
      const attention = dynamoAttentionItems(world.store, world.clock);
      const list = (over: object, page: object = {}) =>
        attention.list({ environment, merchantId, ...over, page: { limit: 2, ...page } });

      const first = await list({});
      const second = await list({}, { after: first.next });
      const stuck = await list({ kinds: ['SAGA_STUCK'] });
      const between = await list({}, { from: plus(sampleAt, 1), to: plus(sampleAt, 2) });
      const resolved = await list({ statuses: ['RESOLVED'] });
      const live = await attention.list({ environment: 'live', merchantId, page: { limit: 9 } });

      expect(first.items).toEqual([items[2], items[1]]);
      expect(second).toEqual({ items: [items[0]] });
      expect(stuck.items).toEqual([items[1]]);
      expect(between.items).toEqual([items[1]]);
      expect([resolved.items, live.items]).toEqual([[], []]);
    });
  });
};
