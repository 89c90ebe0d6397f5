// What is reserved and then taken or let go at the PG without a call of ours: it is read where somebody looks,
// before a lapse is believed, and when a webhook tells; and money the PG named by its own key can go back.
import { describe, expect, it } from 'vitest';
import { present } from '#core/kernel/assert.ts';
import { lookAtPayment } from '#core/payments/look-at-payment.ts';
import type { PgPayment, PgReply } from '#core/payments/payment-gateway.ts';
import { readNow } from '#core/payments/read-now.ts';
import { attentionOf, statesOf } from '#test/support/engine/books.ts';
import { tenant } from '#test/support/engine/engine.ts';
import { meanwhile } from '#test/support/engine/meanwhile.ts';
import { askRefund } from '#test/support/engine/refunds.ts';
import type { Sale } from '#test/support/engine/sale.ts';
import { expectSound } from '#test/support/engine/soundness.ts';
import {
  authorize,
  byAnother,
  heldOf,
  keyTold,
  reserved,
  reservingShop,
  saleOf,
} from '#test/support/engine/two-step.ts';
import type { World } from '#test/support/engine/world.ts';

const weekMs = 7 * 86_400_000;

const lookNow = (at: Pick<World, 'deps'>, { paymentId }: Sale) =>
  readNow(at.deps)({ tenant, paymentId, actor: 'engine:test' });

const kept = async () => {
  const { at, sale } = await reserved();
  return { at, sale: await keyTold(at, sale) };
};

describe('what is reserved, and taken at the PG by another', () => {
  it('is sold once somebody looks', async () => {
    const { at, sale } = await kept();
    await byAnother(at, sale, 'capture');

    expect(await lookNow(at, sale)).toMatchObject({ outcome: 'ENDED', seen: 'DONE' });

    expect(await statesOf(at, sale)).toMatchObject({ order: 'COMPLETED', payment: 'CONFIRMED' });
    expect(heldOf(at, sale)).toMatchObject({ reserved: 1, taken: 1 });
    await expectSound(at);
  });

  it('is sold once where two look at once', async () => {
    const { at, sale } = await kept();
    await byAnother(at, sale, 'capture');
    const second = meanwhile(at, () => lookNow(at, sale));

    const looked = await lookNow(second, sale);

    expect(looked).toMatchObject({ outcome: 'NOTHING_OPEN', seen: 'DONE' });
    expect(await statesOf(at, sale)).toMatchObject({ order: 'COMPLETED', payment: 'CONFIRMED' });
    expect(heldOf(at, sale)).toMatchObject({ reserved: 1, taken: 1 });
    await expectSound(at);
  });

  it('is no lapse when its time is over', async () => {
    const { at, sale } = await kept();
    await byAnother(at, sale, 'capture');
    at.clock.advance(weekMs + 1);

    const looked = await lookAtPayment(at.deps)({ tenant, paymentId: sale.paymentId });

    expect(looked).toEqual({ kind: 'ENDED' });
    expect(await statesOf(at, sale)).toMatchObject({ order: 'COMPLETED', payment: 'CONFIRMED' });
    await expectSound(at);
  });
});

describe('what is reserved, at the end of its time', () => {
  it('is not believed to have lapsed before the PG has been read', async () => {
    const { at, sale } = await kept();
    await byAnother(at, sale, 'capture');
    at.clock.advance(weekMs + 1);
    at.pg.control.addRule({ fault: 'F06', match: { op: 'read' }, times: 1 });

    const looked = await lookAtPayment(at.deps)({ tenant, paymentId: sale.paymentId });

    expect(looked).toEqual({ kind: 'LATER', at: at.clock.now() + 60_000 });
    expect(await statesOf(at, sale)).toMatchObject({ payment: 'AUTHORIZED' });
    await at.runFor(2 * 60_000);
    await at.sweepOnce();
    expect(await statesOf(at, sale)).toMatchObject({ order: 'COMPLETED', payment: 'CONFIRMED' });
    await expectSound(at);
  });

  /** A PG whose reservations live longer than ours, and what its void is told by. */
  const stillHeld = async (isTold: boolean) => {
    const { at, sale } = await kept();
    const real = at.deps.gateways('sandbox');
    const { twoStep } = real;
    let voids = 0;
    let last: PgPayment | undefined;
    const held = {
      ...real,
      read: async (asked: Parameters<typeof real.read>[0]) => {
        const reading = await real.read(asked);
        const isOver = reading.kind === 'FOUND' && reading.payment.status === 'EXPIRED';
        if (!isOver || voids > 0) return reading;
        last = { ...reading.payment, status: 'AUTHORIZED' };
        return { ...reading, payment: last };
      },
      twoStep: {
        ...present(twoStep, 'it captures by request'),
        void: () => {
          voids += 1;
          const payment = { ...present(last, 'it was read first'), status: 'CANCELED' as const };
          return Promise.resolve<PgReply>(
            isTold
              ? { class: 'SUCCESS', code: 'DONE', durationMs: 0, payment }
              : { class: 'UNKNOWN', code: 'TIMEOUT', durationMs: 0 },
          );
        },
      },
    };
    at.clock.advance(weekMs + 1);
    return { at, sale, deps: { ...at.deps, gateways: () => held }, voids: () => voids };
  };

  it.each([
    ['and the PG says so', true],
    ['and the answer is lost', false],
  ])('is voided where the PG still holds it, %s', async (_how, isTold) => {
    const { at, sale, deps, voids } = await stillHeld(isTold);

    await lookAtPayment(deps)({ tenant, paymentId: sale.paymentId });

    expect(voids()).toBe(1);
    expect(await statesOf(at, sale)).toMatchObject({ order: 'CANCELLED', payment: 'EXPIRED' });
    await expectSound(at);
  });
});

describe('what is reserved, and let go at the PG by another', () => {
  it('ends with its order once somebody looks', async () => {
    const { at, sale } = await kept();
    await byAnother(at, sale, 'void');

    expect(await lookNow(at, sale)).toMatchObject({ outcome: 'ENDED' });

    expect(await statesOf(at, sale)).toMatchObject({ order: 'CANCELLED', payment: 'CANCELLED' });
    expect(attentionOf(at)).toEqual([]);
    await expectSound(at);
  });

  it('stands while the PG says so', async () => {
    const { at, sale } = await kept();

    expect(await lookNow(at, sale)).toMatchObject({ outcome: 'NOTHING_OPEN', seen: 'AUTHORIZED' });
    expect(await statesOf(at, sale)).toMatchObject({ payment: 'AUTHORIZED' });
  });

  it('has lapsed when the PG says so first', async () => {
    const { at, sale } = await kept();
    const real = at.deps.gateways('sandbox');
    const ended = {
      ...real,
      read: async (asked: Parameters<typeof real.read>[0]) => {
        const reading = await real.read(asked);
        return reading.kind === 'FOUND'
          ? { ...reading, payment: { ...reading.payment, status: 'EXPIRED' as const } }
          : reading;
      },
    };

    await readNow({ ...at.deps, gateways: () => ended })({
      tenant,
      paymentId: sale.paymentId,
      actor: 'engine:test',
    });

    expect(await statesOf(at, sale)).toMatchObject({ order: 'CANCELLED', payment: 'EXPIRED' });
  });
});

describe('money that the PG took under a key of its own', () => {
  it('goes back like any other', async () => {
    const at = reservingShop();
    at.pg.control.addRule({ fault: 'F05', match: { op: 'authorize' } });
    at.pg.control.addRule({ fault: 'F06', match: { op: 'read' } });
    const sale = saleOf(await authorize(at));
    const [held] = at.pg.control.truth.order(sale.pgOrderId).payments;
    const paymentKey = String(held?.payment['paymentKey']);
    await byAnother(at, { ...sale, paymentKey }, 'capture');
    await at.runFor(30_000);

    expect(await statesOf(at, sale)).toMatchObject({ payment: 'CONFIRMED' });
    expect(await askRefund(at, sale, {})).toMatchObject({ status: 201 });

    expect(await statesOf(at, sale)).toMatchObject({ payment: 'REFUNDED' });
    await expectSound(at);
  });
});
