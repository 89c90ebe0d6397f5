// Pages of what waits, over the real adapters and whatever store a factory opens: every row once, oldest
// first, through rows nobody can read; and rows that stay due go to the end of the line.
import { PutItemCommand } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { dynamoPendingWork } from '#adapters/dynamo/dynamo-outbox.ts';
import type { Attributes } from '#adapters/dynamo/row-values.ts';
import type { Tenant } from '#core/contracts/tenant.ts';
import { type OrderId, type Uuid, uuidv7 } from '#core/kernel/ids.ts';
import { type Instant, plus, toIso } from '#core/kernel/instant.ts';
import type { Found } from '#core/outbox/drain.ts';
import type { Due, PendingWork } from '#core/outbox/sweep.ts';
import * as sample from '#test/support/engine/sample-rows.ts';
import { commitOf, freshTenant, type StoreWorld } from '#test/support/engine/store-world.ts';

const { sampleAt } = sample;

const uuidOf = (n: number): Uuid => uuidv7(plus(sampleAt, n), 0, BigInt(n));

/** Walks all pages. A listing that names no end would walk for ever. */
const walk = async <T>(page: (after?: string) => Promise<Found<T>>) => {
  const pages: Found<T>[] = [];
  let after: string | undefined;
  do {
    const found = await page(after);
    pages.push(found);
    after = found.next;
  } while (after !== undefined && pages.length < 50);
  return {
    items: pages.flatMap(({ items }) => items),
    unreadable: pages.flatMap(({ unreadable }) => unreadable.map(({ row }) => row)),
    pages: pages.length,
  };
};

export const storePagesSuite = (name: string, openWorld: () => Promise<StoreWorld>): void => {
  let world: StoreWorld;
  let pending: PendingWork;
  const putRow = (table: string, texts: Record<string, string>) =>
    world.store.client.send(
      'init.ping',
      new PutItemCommand({
        TableName: table,
        Item: Object.fromEntries(
          Object.entries(texts).map(([key, text]) => [key, { S: text }]),
        ) as Attributes,
      }),
    );
  /** An index entry at that time whose row is no row. */
  const putBroken = (table: string, at: Instant, marker: Record<string, string>) =>
    putRow(table, {
      pk: 'test.broken#x',
      sk: `broken-${at}`,
      pendingSk: `${toIso(at)}#broken`,
      payload: '{}',
      ...marker,
    });
  const order = (tenant: Tenant, n: number) =>
    sample.anOrder({
      tenant,
      orderId: `ord_${String(n).padStart(26, '0')}` as OrderId,
      expiresAt: plus(sampleAt, n),
    });

  beforeAll(async () => {
    world = await openWorld();
    pending = dynamoPendingWork(world.store);
  });
  afterAll(() => world.close());

  describe(`pages of what waits over ${name}`, () => {
    const late = plus(sampleAt, 1_000);

    it('tell every outbox row once, and step over one nobody can read', async () => {
      const tenant = freshTenant();
      for (let n = 1; n <= 7; n += 1) {
        const outbox = {
          tenant,
          userId: `user-${n}`,
          rootId: sample.orderId,
          groupId: uuidOf(n),
          createdAt: plus(sampleAt, n),
          events: [{ id: `event-${n}` } as never],
          audit: { actor: 'a', action: 'b', object: 'o', requestId: 'r', at: toIso(sampleAt) },
        };
        await commitOf(world, tenant, [], { outbox });
      }
      await putBroken('outbox', plus(sampleAt, 3), { bp: '5' });

      const walked = await walk((after) => pending.outboxRows(late, 3, after));

      expect(walked.items.map(({ groupId }) => groupId)).toEqual([1, 2, 3, 4, 5, 6, 7].map(uuidOf));
      expect(walked.unreadable).toEqual([`broken-${plus(sampleAt, 3)}`]);
      expect(walked.pages).toBe(3);
    });

    it('tell every command once, and step over one nobody can read', async () => {
      const tenant = freshTenant();
      const commands = [1, 2, 3, 4, 5].map((n) => ({
        tenant,
        commandId: uuidOf(n),
        objectId: sample.paymentId,
        createdAt: plus(sampleAt, n),
        body: {
          kind: 'RESUME_SAGA' as const,
          paymentId: sample.paymentId,
          token: 't',
          outcome: 'COMPLETED',
        },
      }));
      await commitOf(world, tenant, [], { commands });
      await putBroken('commands', sampleAt, { cp: '5' });

      const walked = await walk((after) => pending.commands(late, 2, after));

      expect(walked.items.map(({ commandId }) => commandId).sort()).toEqual(
        commands.map(({ commandId }) => commandId),
      );
      expect(walked.unreadable).toEqual([`broken-${sampleAt}`]);
      expect(walked.pages).toBe(4);
    });

    it('tell every due row once, and step over one nobody can read', async () => {
      const tenant = freshTenant();
      const orders = [1, 2, 3, 4, 5].map((n) => order(tenant, n));
      for (const each of orders) {
        await commitOf(world, tenant, [{ change: 'order.create', order: each }]);
      }
      const dueSk = `${toIso(plus(sampleAt, 2))}#a row of no kind`;
      await putBroken('engine', plus(sampleAt, 2), { duePk: 'ORDER#3', dueSk });

      const walked = await walk((after) => pending.due('ORDER', late, 2, after));

      expect(walked.items).toEqual(
        orders.map(({ orderId }) => ({ kind: 'ORDER', tenant, orderId })),
      );
      expect(walked.unreadable).toEqual([`broken-${plus(sampleAt, 2)}`]);
    });
  });

  describe(`a row that stays due over ${name}`, () => {
    const now = plus(sampleAt, 100_000);
    const later = plus(now, 30_000);
    const dueOf = async (tenant: Tenant, kind: Due['kind'], before: Instant) =>
      (await pending.due(kind, before, 1_000)).items.filter(
        (due) => due.tenant.merchantId === tenant.merchantId,
      );

    it('goes to the end of the line, whatever it is', async () => {
      const tenant = freshTenant();
      const attempt = sample.anAttempt({ tenant, deadlineAt: plus(sampleAt, 10) });
      await commitOf(world, tenant, [{ change: 'order.create', order: order(tenant, 10) }]);
      await commitOf(world, tenant, [{ change: 'attempt.create', attempt }]);
      const saga = sample.aSaga({ tenant, dueAt: plus(sampleAt, 10) });
      await commitOf(world, tenant, [{ change: 'saga.create', saga }]);
      const refund = sample.aRefund({ tenant, status: 'REQUESTED' });
      await commitOf(world, tenant, [{ change: 'refund.create', refund }]);

      for (const kind of ['ORDER', 'ATTEMPT', 'SAGA', 'REFUND'] as const) {
        const [due] = await dueOf(tenant, kind, now);
        if (due !== undefined) await pending.moveOn(due, now, later);

        expect(due).toMatchObject({ kind });
        expect(await dueOf(tenant, kind, later)).toEqual([]);
        expect(await dueOf(tenant, kind, plus(later, 1))).toEqual([due]);
      }
    });

    it('does not move when somebody has said meanwhile when it is due', async () => {
      const tenant = freshTenant();
      const future = order(tenant, 500_000);
      await commitOf(world, tenant, [{ change: 'order.create', order: future }]);

      await pending.moveOn({ kind: 'ORDER', tenant, orderId: future.orderId }, now, later);

      expect(await dueOf(tenant, 'ORDER', plus(later, 1))).toEqual([]);
      expect(await dueOf(tenant, 'ORDER', plus(sampleAt, 500_001))).toHaveLength(1);
    });

    it('never comes back once it has left, nor appears where no row is', async () => {
      const tenant = freshTenant();
      const open = order(tenant, 20);
      const paid = { ...open, status: 'PAID' as const, paidAt: sampleAt, version: 2 };
      await commitOf(world, tenant, [{ change: 'order.create', order: open }]);
      await commitOf(world, tenant, [{ change: 'order.advance', before: open, after: paid }]);

      await pending.moveOn({ kind: 'ORDER', tenant, orderId: open.orderId }, now, later);
      await pending.moveOn({ kind: 'ORDER', tenant, orderId: 'ord_none' as OrderId }, now, later);

      expect(await dueOf(tenant, 'ORDER', plus(later, 1))).toEqual([]);
    });

    it('leaves with its state though it was moved on', async () => {
      const tenant = freshTenant();
      const open = order(tenant, 30);
      const paid = { ...open, status: 'PAID' as const, paidAt: sampleAt, version: 2 };
      await commitOf(world, tenant, [{ change: 'order.create', order: open }]);
      await pending.moveOn({ kind: 'ORDER', tenant, orderId: open.orderId }, now, later);

      await commitOf(world, tenant, [{ change: 'order.advance', before: open, after: paid }]);

      expect(await dueOf(tenant, 'ORDER', plus(later, 1))).toEqual([]);
    });
  });
};
