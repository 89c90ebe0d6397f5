// A void that the PG refuses: a person reads again, asks for one more, and the money goes back or the item stays.
import { describe, expect, it } from 'vitest';
import { lookAtPayment } from '#core/payments/look-at-payment.ts';
import { attentionOf, eventNames, statesOf, viewOf } from '#test/support/engine/books.ts';
import { approve, itemOf, resolve } from '#test/support/engine/desk.ts';
import { tenant } from '#test/support/engine/engine.ts';
import { cancel, resultOf, type Sale } from '#test/support/engine/sale.ts';
import { expectSound } from '#test/support/engine/soundness.ts';
import { byAnother, heldOf, keyTold, reserved } from '#test/support/engine/two-step.ts';
import type { World } from '#test/support/engine/world.ts';

const minuteMs = 60_000;

const refused = async (times = 100) => {
  const { at, sale } = await reserved();
  at.pg.control.addRule({ fault: 'F26', match: { op: 'void' }, times });
  expect(await cancel(at, sale)).toMatchObject({ status: 409, code: 'PAY_004' });
  return { at, sale: await keyTold(at, sale) };
};

const statuses = (at: World): readonly string[] =>
  attentionOf(at)
    .toSorted((a, b) => a.openedAt - b.openedAt)
    .map(({ kind, status }) => `${kind} ${status}`);

const voidsOf = async (at: World, sale: Sale): Promise<readonly string[]> =>
  (await viewOf(at, sale)).attempts.filter(({ op }) => op === 'VOID').map(({ state }) => state);

describe('a refused void, retried by a person', () => {
  it('is asked for once more, and the order ends', async () => {
    const { at, sale } = await refused(1);

    const answer = await resolve(at, { action: 'RETRY' });
    await at.runFor(2_000);

    expect(resultOf(answer)).toMatchObject({ status: 'RESOLVED' });
    expect(await statesOf(at, sale)).toMatchObject({ order: 'CANCELLED', payment: 'CANCELLED' });
    expect(heldOf(at, sale)).toMatchObject({ voided: 1, kept: 0 });
    expect(await voidsOf(at, sale)).toEqual(['DECLINED', 'SUCCEEDED']);
    await at.runFor(2 * minuteMs);
    await at.sweepOnce();
    expect(statuses(at)).toEqual(['CANCEL_REFUSED RESOLVED']);
    await expectSound(at);
  });

  it('comes back when the PG refuses again, and a message that comes twice asks no third time', async () => {
    const { at, sale } = await refused();

    await resolve(at, { action: 'RETRY' });
    await at.runFor(2_000);
    const { paymentId } = sale;
    await lookAtPayment(at.deps)({ tenant, paymentId, afterRefusals: 1 });

    expect(await voidsOf(at, sale)).toEqual(['DECLINED', 'DECLINED']);
    expect(statuses(at)).toEqual(['CANCEL_REFUSED RESOLVED', 'CANCEL_REFUSED OPEN']);
    await expectSound(at);
  });
});

describe('a refused void, retried beside the sweep', () => {
  it('opens no second item', async () => {
    const { at, sale } = await refused(1);
    await at.runFor(2 * minuteMs);

    await resolve(at, { action: 'RETRY' });
    await at.sweepOnce();
    await at.runFor(5_000);

    expect(await statesOf(at, sale)).toMatchObject({ payment: 'CANCELLED' });
    expect(statuses(at)).toEqual(['CANCEL_REFUSED RESOLVED']);
    await expectSound(at);
  });
});

describe('a refused void, read again', () => {
  it('stays before the person while the PG still holds the money', async () => {
    const { at, sale } = await refused();

    const answer = await resolve(at, { action: 'READ_AGAIN' });

    expect(resultOf(answer)).toMatchObject({ status: 'OPEN' });
    expect(await statesOf(at, sale)).toMatchObject({ payment: 'AUTHORIZED' });
  });

  it('is over once the PG has let go', async () => {
    const { at, sale } = await refused(1);
    await byAnother(at, sale, 'void');

    const answer = await resolve(at, { action: 'READ_AGAIN' });

    expect(resultOf(answer)).toMatchObject({ status: 'RESOLVED' });
    expect(await statesOf(at, sale)).toMatchObject({ order: 'CANCELLED', payment: 'CANCELLED' });
    await expectSound(at);
  });

  it('is found by the sweep as well', async () => {
    const { at, sale } = await refused(1);
    await byAnother(at, sale, 'void');

    await at.runFor(2 * minuteMs);
    await at.sweepOnce();

    expect(await statesOf(at, sale)).toMatchObject({ order: 'CANCELLED', payment: 'CANCELLED' });
  });
});

describe('a refused void, to be closed', () => {
  it('is not while the money is held, and is by two persons after', async () => {
    const { at, sale } = await refused(1);

    expect(await resolve(at, { action: 'CLOSE' })).toMatchObject({ code: 'SYS_006' });
    await byAnother(at, sale, 'void');
    await at.runFor(2 * minuteMs);
    await at.sweepOnce();
    await resolve(at, { action: 'CLOSE', key: 'again' });

    expect(resultOf(await approve(at, { action: 'CLOSE' }))).toMatchObject({ status: 'RESOLVED' });
    expect(itemOf(at)).toMatchObject({ status: 'RESOLVED' });
  });
});

describe('a void that another program’s capture came before', () => {
  it('gives the money back', async () => {
    const { at, sale: open } = await reserved();
    const sale = await keyTold(at, open);
    await byAnother(at, sale, 'capture');

    const told = await cancel(at, sale);
    await at.runFor(30_000);

    expect(told).toMatchObject({ status: 202 });
    expect(await statesOf(at, sale)).toMatchObject({ order: 'CANCELLED', payment: 'CANCELLED' });
    expect(heldOf(at, sale)).toMatchObject({ taken: 1, kept: 0 });
    expect(eventNames(at)).toContain('order.cancelled');
    expect(attentionOf(at)).toEqual([]);
    await expectSound(at);
  });
});
