// Check 21 of the simulator: whichever connector a payment has, under the odds of `hostile` nothing is
// done twice, nothing that happened is called a failure, and no doubt outlives the schedule.
import { describe, expect, it } from 'vitest';
import { assert } from '#core/kernel/assert.ts';
import { count } from '#test/support/counters.ts';
import { tenant } from '#test/support/engine/engine.ts';
import { amountsOf, askRefund } from '#test/support/engine/refunds.ts';
import { confirm, type Sale, sell } from '#test/support/engine/sale.ts';
import { type World, world } from '#test/support/engine/world.ts';
import { policy } from '#test/support/selling-policy.ts';
import { connectorNames } from './pg-world.ts';

const seeds = [11, 12, 13];
const salesPerSeed = 30;
const day = 24 * 3_600_000;

/** A client that asks again under its key while it may. */
const pay = async (at: World, sale: Sale): Promise<void> => {
  for (let tries = 0; tries < 3; tries += 1) {
    const { status } = await confirm(at, sale);
    if (status < 500) return;
    at.clock.advance(1_000);
  }
};

const won = (amount: unknown): bigint => BigInt(amount as number);

/** What our books say of a sale, in the PG's terms. */
const told = async (at: World, sale: Sale) => {
  const view = await at.deps.payments.byId({ tenant, paymentId: sale.paymentId });
  assert(view !== undefined, 'a sale has its payment');
  const [refundable = 0n, refunding = 0n, refunded = 0n] = await amountsOf(at, sale);
  return {
    isOpen: view.payment.status === 'IN_DOUBT' || refunding > 0n,
    taken: refundable + refunded,
    returned: refunded,
  };
};

const truthOf = (at: World, sale: Sale) => {
  const { approvals, approvedAmount, canceledAmount } = at.pg.control.truth.order(sale.pgOrderId);
  return { approvals, taken: won(approvedAmount), returned: won(canceledAmount) };
};

const sellAndRefund = async (at: World, seed: number): Promise<readonly Sale[]> => {
  const sales: Sale[] = [];
  for (let each = 0; each < salesPerSeed; each += 1) {
    const sale = await sell(at, { key: `order-${seed}-${each}` });
    sales.push(sale);
    await pay(at, sale);
    await askRefund(at, sale, { amount: 4_000n });
  }
  return sales;
};

describe.each(connectorNames)('21: %s under hostile odds', (provider) => {
  it('has no double effect, no false failure and no doubt', { timeout: 30_000 }, async () => {
    const faults = new Set<string>();
    let paid = 0;
    for (const seed of seeds) {
      const at = world({ policies: [policy({ provider })], pg: { profile: 'hostile', seed } });
      const sales = await sellAndRefund(at, seed);
      await at.runFor(2 * day);

      for (const sale of sales) {
        const { approvals, ...truth } = truthOf(at, sale);
        const { isOpen, ...books } = await told(at, sale);
        expect([seed, sale.pgOrderId, approvals <= 1, isOpen]).toEqual([
          seed,
          sale.pgOrderId,
          true,
          false,
        ]);
        expect([seed, sale.pgOrderId, books]).toEqual([seed, sale.pgOrderId, truth]);
        paid += approvals;
      }
      for (const fault of Object.keys(at.pg.control.truth.summary().faults)) faults.add(fault);
    }
    expect(paid).toBeGreaterThan((seeds.length * salesPerSeed) / 2);
    expect(faults.size).toBeGreaterThan(6);
    count('hostile sales', seeds.length * salesPerSeed);
  });
});
