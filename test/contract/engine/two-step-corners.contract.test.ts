// The rare corners of the two-step form: keys that are taken over, orders whose cancel is noted, what somebody
// let go at the PG, and what two operators vouch for.
import { describe, expect, it } from 'vitest';
import { present } from '#core/kernel/assert.ts';
import { plus } from '#core/kernel/instant.ts';
import { money } from '#core/kernel/money.ts';
import type { PendingOrder } from '#core/orders/order.ts';
import { adoptOutcome } from '#core/payments/adopt-proof.ts';
import { authorizePayment } from '#core/payments/authorize-payment.ts';
import { endAuthorization, voidFirst } from '#core/payments/void-authorization.ts';
import { eventNames, statesOf, viewOf } from '#test/support/engine/books.ts';
import { cause, claimOf, tenant } from '#test/support/engine/engine.ts';
import { cancel, routes, type Sale, sell } from '#test/support/engine/sale.ts';
import { expectSound } from '#test/support/engine/soundness.ts';
import {
  authorize,
  authorizeRoute,
  capture,
  heldOf,
  madeCaptureKey,
  reserved,
  reservingShop,
} from '#test/support/engine/two-step.ts';
import type { World } from '#test/support/engine/world.ts';

const minuteMs = 60_000;
const proof = { transactionKey: 'tx-1', at: 0 as never };

/** An order of the client whose authorization nobody knows the end of. */
const inDoubt = async (fault: string): Promise<{ at: World; sale: Sale }> => {
  const at = reservingShop();
  const sale = await sell(at, { amount: 10_000n });
  at.pg.control.addRule({ fault, match: { op: 'authorize' } });
  await authorize(at, { orderId: sale.orderId, paymentKey: sale.paymentKey });
  return { at, sale };
};

const orderOf = async (at: World, { orderId }: Pick<Sale, 'orderId'>) =>
  (await at.deps.orders.byId({ tenant, orderId })) as PendingOrder;

describe('an authorization', () => {
  it('whose key is taken over while its call is open is told what is known', async () => {
    const at = reservingShop();
    const { orderId, paymentKey } = await sell(at, { amount: 10_000n });
    at.mishap.plan('TX-AUTHORIZED', 'DIES_BEFORE');
    void authorize(at, { orderId, paymentKey, key: 'k' });
    for (let turn = 0; turn < 50; turn += 1) await at.microtasksDone();
    at.clock.advance(2 * minuteMs);
    const claim = claimOf(authorizeRoute, { key: 'k' });
    const asked = { tenant, cause, amount: 10_000n, clientKeys: {}, remainingMs: () => 25_000 };

    const answer = await authorizePayment(at.deps)({
      ...asked,
      orderId,
      paymentKey,
      claim: { ...claim, takeOver: 1 },
    });

    expect(answer).toMatchObject({ status: 202, code: 'PAY_005' });
  });

  it('whose key has lost its record meanwhile makes nothing', async () => {
    const at = reservingShop();
    const claim = { ...claimOf(authorizeRoute, { key: 'gone' }), takeOver: 1 };
    const asked = { tenant, cause, amount: 10_000n, clientKeys: {}, remainingMs: () => 25_000 };

    const answer = await authorizePayment(at.deps)({ ...asked, claim });

    expect([answer.status, answer.code]).toEqual([409, 'PAY_004']);
    expect(eventNames(at)).toEqual([]);
  });

  it('of an order whose cancel is noted waits for that cancel', async () => {
    const { at, sale } = await inDoubt('F03');
    await cancel(at, sale);

    expect(await authorize(at, { orderId: sale.orderId })).toMatchObject({
      code: 'PAY_004',
      retryAfterSeconds: 5,
    });
  });

  it('without an order knows its buyer by name', async () => {
    const { at, sale } = await reserved({}, { userId: 'user-9' });

    expect(await orderOf(at, sale)).toMatchObject({ kind: 'DIRECT', userId: 'user-9' });
  });

  it.each([
    ['its number', { approvalNumber: '00815' }],
    ['none', {}],
  ])('is one by two persons’ word, for seven days, with %s', async (_what, number) => {
    const { at, sale } = await inDoubt('F03');
    const { paymentId } = sale;
    const asked = { tenant, paymentId, cause, as: 'SUCCESS' as const };

    expect(await adoptOutcome(at.deps)({ ...asked, proof: { ...proof, ...number } })).toBe(true);

    const { payment } = await viewOf(at, sale);
    const now = at.clock.now();
    expect(payment.status).toBe('AUTHORIZED');
    expect(payment.authorization).toEqual({
      pgTxId: 'tx-1',
      ...number,
      authorizedAt: now,
      expiresAt: plus(now, 7 * 86_400_000),
    });
  });

  it('that only the PG has named cannot be one by word', async () => {
    const at = reservingShop();
    at.pg.control.addRule({ fault: 'F03', match: { op: 'authorize' } });
    const answer = await authorize(at);
    const { paymentId } = present(answer.result, 'it is shown') as never as Sale;

    expect(await adoptOutcome(at.deps)({ tenant, paymentId, proof, cause, as: 'SUCCESS' })).toBe(
      false,
    );
  });

  it('whose noted cancel meets a row that moved is let go a second later', async () => {
    const { at, sale } = await inDoubt('F01');
    await cancel(at, sale);
    at.losing.commands = true;
    at.losing.watchMessages = true;
    for (let minute = 0; minute < 5; minute += 1) {
      await at.runFor(20_000);
      if ((await viewOf(at, sale)).payment.status === 'AUTHORIZED') break;
      await at.sweepOnce();
    }
    const lost = { ok: false as const, error: { lost: 'payment.advance' as const } };
    const deps = { ...at.deps, unitOfWork: { commit: () => Promise.resolve(lost) } };

    const late = await endAuthorization(deps)({ tenant, paymentId: sale.paymentId });

    expect(late).toEqual({ kind: 'LATER', at: at.clock.now() + 1_000 });
    expect(heldOf(at, sale)).toMatchObject({ reserved: 1, voided: 0 });
  });
});

describe('what is reserved without an order of the client', () => {
  it('ends with its order when the PG has let it go without us', async () => {
    const { at, sale } = await reserved();
    const [attempt] = (await viewOf(at, sale)).attempts;
    at.pg.control.addRule({ fault: 'F03', match: { op: 'capture' } });
    await capture(at, sale);
    const key = present(attempt?.paymentKey, 'the PG has named it');
    const { twoStep } = at.deps.gateways('sandbox');
    const released = await present(twoStep, 'it captures by request').void({
      tenant,
      idempotencyKey: 'h'.repeat(43),
      timeoutMs: 9_000,
      paymentKey: key,
      pgOrderId: sale.pgOrderId,
      amount: money(10_000n, 'KRW'),
      reason: 'by hand',
    });
    expect(released).toMatchObject({ class: 'SUCCESS' });

    await at.runFor(minuteMs);

    expect(await statesOf(at, sale)).toMatchObject({ order: 'CANCELLED', payment: 'CANCELLED' });
    expect(await orderOf(at, sale)).toMatchObject({ cancelReason: 'PG_CANCELLED' });
    await expectSound(at);
  });

  it('ends with its order when its payment alone is let go', async () => {
    const { at, sale } = await reserved();
    const { orderId, paymentId } = sale;

    await voidFirst(at.deps)({
      tenant,
      order: await orderOf(at, sale),
      paymentId,
      claim: claimOf(routes.cancel, { key: 'void' }),
      resource: { type: 'payment', id: paymentId },
      present: () => Promise.resolve(null),
      cause,
      reason: 'changed my mind',
      notesCancel: false,
      remainingMs: () => 25_000,
    });

    const order = await orderOf(at, { orderId });
    expect(order).toMatchObject({ status: 'CANCELLED', cancelReason: 'CUSTOMER' });
    expect(heldOf(at, sale)).toMatchObject({ voided: 1 });
  });

  it('is captured under the trace of whoever asked', async () => {
    const { at, sale } = await reserved();
    const traceparent = `00-${'a'.repeat(32)}-${'b'.repeat(16)}-01`;

    await capture(at, sale, {
      key: madeCaptureKey(sale.paymentId),
      cause: { ...cause, traceparent },
    });

    expect((await viewOf(at, sale)).attempts.at(-1)).toMatchObject({ op: 'CAPTURE', traceparent });
  });
});
