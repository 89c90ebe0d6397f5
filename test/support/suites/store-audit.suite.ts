// The audit log over the real adapters and whatever store a factory opens: rows found by time, chains
// leased to one sealer, records indexed by day, anchors found over their records.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { nodeDigests } from '#adapters/crypto/node-digests.ts';
import { entryKey } from '#adapters/dynamo/audit-items.ts';
import { dynamoAuditHeads, dynamoAuditSource } from '#adapters/dynamo/dynamo-audit.ts';
import { dynamoAuditIndex, dynamoAuditReads } from '#adapters/dynamo/dynamo-audit-index.ts';
import type { Anchor } from '#core/audit/anchor.ts';
import { chainStart, sealedEntries, type Unsealed } from '#core/audit/audit-entry.ts';
import type { AuditHead } from '#core/audit/ports.ts';
import { type Tenant, tenantText } from '#core/contracts/tenant.ts';
import { present } from '#core/kernel/assert.ts';
import { base32Time, prefixed, type Uuid, uuidv7 } from '#core/kernel/ids.ts';
import { type Instant, instant, plus } from '#core/kernel/instant.ts';
import * as sample from '#test/support/engine/sample-rows.ts';
import { commitOf, freshTenant, type StoreWorld } from '#test/support/engine/store-world.ts';

const { sampleAt } = sample;
const hour = 3_600_000;

const uuidAt = (at: Instant, n: number): Uuid => uuidv7(at, 0, BigInt(n));

const recordOf = (object: string) => ({
  actor: 'fpk_test_1',
  action: 'order.create',
  object,
  requestId: 'request-1',
  at: '2026-03-02T04:00:00.000Z',
});

const unsealedAt = (tenant: Tenant, at: Instant, n: number): Unsealed => ({
  auditId: prefixed('aud', uuidAt(at, n)),
  tenant,
  rootId: `ord_${n}`,
  record: recordOf(`ord_${n}`),
});

export const storeAuditSuite = (name: string, openWorld: () => Promise<StoreWorld>): void => {
  let world: StoreWorld;

  beforeAll(async () => {
    world = await openWorld();
  });
  afterAll(() => world.close());

  describe(`the audit log over ${name}`, () => {
    const audited = (tenant: Tenant, at: Instant, n: number) =>
      commitOf(world, tenant, [], {
        outbox: {
          tenant,
          rootId: `ord_${n}`,
          groupId: uuidAt(at, n),
          createdAt: at,
          events: [],
          audit: recordOf(`ord_${n}`),
        },
      });

    it('finds records by their time, hour after hour, in order', async () => {
      const tenant = freshTenant();
      const source = dynamoAuditSource(world.store);
      const ats = [0, 1, hour, 3 * hour].map((ms) => plus(sampleAt, ms));
      for (const [n, at] of ats.entries()) await audited(tenant, at, n);

      const found: Unsealed[] = [];
      const end = plus(sampleAt, 4 * hour);
      for (let from = sampleAt; from < end; ) {
        const { records, until } = await source.between(from, end);
        found.push(...records.filter((one) => tenantText(one.tenant) === tenantText(tenant)));
        expect(until).toBeGreaterThan(from);
        from = until;
      }

      expect(found).toEqual(ats.map((at, n) => unsealedAt(tenant, at, n)));
      expect(await source.between(end, end)).toEqual({ records: [], until: end });
    });

    it('begins with the first merchant', async () => {
      const source = dynamoAuditSource(world.store);
      expect(await source.beginning()).toBeUndefined();
      const merchant = sample.aMerchant({ createdAt: plus(sampleAt, 5) });

      await commitOf(world, freshTenant(), [{ change: 'merchant.create', merchant }]);

      expect(await source.beginning()).toBe(plus(sampleAt, 5));
    });

    it('moves the scan once from each place', async () => {
      const heads = dynamoAuditHeads(world.store);
      const [early, late] = [plus(sampleAt, 1), sampleAt];

      expect(await heads.scan()).toBeUndefined();
      expect(await heads.moveScan(undefined, { early, late })).toBe(true);
      expect(await heads.moveScan(undefined, { early, late })).toBe(false);
      expect(await heads.scan()).toEqual({ early, late });
      const next = { early: plus(early, 1), late };
      expect(await heads.moveScan({ early, late }, next)).toBe(true);
      expect(await heads.moveScan({ early, late: plus(late, 1) }, next)).toBe(false);
      expect(await heads.moveScan({ early, late }, next)).toBe(false);
    });

    it('leases a chain to one sealer, and fences the other', async () => {
      const tenant = freshTenant();
      const heads = dynamoAuditHeads(world.store);
      const until = plus(sampleAt, 100);

      const first = (await heads.lease(tenant, sampleAt, until)) as AuditHead;
      expect(first).toMatchObject({ seq: 0, hash: chainStart, batches: [] });
      expect(await heads.lease(tenant, plus(sampleAt, 99), until)).toBeUndefined();
      const second = (await heads.lease(tenant, until, plus(until, 100))) as AuditHead;
      expect(await heads.write({ ...first, seq: 9 })).toBeUndefined();

      const sealed = { ...second, seq: 2, indexedSeq: 2, hash: 'f'.repeat(64), batches: ['a'] };
      const written = await heads.write(sealed);

      expect(written).toEqual({ ...sealed, version: second.version + 1 });
      const third = await heads.lease(tenant, plus(until, 1), plus(until, 200));
      expect(third).toEqual({ ...sealed, version: second.version + 2 });
    });

    it('tells which chains wait for an anchor', async () => {
      const tenant = freshTenant();
      const heads = dynamoAuditHeads(world.store);
      const head = (await heads.lease(tenant, sampleAt, sampleAt)) as AuditHead;
      const isDue = async (at: Instant): Promise<boolean> =>
        (await heads.dueForAnchor(at)).some((one) => tenantText(one) === tenantText(tenant));

      const sealed = (await heads.write({ ...head, seq: 3, anchoredAt: sampleAt })) as AuditHead;
      expect(await isDue(plus(sampleAt, hour - 1))).toBe(false);
      expect(await isDue(plus(sampleAt, hour + 1))).toBe(true);
      await heads.write({ ...sealed, anchoredSeq: 3 });

      expect(await isDue(plus(sampleAt, 2 * hour))).toBe(false);
    });

    it('indexes records by day, and finds them by id, page and filter', async () => {
      const tenant = freshTenant();
      const index = dynamoAuditIndex(world.store);
      const reads = dynamoAuditReads(world.store, world.clock);
      const from = plus(sampleAt, -24 * hour);
      const records = [0, 1, 24 * hour].map((ms, n) => unsealedAt(tenant, plus(from, ms), n));
      const ids = records.map(({ auditId }) => auditId);
      const idAt = (n: number) => present(ids[n], 'there are three records');
      const entries = sealedEntries({ seq: 0, hash: chainStart }, records, nodeDigests);
      await index.add(tenant, entries.slice(0, 2));
      expect(await index.lacking(tenant, ids)).toEqual(new Set(ids.slice(2)));
      await index.add(tenant, entries);

      const [, middle, last] = entries;
      const to = plus(sampleAt, 48 * hour);
      const list = (over: object, page: object = {}) =>
        reads.list({ tenant, ...over, page: { limit: 2, from, to, ...page } });
      const first = await list({});

      expect(first.items).toEqual([last, middle]);
      expect((await list({}, { after: first.next })).items).toEqual(entries.slice(0, 1));
      expect((await list({ object: 'ord_1' })).items).toEqual([middle]);
      expect(await reads.findAnywhere(idAt(1), [freshTenant(), tenant])).toEqual(middle);
      expect(await reads.findAnywhere(idAt(0), [freshTenant()])).toBeUndefined();
    });

    it('finds what a filter asks for behind a crowd of one shard and day', async () => {
      const tenant = freshTenant();
      const index = dynamoAuditIndex(world.store);
      const reads = dynamoAuditReads(world.store, world.clock);
      const shardOfId = ({ auditId }: Unsealed) => entryKey(world.store, tenant, auditId).pk;
      const [wanted, ...others] = Array.from({ length: 1_001 * world.store.shards * 2 }, (_, n) =>
        unsealedAt(tenant, plus(sampleAt, n), n),
      );
      const oldest = present(wanted, 'there are many');
      const crowd = others.filter((one) => shardOfId(one) === shardOfId(oldest)).slice(0, 1_001);
      expect(crowd).toHaveLength(1_001);
      const all = [oldest, ...crowd];
      await index.add(tenant, sealedEntries({ seq: 0, hash: chainStart }, all, nodeDigests));

      const to = plus(sampleAt, 48 * hour);
      const { items, next } = await reads.list({
        tenant,
        object: oldest.record.object,
        page: { limit: 2, from: sampleAt, to },
      });

      expect(items.map(({ auditId }) => auditId)).toEqual([oldest.auditId]);
      expect(next).toBeUndefined();
      const newest = present(crowd.at(-1), 'there are many');
      const from = instant(base32Time(newest.auditId));
      const late = { tenant, object: oldest.record.object, page: { limit: 2, from, to } };
      expect(await reads.list(late)).toEqual({ items: [] });
    });

    it('finds the first anchor over a record', async () => {
      const tenant = freshTenant();
      const index = dynamoAuditIndex(world.store);
      const reads = dynamoAuditReads(world.store, world.clock);
      const records = [0, 1, 2].map((n) => unsealedAt(tenant, plus(sampleAt, n), n));
      const entries = sealedEntries({ seq: 0, hash: chainStart }, records, nodeDigests);
      const anchorsOver = () => Promise.all(entries.map((entry) => reads.anchorOver(entry)));
      const anchorOf = (from: number, to: number): Anchor => ({
        statement: {
          tenant: tenantText(tenant),
          from,
          to,
          root: 'a'.repeat(64),
          lastHash: 'b'.repeat(64),
          at: '2026-03-02T05:00:00.000Z',
        },
        signature: 'c',
        keyArn: 'arn',
        algorithm: 'ECDSA_SHA_256',
      });
      await index.addAnchor(tenant, anchorOf(1, 1), 'first');
      await index.addAnchor(tenant, anchorOf(2, 2), 'second');

      expect(await anchorsOver()).toEqual(['first', 'second', undefined]);
    });
  });
};
