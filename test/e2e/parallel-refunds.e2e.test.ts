// However many partial refunds ask at once, no more goes back than was paid.
import { afterAll, describe, expect, it } from 'vitest';
import { manyRefunds } from '#test/support/cloud/many-refunds.ts';
import { pgControl } from '#test/support/cloud/pg-control.ts';
import { runningCloud } from '#test/support/cloud/running-cloud.ts';
import { paidSale } from '#test/support/cloud/sale.ts';
import { eventFaults, storedRows, typesOf } from '#test/support/cloud/stored-rows.ts';
import { count } from '#test/support/counters.ts';

const cloud = runningCloud();
const pg = pgControl(cloud.pgUrl);
const rows = storedRows(cloud);

afterAll(() => rows.close());

describe('forty refunds of 1,000 on 10,000', () => {
  it('give exactly ten, and the rest are told why', async () => {
    const sale = await paidSale(cloud.merchant, pg, { amount: 10_000 });

    // A crowd comes again by itself, each until it is decided.
    const { accepted, refusals, payment } = await manyRefunds(
      cloud.hasty,
      { paymentId: sale.paymentId, many: 40, amount: 1_000 },
      { limitMs: 90_000 },
    );

    expect(payment).toMatchObject({ status: 'REFUNDED', refundedAmount: 10_000 });
    expect(accepted).toBe(10);
    expect(refusals).toHaveLength(30);
    for (const code of refusals) expect(['REF_002', 'REF_003']).toContain(code);
    expect(await pg.truth(sale.pgOrderId)).toMatchObject({
      cancels: 10,
      canceledAmount: 10_000,
    });
    const events = await rows.events(sale.userId);
    expect(eventFaults(events)).toEqual([]);
    expect(typesOf(events).filter((type) => type === 'refund.succeeded')).toHaveLength(10);
    count('parallel refunds', accepted + refusals.length);
  });
});
