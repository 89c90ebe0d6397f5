// Tier 2 of idempotency over the real adapter and whatever store a factory opens: claims, leases, fences
// and answers, all by the record's own condition.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { dynamoIdempotencyRecords } from '#adapters/dynamo/dynamo-idempotency.ts';
import type { Answer } from '#core/contracts/http/answer.ts';
import type { Tenant } from '#core/contracts/tenant.ts';
import type { IdempotencyClaim } from '#core/idempotency/idempotency-record.ts';
import { plus } from '#core/kernel/instant.ts';
import type { Change } from '#core/outbox/commit.ts';
import { sampleAt } from '#test/support/engine/sample-rows.ts';
import { commitOf, freshTenant, type StoreWorld } from '#test/support/engine/store-world.ts';

const won = { ok: true, value: undefined };
const answer: Answer = { status: 200, code: 'COMMON_000', result: { orderId: 'ord_1' } };
const claim: IdempotencyClaim = {
  scope: 'POST /api/v1/orders#key-1',
  fingerprint: 'f'.repeat(64),
  leaseMs: 30_000,
  answerTtlSeconds: 86_400,
};
const { scope } = claim;

export const idempotencyRecordsSuite = (
  name: string,
  openWorld: () => Promise<StoreWorld>,
): void => {
  describe(`idempotency records over ${name}`, () => {
    let opened: StoreWorld;
    const world = () => opened;
    beforeAll(async () => {
      opened = await openWorld();
    });
    afterAll(() => opened.close());

    const records = () => dynamoIdempotencyRecords(world().store, world().clock);
    let written = 0;
    /** Each with a row of its own: two equal transactions would be one under their token. */
    const write = (tenant: Tenant, idempotency: object) => {
      written += 1;
      const own: Change = {
        change: 'unique.create',
        tenant,
        kind: 'REFUND',
        value: `write-${written}`,
        owner: 'nobody',
      };
      return commitOf(world(), tenant, [own], { idempotency: idempotency as never });
    };
    const claiming = (over: Partial<IdempotencyClaim> = {}, at = sampleAt) => ({
      kind: 'claim',
      claim: { ...claim, ...over },
      resource: { type: 'payment', id: 'pay_1' },
      at,
    });
    const finishing = (fence: number) => ({
      kind: 'finish',
      scope,
      fence,
      answer,
      answerTtlSeconds: 86_400,
      at: sampleAt,
    });
    const releasing = (fence: number) => ({
      kind: 'recoverable',
      scope,
      fence,
      recoveryPoint: 'NONE',
      at: sampleAt,
    });

    it('gives a fresh claim once; the loser is shown the record that was there', async () => {
      const tenant = freshTenant();

      const first = await write(tenant, claiming());
      const second = await write(tenant, claiming());

      expect(first).toEqual(won);
      expect(second).toMatchObject({
        ok: false,
        error: { lost: 'idempotency', record: { scope, state: 'IN_PROGRESS', fence: 1 } },
      });
    });

    it('keeps the answer of a one-transaction operation with its record', async () => {
      const tenant = freshTenant();

      await write(tenant, { kind: 'complete', claim, answer, at: sampleAt });

      expect(await records().byScope({ tenant, scope })).toMatchObject({
        tenant,
        state: 'COMPLETED',
        httpStatus: 200,
        code: 'COMMON_000',
      });
      expect(await records().answer({ tenant, scope })).toEqual(answer);
    });

    it('lets nobody take over while the lease lives', async () => {
      const tenant = freshTenant();
      await write(tenant, claiming());

      const inLease = await write(tenant, claiming({ takeOver: 1 }, plus(sampleAt, 30_000)));
      const after = await write(tenant, claiming({ takeOver: 1 }, plus(sampleAt, 30_001)));

      expect(inLease).toMatchObject({ ok: false, error: { lost: 'idempotency' } });
      expect(after).toEqual(won);
      expect(await records().byScope({ tenant, scope })).toMatchObject({ fence: 2 });
    });

    it('lets one of two take over a released record, by its fence', async () => {
      const tenant = freshTenant();
      await write(tenant, claiming());
      await write(tenant, releasing(1));

      const first = await write(tenant, claiming({ takeOver: 1 }));
      const second = await write(tenant, claiming({ takeOver: 1 }));

      expect(first).toEqual(won);
      expect(second).toMatchObject({ ok: false, error: { lost: 'idempotency' } });
    });

    it('lets a former owner neither finish nor release', async () => {
      const tenant = freshTenant();
      await write(tenant, claiming());
      await write(tenant, claiming({ takeOver: 1 }, plus(sampleAt, 30_001)));

      const finish = await write(tenant, finishing(1));
      const release = await write(tenant, releasing(1));

      expect([finish.ok, release.ok]).toEqual([false, false]);
      expect(await write(tenant, finishing(2))).toEqual(won);
    });

    it('finishes once, and a finished record is never taken over or released', async () => {
      const tenant = freshTenant();
      await write(tenant, claiming());
      await write(tenant, finishing(1));

      const again = await write(tenant, finishing(1));
      const release = await write(tenant, releasing(1));
      const late = await write(tenant, claiming({ takeOver: 1 }, plus(sampleAt, 1e9)));

      expect([again.ok, release.ok, late.ok]).toEqual([false, false, false]);
      expect(await records().byScope({ tenant, scope })).not.toHaveProperty('leaseUntil');
    });

    it('tells nothing of another tenant, and no answer past its life', async () => {
      const tenant = freshTenant();
      await write(tenant, { kind: 'complete', claim, answer, at: plus(sampleAt, -86_400_000) });

      const foreign = await records().byScope({ tenant: freshTenant(), scope });
      const past = await records().answer({ tenant, scope });

      expect(foreign).toBeUndefined();
      expect(past).toBeUndefined();
      expect(await records().byScope({ tenant, scope })).toBeDefined();
    });
  });
};
