// Two rows read one after the other, and another at work in between: what is told fits what is there, and nothing that
// was only true of one of them is kept under a key.
import { describe, expect, it } from 'vitest';
import { present } from '#core/kernel/assert.ts';
import { expireOrder } from '#core/orders/expire-order.ts';
import { getOrder } from '#core/orders/read-orders.ts';
import { lookAtPayment } from '#core/payments/look-at-payment.ts';
import { orderBeside } from '#core/payments/order-beside.ts';
import { presentTruth } from '#core/payments/present-payment.ts';
import { statesOf, viewOf } from '#test/support/engine/books.ts';
import { tenant } from '#test/support/engine/engine.ts';
import { meanwhile } from '#test/support/engine/meanwhile.ts';
import { cancel, confirm, resultOf, type Sale, sell, shop } from '#test/support/engine/sale.ts';
import { expectSound } from '#test/support/engine/soundness.ts';
import { capture, reserved } from '#test/support/engine/two-step.ts';
import type { World } from '#test/support/engine/world.ts';

const hourMs = 3_600_000;
const weekMs = 7 * 24 * hourMs;

describe('an order that is read', () => {
  it('invites nobody to pay what is paid meanwhile', async () => {
    const at = shop();
    const sale = await sell(at);
    const { deps } = meanwhile(at, () => confirm(at, sale), 'payments');
    const order = () => getOrder(deps)({ tenant, orderId: sale.orderId });

    const between = resultOf(await order());
    const later = resultOf(await order());

    expect(between).not.toHaveProperty('checkout');
    expect(later).toMatchObject({ status: 'COMPLETED' });
  });
});

describe('a confirm past the order’s time', () => {
  it('comes again while the payment is ended beside it', async () => {
    const at = shop();
    const sale = await sell(at);
    at.clock.advance(hourMs);
    const expired = () => expireOrder(at.deps)({ tenant, orderId: sale.orderId });

    const between = await confirm(meanwhile(at, expired, 'payments'), sale);
    const again = await confirm(at, sale);

    expect(between).toMatchObject({ code: 'PAY_004', retryAfterSeconds: 1 });
    expect(again).toMatchObject({ code: 'PAY_004' });
    expect(again).not.toHaveProperty('retryAfterSeconds');
    await expectSound(at);
  });
});

describe('an order that is read after its payment', () => {
  const readsOf = async (at: World, sale: Sale): Promise<number> => {
    const view = await viewOf(at, sale);
    const before = at.mishap.called.length;
    expect(await orderBeside(at.deps)(view)).toMatchObject({ orderId: sale.orderId });
    return at.mishap.called.slice(before).filter((label) => label === 'payment.byId').length;
  };

  it('costs no second read of the payment while it is open, nor once both have moved on', async () => {
    const at = shop();
    const sale = await sell(at);

    const open = await readsOf(at, sale);
    await confirm(at, sale);
    const paid = await readsOf(at, sale);

    expect(await statesOf(at, sale)).toMatchObject({ order: 'COMPLETED' });
    expect([open, paid]).toEqual([0, 0]);
  });

  it('is told with a second read of the payment where it alone has moved on', async () => {
    const at = shop();
    const sale = await sell(at);
    const view = await viewOf(at, sale);
    await confirm(at, sale);

    expect(await orderBeside(at.deps)(view)).toBe('MOVED');
    expect(await orderBeside(at.deps)(await viewOf(at, sale))).toMatchObject({
      status: 'COMPLETED',
    });
  });
});

describe('a payment whose rows were read around a commit', () => {
  it('is told as not known yet where its attempt was read open', async () => {
    const at = shop();
    const sale = await sell(at);
    at.mishap.plan('pg.confirm', 'DIES_BEFORE');
    void confirm(at, sale);
    await at.microtasksDone();
    const { attempts } = await viewOf(at, sale);
    await at.runFor(30_000);
    const torn = { ...(await viewOf(at, sale)), attempts };
    const payments = { ...at.deps.payments, byId: () => Promise.resolve(torn) };
    const scope = present(attempts[0]?.idempotency, 'a confirm has its key').scope;

    const told = await presentTruth({ ...at.deps, payments })(tenant, sale.paymentId, scope);

    expect(torn.payment).not.toHaveProperty('openAttempt');
    expect(told).toMatchObject({ status: 202, code: 'PAY_005' });
  });
});

describe('what is reserved', () => {
  it('is told to be let go where the void ends between the reads of its capture', async () => {
    const { at, sale } = await reserved();
    const second = meanwhile(at, () => cancel(at, sale));

    const answer = await capture(second, sale);

    expect(answer).toMatchObject({ status: 409, code: 'PAY_010' });
    expect(await statesOf(at, sale)).toMatchObject({ payment: 'CANCELLED' });
    await expectSound(at);
  });

  it('is answered as taken where its own key takes it between the reads of its capture', async () => {
    const { at, sale } = await reserved();
    const second = meanwhile(at, () => capture(at, sale));

    const answer = await capture(second, sale);

    expect(answer).toMatchObject({ status: 200, isReplayed: true });
    expect(await statesOf(at, sale)).toMatchObject({ payment: 'CONFIRMED' });
    await expectSound(at);
  });

  it('is looked at again where another look ends it between the reads of the first', async () => {
    const { at, sale } = await reserved();
    at.clock.advance(weekMs + 1);
    const key = { tenant, paymentId: sale.paymentId };
    const second = meanwhile(at, () => lookAtPayment(at.deps)(key));

    const looked = await lookAtPayment(second.deps)(key);

    expect(looked).toMatchObject({ kind: 'LATER' });
    expect(await lookAtPayment(at.deps)(key)).toEqual({ kind: 'ENDED' });
    await expectSound(at);
  });
});
