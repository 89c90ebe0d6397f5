// Lists by time at the borders of their days, over the real adapters and whatever store a factory opens: no day is
// read behind the end of what was asked for, and no row of a day's first millisecond is lost between two pages.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { nodeDigests } from '#adapters/crypto/node-digests.ts';
import { dynamoAuditIndex, dynamoAuditReads } from '#adapters/dynamo/dynamo-audit-index.ts';
import { dynamoOrderLists } from '#adapters/dynamo/dynamo-lists.ts';
import type { Store } from '#adapters/dynamo/store.ts';
import { chainStart, sealedEntries, type Unsealed } from '#core/audit/audit-entry.ts';
import type { Tenant } from '#core/contracts/tenant.ts';
import { prefixed, uuidv7 } from '#core/kernel/ids.ts';
import { type Instant, instant, plus } from '#core/kernel/instant.ts';
import type { Page, PageRequest } from '#core/orders/ports.ts';
import * as sample from '#test/support/engine/sample-rows.ts';
import { commitOf, freshTenant, type StoreWorld } from '#test/support/engine/store-world.ts';

const { sampleAt } = sample;
const dayMs = 86_400_000;
const midnight: Instant = instant(Math.floor(sampleAt / dayMs) * dayMs);

/** Walks all pages of one row each. A list that names no end would walk for ever. */
const walk = async <T>(page: (request: PageRequest) => Promise<Page<T>>): Promise<T[]> => {
  const items: T[] = [];
  let after: string | undefined;
  let pages = 0;
  do {
    const from = plus(midnight, -dayMs);
    const found = await page({ limit: 1, from, ...(after === undefined ? {} : { after }) });
    items.push(...found.items);
    after = found.next;
    pages += 1;
  } while (after !== undefined && pages < 20);
  return items;
};

export const storeListDaysSuite = (name: string, openWorld: () => Promise<StoreWorld>): void => {
  let world: StoreWorld;

  beforeAll(async () => {
    world = await openWorld();
  });
  afterAll(() => world.close());

  const idOf = (n: number) => prefixed('ord', uuidv7(sampleAt, 0, BigInt(n)));
  const putOrder = async (tenant: Tenant, n: number, createdAt: Instant): Promise<void> => {
    const order = sample.anOrder({ tenant, orderId: idOf(n), createdAt });
    const put = await commitOf(world, tenant, [{ change: 'order.create', order }]);
    expect(put).toEqual({ ok: true, value: undefined });
  };

  describe(`lists at the border of a day over ${name}`, () => {
    it('end at their first time on busy days, and read no day before it', async () => {
      const tenant = freshTenant();
      const from = plus(sampleAt, 10);
      // More rows than a page holds, below the first time, on each of three days.
      for (let n = 0; n < 9; n += 1) {
        await putOrder(tenant, n, plus(sampleAt, (n % 3) - Math.floor(n / 3) * dayMs));
      }
      let reads = 0;
      const counting: Store = {
        ...world.store,
        client: {
          send: (label, command) => {
            if (label === 'order.list') reads += 1;
            return world.store.client.send(label, command);
          },
        },
      };
      const list = async () => {
        reads = 0;
        const page = { limit: 1, from };
        return dynamoOrderLists(counting, world.clock).list({ tenant, filter: {}, page });
      };
      // A day is read in its shards.
      const oneDay = world.store.shards;

      expect(await list()).toEqual({ items: [] });
      expect(reads).toBe(oneDay);
      await putOrder(tenant, 9, from);
      const { items, next } = await list();

      expect(items.map(({ order }) => order.orderId)).toEqual([idOf(9)]);
      expect(next).toBeUndefined();
      expect(reads).toBe(oneDay);
    });

    it('show each order of the first millisecond of a day, page by page', async () => {
      const tenant = freshTenant();
      for (const n of [1, 2, 3]) await putOrder(tenant, n, midnight);
      await putOrder(tenant, 0, plus(midnight, -1));

      const lists = dynamoOrderLists(world.store, world.clock);
      const found = await walk((page) => lists.list({ tenant, filter: {}, page }));

      expect(found.map(({ order }) => order.orderId)).toEqual([3, 2, 1, 0].map(idOf));
    });

    it('show each audit record of the first millisecond of a day, page by page', async () => {
      const tenant = freshTenant();
      const records = [-1, 0, 0, 0].map((ms, n): Unsealed => {
        const at = plus(midnight, ms);
        return {
          auditId: prefixed('aud', uuidv7(at, 0, BigInt(n))),
          tenant,
          rootId: `ord_${n}`,
          record: {
            actor: 'fpk_test_1',
            action: 'order.create',
            object: `ord_${n}`,
            requestId: 'request-1',
            at: '2026-03-02T00:00:00.000Z',
          },
        };
      });
      const entries = sealedEntries({ seq: 0, hash: chainStart }, records, nodeDigests);
      await dynamoAuditIndex(world.store).add(tenant, entries);

      const reads = dynamoAuditReads(world.store, world.clock);
      const found = await walk((page) => reads.list({ tenant, page }));

      expect(found).toEqual(entries.toReversed());
    });
  });
};
