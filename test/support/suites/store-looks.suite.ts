// When the sweep looks at a payment again, over the real adapters and whatever store a factory opens: the time
// is moved or taken away without a commit, unless somebody has moved the payment.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { dynamoPendingWork } from '#adapters/dynamo/dynamo-outbox.ts';
import { dynamoPaymentLooks, dynamoPayments } from '#adapters/dynamo/dynamo-payments.ts';
import type { Tenant } from '#core/contracts/tenant.ts';
import { type Instant, plus } from '#core/kernel/instant.ts';
import type { EndedPayment } from '#core/payments/payment.ts';
import * as sample from '#test/support/engine/sample-rows.ts';
import { commitOf, freshTenant, type StoreWorld } from '#test/support/engine/store-world.ts';

const { sampleAt } = sample;

const first = plus(sampleAt, 1_000);
const second = plus(sampleAt, 60_000);

export const storeLooksSuite = (name: string, openWorld: () => Promise<StoreWorld>): void => {
  describe(`looks at payments over ${name}`, () => {
    let world: StoreWorld;

    beforeAll(async () => {
      world = await openWorld();
    });
    afterAll(() => world.close());

    /** A payment that ended, whose account is open at the bank. */
    const stored = async (tenant: Tenant): Promise<EndedPayment> => {
      const { status: _ready, ...facts } = sample.aPayment({ tenant });
      const payment = { ...facts, status: 'EXPIRED' as const, endedAt: sampleAt, dueAt: first };
      expect(await commitOf(world, tenant, [{ change: 'payment.create', payment }])).toMatchObject({
        ok: true,
      });
      return payment;
    };

    const dueAt = async (tenant: Tenant, at: Instant): Promise<boolean> => {
      const found = await dynamoPendingWork(world.store).due('PAYMENT', plus(at, 1), 1_000);
      return found.items.some((due) => due.tenant.merchantId === tenant.merchantId);
    };

    const kept = async ({ tenant, paymentId }: EndedPayment) =>
      (await dynamoPayments(world.store).byId({ tenant, paymentId }))?.payment;

    it('come at the time that was said last, and the payment is as it was', async () => {
      const tenant = freshTenant();
      const payment = await stored(tenant);
      const before = await dueAt(tenant, first);

      await dynamoPaymentLooks(world.store).moveOn({ payment, at: second });

      expect(before).toBe(true);
      expect(await dueAt(tenant, first)).toBe(false);
      expect(await dueAt(tenant, second)).toBe(true);
      expect(await kept(payment)).toEqual({ ...payment, dueAt: second });
    });

    it('end where no time is said', async () => {
      const tenant = freshTenant();
      const payment = await stored(tenant);

      await dynamoPaymentLooks(world.store).moveOn({ payment });

      const { dueAt: _never, ...rest } = payment;
      expect(await dueAt(tenant, second)).toBe(false);
      expect(await kept(payment)).toEqual(rest);
    });

    it('stay as they are for a payment that somebody has moved since', async () => {
      const tenant = freshTenant();
      const payment = await stored(tenant);
      const stale = { ...payment, version: payment.version + 1 };
      const looks = dynamoPaymentLooks(world.store);

      await looks.moveOn({ payment: stale, at: second });
      await looks.moveOn({ payment: stale });

      expect(await kept(payment)).toEqual(payment);
      expect(await dueAt(tenant, first)).toBe(true);
    });
  });
};
