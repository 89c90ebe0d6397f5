// The rare ends of a void, asked for by a request or by the engine itself: rows that moved, a PG that is away,
// an answer that nobody could write.
import { describe, expect, it } from 'vitest';
import { present } from '#core/kernel/assert.ts';
import type { PaymentId } from '#core/kernel/ids.ts';
import type { PendingOrder } from '#core/orders/order.ts';
import { adoptManualReturn, adoptOutcome } from '#core/payments/adopt-proof.ts';
import { readNow } from '#core/payments/read-now.ts';
import { endAuthorization, voidFirst } from '#core/payments/void-authorization.ts';
import { attentionOf, statesOf } from '#test/support/engine/books.ts';
import { cause, claimOf, tenant } from '#test/support/engine/engine.ts';
import { meanwhile } from '#test/support/engine/meanwhile.ts';
import { amountsOf, askRefund, refundsOf, sold } from '#test/support/engine/refunds.ts';
import { confirm, routes, type Sale, sell, shop } from '#test/support/engine/sale.ts';
import { capture, heldOf, reserved } from '#test/support/engine/two-step.ts';
import type { World } from '#test/support/engine/world.ts';

const weekMs = 7 * 86_400_000;
const nobody = 'pay_01KJPBG54TFCY9TKJZC1RR54X4' as PaymentId;

/** The engine of a world whose commits lose to another after the first `pass` of them. */
const losingAfter = (at: World, pass: number): World['deps'] => {
  let left = pass;
  const lost = { ok: false as const, error: { lost: 'payment.advance' as const } };
  const { unitOfWork } = at.deps;
  return {
    ...at.deps,
    unitOfWork: {
      commit: (commit) => {
        left -= 1;
        return left < 0 ? Promise.resolve(lost) : unitOfWork.commit(commit);
      },
    },
  };
};

const askVoid = async (at: World, sale: Sale, deps: World['deps'] = at.deps) => {
  const { orderId, paymentId } = sale;
  const order = (await at.deps.orders.byId({ tenant, orderId })) as PendingOrder;
  return voidFirst(deps)({
    tenant,
    order,
    paymentId,
    claim: claimOf(routes.cancel, { key: 'void' }),
    resource: { type: 'order', id: orderId },
    present: () => Promise.resolve(null),
    cause,
    reason: 'changed my mind',
    notesCancel: true,
    remainingMs: () => 25_000,
  });
};

describe('a void that a request asks for', () => {
  it('finds nothing reserved, or a call under way, and looks again', async () => {
    const { at, sale } = await reserved();
    await capture(at, sale);
    const busy = await reserved();
    busy.at.pg.control.addRule({ fault: 'F03', match: { op: 'capture' } });
    await capture(busy.at, busy.sale);

    expect(await askVoid(at, sale)).toMatchObject({ kind: 'LOOK_AGAIN' });
    expect(await askVoid(busy.at, busy.sale)).toMatchObject({ kind: 'LOOK_AGAIN' });
  });

  it('whose claim loses to another looks again', async () => {
    const { at, sale } = await reserved();

    expect(await askVoid(at, sale, losingAfter(at, 0))).toMatchObject({ kind: 'LOOK_AGAIN' });
    expect(heldOf(at, sale)).toMatchObject({ voided: 0 });
  });

  it('is refused while its PG is known to be away', async () => {
    const { at, sale } = await reserved();
    const deps = { ...at.deps, permits: () => Promise.resolve(false) };

    expect(await askVoid(at, sale, deps)).toMatchObject({
      kind: 'ANSWER',
      answer: { code: 'PAY_009' },
    });
  });

  it('whose record never finds its rows still is told as not known', async () => {
    const { at, sale } = await reserved();

    expect(await askVoid(at, sale, losingAfter(at, 1))).toMatchObject({
      kind: 'ANSWER',
      answer: { status: 202, code: 'PAY_005' },
    });
    expect(heldOf(at, sale)).toMatchObject({ voided: 1 });
  });

  it('whose record cannot be written is told as not known', async () => {
    const { at, sale } = await reserved();
    at.mishap.plan('TX-VOID-OK', 'IS_AWAY', { times: 20 });

    expect(await askVoid(at, sale)).toMatchObject({ kind: 'ANSWER', answer: { code: 'PAY_005' } });
  });
});

describe('the end of an authorization by the engine itself', () => {
  const end = (at: World, paymentId: PaymentId, deps: World['deps'] = at.deps) =>
    endAuthorization(deps)({ tenant, paymentId });

  it('leaves alone what is unknown, taken, under way or still in time', async () => {
    const { at, sale } = await reserved();

    expect(await end(at, nobody)).toEqual({ kind: 'ENDED' });
    expect(await end(at, sale.paymentId)).toEqual({ kind: 'ENDED' });
    expect(await statesOf(at, sale)).toMatchObject({ payment: 'AUTHORIZED' });
    at.pg.control.addRule({ fault: 'F03', match: { op: 'capture' } });
    await capture(at, sale);
    expect(await end(at, sale.paymentId)).toEqual({ kind: 'ENDED' });
    await at.runFor(60_000);
    await capture(at, sale, { key: 'again' });
    expect(await end(at, sale.paymentId)).toEqual({ kind: 'ENDED' });
    expect(await statesOf(at, sale)).toMatchObject({ payment: 'CONFIRMED' });
  });

  it('comes a minute later when what the PG said could not be written', async () => {
    const { at, sale } = await reserved();
    at.clock.advance(weekMs);

    const late = await end(at, sale.paymentId, losingAfter(at, 0));

    expect(late).toEqual({ kind: 'LATER', at: at.clock.now() + 60_000 });
  });

  it('comes a second later when a row moved before its void', async () => {
    const { at, sale } = await reserved();
    at.pg.control.addRule({ fault: 'F03', match: { op: 'void' }, times: 1 });
    const order = present(
      await at.deps.orders.byId({ tenant, orderId: sale.orderId }),
      'it is there',
    );
    const noted = { ...order, cancelRequestedAt: at.clock.now() };
    const orders = { ...at.deps.orders, byId: () => Promise.resolve(noted as typeof order) };

    const late = await end(at, sale.paymentId, { ...losingAfter(at, 0), orders });

    expect(late).toEqual({ kind: 'LATER', at: at.clock.now() + 1_000 });
  });

  it('leaves to a person what the PG has refused to void', async () => {
    const { at, sale } = await reserved();
    at.pg.control.addRule({ fault: 'F26', match: { op: 'void' } });
    await askVoid(at, sale);

    const refused = await end(at, sale.paymentId);

    expect(refused).toEqual({ kind: 'ENDED' });
    expect(attentionOf(at).map(({ kind }) => kind)).toEqual(['CANCEL_REFUSED']);
  });
});

const proof = { transactionKey: 'tx', at: 0 as never };

/** Its call is unanswered past its deadline, and nobody has written the doubt. */
const unanswered = async (): Promise<{ at: World; sale: Sale }> => {
  const at = shop();
  const sale = await sell(at);
  at.mishap.plan('TX-APPROVED', 'DIES_BEFORE');
  void confirm(at, sale);
  for (let turn = 0; turn < 50; turn += 1) await at.microtasksDone();
  at.clock.advance(60_000);
  return { at, sale };
};

describe('a word of two operators', () => {
  it('of a payment that nobody has, or that nothing is in doubt of, changes nothing', async () => {
    const at = shop();
    const sale = await sell(at);
    const asked = { tenant, proof, cause, as: 'FAILURE' as const };

    expect(await adoptOutcome(at.deps)({ ...asked, paymentId: nobody })).toBe(false);
    expect(await adoptOutcome(at.deps)({ ...asked, paymentId: sale.paymentId })).toBe(false);
    expect(await adoptManualReturn(at.deps)({ ...asked, paymentId: nobody })).toBe(true);
  });

  it('of a return that the books know already returns nothing more', async () => {
    const { at, sale } = await sold();
    await askRefund(at, sale, { amount: 3_000n });
    const { paymentId } = sale;
    const known = present((await refundsOf(at, sale))[0]?.pgTxId, 'the PG has named its cancel');
    at.pg.control.addRule({ fault: 'F06', match: { op: 'read' } });
    const asked = { tenant, paymentId, cause, proof: { ...proof, transactionKey: known } };

    expect(await adoptManualReturn(at.deps)(asked)).toBe(false);
    expect(await amountsOf(at, sale)).toEqual([7_000n, 0n, 3_000n]);
  });

  it('of a return waits for a call of ours that is open', async () => {
    const { at, sale } = await sold();
    at.pg.control.addRule({ fault: 'F06', match: { op: 'cancel' } });
    at.pg.control.addRule({ fault: 'F06', match: { op: 'read' }, times: 100 });
    await askRefund(at, sale, { amount: 3_000n });
    const asked = { tenant, paymentId: sale.paymentId, cause, proof };

    expect(await adoptManualReturn(at.deps)(asked)).toBe(false);
    expect(await amountsOf(at, sale)).toEqual([7_000n, 3_000n, 0n]);
  });

  it('gives up on rows that have gone meanwhile', async () => {
    const { at, sale } = await unanswered();
    const deps = { ...at.deps, orders: { byId: () => Promise.resolve(undefined) } };
    const asked = { tenant, proof, cause, as: 'FAILURE' as const, paymentId: sale.paymentId };

    expect(await adoptOutcome(deps)(asked)).toBe(false);
    expect(await statesOf(at, sale)).toMatchObject({ attempts: ['CONFIRM SENT'] });
  });

  it('ends a call whose doubt was never written', async () => {
    const { at, sale } = await unanswered();
    const asked = { tenant, proof, cause, as: 'FAILURE' as const, paymentId: sale.paymentId };

    expect(await statesOf(at, sale)).toMatchObject({ attempts: ['CONFIRM SENT'] });
    expect(await adoptOutcome(at.deps)(asked)).toBe(true);
    expect(await statesOf(at, sale)).toMatchObject({ attempts: ['CONFIRM DECLINED'] });
  });
});

describe('a reading that somebody asks for now', () => {
  const read = (at: World, paymentId: PaymentId, deps: World['deps'] = at.deps) =>
    readNow(deps)({ tenant, paymentId, actor: 'engine:refresh' });

  it('of a payment that nobody has finds nothing open', async () => {
    expect(await read(shop(), nobody)).toEqual({ outcome: 'NOTHING_OPEN' });
  });

  it('ends a call whose doubt was never written', async () => {
    const { at, sale } = await unanswered();

    expect(await read(at, sale.paymentId)).toEqual({ outcome: 'ENDED', seen: 'DONE' });
  });

  it('tells its end, and what the PG shows, where another reading ends it beside this one', async () => {
    const { at, sale } = await unanswered();
    const { deps } = meanwhile(at, () => read(at, sale.paymentId));

    expect(await read(at, sale.paymentId, deps)).toEqual({ outcome: 'ENDED', seen: 'DONE' });
  });

  it('leaves the doubt when every record loses to another', async () => {
    const { at, sale } = await unanswered();

    expect(await read(at, sale.paymentId, losingAfter(at, 0))).toMatchObject({
      outcome: 'IN_DOUBT',
    });
  });

  it('of an account shows what the PG says, or why it says nothing', async () => {
    const at = shop();
    const sale = await sell(at, { method: 'VIRTUAL_ACCOUNT', validHours: 24 });
    await confirm(at, sale);
    await at.runFor(2_000);

    expect(await read(at, sale.paymentId)).toEqual({
      outcome: 'NOTHING_OPEN',
      seen: 'WAITING_FOR_DEPOSIT',
    });
    at.pg.control.addRule({ fault: 'F06', match: { op: 'read' } });
    expect(await read(at, sale.paymentId)).toMatchObject({
      outcome: 'NOTHING_OPEN',
      seen: expect.any(String) as string,
    });
    at.pg.control.deposit(sale.paymentKey);
    expect(await read(at, sale.paymentId)).toEqual({ outcome: 'ENDED', seen: 'DONE' });
  });
});
