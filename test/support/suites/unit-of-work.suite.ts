// The suite of the port `UnitOfWork`, over the real adapter and whatever store a factory opens: every
// kind of change wins once, and loses when the reason of its condition holds. A loser writes nothing.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { dynamoPayments } from '#adapters/dynamo/dynamo-payments.ts';
import type { Answer } from '#core/contracts/http/answer.ts';
import type { IdempotencyClaim } from '#core/idempotency/idempotency-record.ts';
import type { Uuid } from '#core/kernel/ids.ts';
import { money } from '#core/kernel/money.ts';
import { captured } from '#core/ledger/movements.ts';
import type { Change } from '#core/outbox/commit.ts';
import { count } from '#test/support/counters.ts';
import * as sample from '#test/support/engine/sample-rows.ts';
import { commitOf, freshTenant, type StoreWorld } from '#test/support/engine/store-world.ts';
import { attempt, isPayable, order, payment, paymentStep, races, unique } from './lost-races.ts';

const { sampleAt } = sample;
const won = { ok: true, value: undefined };
const answer: Answer = { status: 200, code: 'COMMON_000', result: { orderId: 'ord_1' } };
const claim: IdempotencyClaim = {
  scope: 'POST /api/v1/orders#key-1',
  fingerprint: 'f'.repeat(64),
  leaseMs: 30_000,
  answerTtlSeconds: 86_400,
};

export const unitOfWorkSuite = (name: string, openWorld: () => Promise<StoreWorld>): void => {
  describe(`unit of work over ${name}`, () => {
    let world: StoreWorld;

    beforeAll(async () => {
      world = await openWorld();
    });
    afterAll(() => world.close());

    it.each(races)('loses when $reason', async ({ stored, first, loses }) => {
      const tenant = freshTenant();
      const canary: Change = {
        change: 'unique.create',
        tenant,
        kind: 'MORDER',
        value: 'canary',
        owner: 'nobody',
      };
      for (const change of stored(tenant)) await commitOf(world, tenant, [change]);
      const before = first === undefined ? won : await commitOf(world, tenant, [first(tenant)]);

      const lost = await commitOf(world, tenant, [canary, loses(tenant)]);

      expect(before).toEqual(won);
      expect(lost).toMatchObject({ ok: false, error: { lost: loses(tenant).change } });
      // Nothing of the loser was written, so its other row can be written now.
      expect(await commitOf(world, tenant, [canary])).toEqual(won);
      count('lost-conditions');
    });

    it('lets checks pass whose reason does not hold', async () => {
      const tenant = freshTenant();
      await commitOf(world, tenant, [order(tenant), payment(tenant, { status: 'IN_DOUBT' })]);
      await commitOf(world, tenant, [attempt(tenant, { state: 'IN_DOUBT' })]);

      const passed = await commitOf(world, tenant, [
        isPayable(tenant),
        { change: 'payment.isInDoubt', payment: sample.aPayment({ tenant }) },
        { change: 'attempt.isOpen', attempt: sample.anAttempt({ tenant }) },
      ]);

      expect(passed).toEqual(won);
    });

    it('tells who owns a unique value, and lets its owner share it', async () => {
      const tenant = freshTenant();
      await commitOf(world, tenant, [unique(tenant, 'pay_1', true)]);

      const mine = await commitOf(world, tenant, [unique(tenant, 'pay_1', true)]);
      const theirs = await commitOf(world, tenant, [unique(tenant, 'pay_2', true)]);

      expect(mine).toEqual(won);
      expect(theirs).toEqual({ ok: false, error: { lost: 'unique.create', owner: 'pay_1' } });
    });

    it('posts an effect once for ever', async () => {
      const tenant = freshTenant();
      const head = { tenant, effectiveAt: sampleAt, recordedAt: sampleAt, refs: {} };
      const paid = { paymentId: 'pay_1', provider: 'toss', amount: money(9_000n, 'KRW') };
      const groups = [captured(head, paid)];

      const first = await commitOf(world, tenant, [], { groups });
      const second = await commitOf(world, tenant, [unique(tenant, 'x')], { groups });

      expect(first).toEqual(won);
      expect(second).toEqual({ ok: false, error: { lost: 'ledger' } });
    });

    it('judges the idempotency record first', async () => {
      const tenant = freshTenant();
      const idempotency = { kind: 'complete' as const, claim, answer, at: sampleAt };
      await commitOf(world, tenant, [order(tenant)], { idempotency });

      const again = await commitOf(world, tenant, [payment(tenant), order(tenant)], {
        idempotency,
      });

      expect(again).toMatchObject({ ok: false, error: { lost: 'idempotency' } });
    });

    it('asked the same again says yes again, and changes nothing', async () => {
      const tenant = freshTenant();
      await commitOf(world, tenant, [payment(tenant)]);
      const step = paymentStep(tenant);
      const name = 'TX-DECLINED' as const;

      const first = await commitOf(world, tenant, [step], { name });
      const again = await commitOf(world, tenant, [step], { name });
      const view = await dynamoPayments(world.store).byId({
        tenant,
        paymentId: sample.paymentId,
      });

      expect([first, again]).toEqual([won, won]);
      expect(view?.payment.version).toBe(2);
      expect(view?.history.map(({ status }) => status)).toEqual(['READY', 'FAILED']);
    });

    it('keeps two tenants with equal ids apart', async () => {
      const one = freshTenant();
      const two = freshTenant();

      await commitOf(world, one, [payment(one)]);
      const other = await commitOf(world, two, [payment(two)]);

      expect(other).toEqual(won);
    });

    it('refuses a command that is there', async () => {
      const tenant = freshTenant();
      const commands = [
        {
          tenant,
          commandId: '019cacb8-a065-7000-9d3e-5b2f8c1a4e77' as Uuid,
          objectId: 'pay_1',
          createdAt: sampleAt,
          body: { kind: 'RESUME_SAGA' as const, paymentId: 'pay_1', token: 't', outcome: 'DONE' },
        },
      ];
      await commitOf(world, tenant, [], { commands });

      const again = await commitOf(world, tenant, [unique(tenant, 'y')], { commands });

      expect(again.ok).toBe(false);
    });
  });
};
