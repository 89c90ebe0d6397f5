// Attempts in doubt, slot by slot, over the real adapters and whatever store a factory opens.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { dynamoPendingWork } from '#adapters/dynamo/dynamo-outbox.ts';
import { dynamoAttempts, dynamoPayments } from '#adapters/dynamo/dynamo-payments.ts';
import type { Tenant } from '#core/contracts/tenant.ts';
import { type Instant, plus } from '#core/kernel/instant.ts';
import type { Change } from '#core/outbox/commit.ts';
import * as sample from '#test/support/engine/sample-rows.ts';
import { commitOf, freshTenant, type StoreWorld } from '#test/support/engine/store-world.ts';

const { sampleAt } = sample;

export const storeAttemptsSuite = (name: string, openWorld: () => Promise<StoreWorld>): void => {
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

  describe(`the progress of an attempt over ${name}`, () => {
    const doubtful = (tenant: Tenant) =>
      sample.anAttempt({
        tenant,
        state: 'IN_DOUBT',
        doubtAt: sampleAt,
        slot: 1,
        nextReadAt: plus(sampleAt, 2_000),
      });

    it('is written once a slot: who comes second changes nothing', async () => {
      const tenant = freshTenant();
      const before = doubtful(tenant);
      await put(tenant, { change: 'attempt.create', attempt: before });
      const attempts = dynamoAttempts(world.store);
      const after = { ...before, slot: 2, nextReadAt: plus(sampleAt, 5_000) };

      const first = await attempts.progress({ before, after });
      const second = await attempts.progress({ before, after: { ...after, slot: 3 } });

      expect([first, second]).toEqual([true, false]);
    });

    it('loses when somebody has ended the attempt', async () => {
      const tenant = freshTenant();
      const before = doubtful(tenant);
      await put(
        tenant,
        { change: 'attempt.create', attempt: before },
        { change: 'attempt.advance', before, after: { ...before, state: 'SUCCEEDED' } },
      );

      const isMine = await dynamoAttempts(world.store).progress({
        before,
        after: { ...before, slot: 2 },
      });

      expect(isMine).toBe(false);
    });

    it('drops what the new form has no longer', async () => {
      const tenant = freshTenant();
      const before = doubtful(tenant);
      await put(
        tenant,
        { change: 'payment.create', payment: sample.aPayment({ tenant }) },
        { change: 'attempt.create', attempt: before },
      );
      const { nextReadAt: _used, ...after } = { ...before, slot: 11 };

      await dynamoAttempts(world.store).progress({ before, after });

      const view = await dynamoPayments(world.store).byId({ tenant, paymentId: sample.paymentId });
      expect(view?.attempts).toEqual([after]);
    });

    it('keeps it in the due index until its last slot is used', async () => {
      const tenant = freshTenant();
      const nextReadAt = plus(sampleAt, 20_000);
      const doubt = { ...doubtful(tenant), slot: 2, nextReadAt };
      await put(tenant, { change: 'attempt.create', attempt: doubt });
      const due = async (before: Instant): Promise<number> =>
        (await dynamoPendingWork(world.store).due('ATTEMPT', before, 1_000)).items.filter(
          (one) => one.tenant.merchantId === tenant.merchantId,
        ).length;
      const [slotAt, late] = [plus(nextReadAt, 60_000), plus(sampleAt, 2_000_000)];

      expect([await due(slotAt), await due(plus(slotAt, 1))]).toEqual([0, 1]);

      const { nextReadAt: _read, ...rest } = doubt;
      const isMine = await dynamoAttempts(world.store).progress({
        before: doubt,
        after: { ...rest, slot: 11 },
      });

      expect([isMine, await due(late)]).toEqual([true, 0]);
    });
  });
};
