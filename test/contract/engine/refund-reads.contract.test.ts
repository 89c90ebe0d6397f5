// Refunds as clients see them: one by its id, those of a payment, a page of all; and what payment, order
// and timeline say of them. Source: API specification, sections 6.1 and 6.5.
import { describe, expect, it } from 'vitest';
import { nodeDigests } from '#adapters/crypto/node-digests.ts';
import { sealedCursor } from '#adapters/crypto/sealed-cursor.ts';
import { dynamoRefundLists, dynamoRefundOwners } from '#adapters/dynamo/dynamo-refunds.ts';
import type { Answer } from '#core/contracts/http/answer.ts';
import { refundObject } from '#core/contracts/http/payment-object.ts';
import type { RefundId } from '#core/kernel/ids.ts';
import { fromIso, instant } from '#core/kernel/instant.ts';
import type { JsonObject } from '#core/kernel/json.ts';
import { getOrder } from '#core/orders/read-orders.ts';
import { paymentTimeline } from '#core/payments/payment-timeline.ts';
import { readNow } from '#core/payments/read-now.ts';
import { getPayment } from '#core/payments/read-payments.ts';
import type { RefundFilter } from '#core/refunds/ports.ts';
import { getRefund, listPaymentRefunds, listRefunds } from '#core/refunds/read-refunds.ts';
import { tenant } from '#test/support/engine/engine.ts';
import { askRefund, sold } from '#test/support/engine/refunds.ts';
import {
  approved,
  confirm,
  report,
  resultOf,
  type Sale,
  sell,
  textAt,
} from '#test/support/engine/sale.ts';
import type { World } from '#test/support/engine/world.ts';

const seal = sealedCursor(() => Promise.resolve('a secret of thirty-two characters'));
const pages = { seal, digests: nodeDigests };
const stranger = { ...tenant, merchantId: 'M999' as never };

const one = (at: World, refundId: string, whose = tenant): Promise<Answer> =>
  getRefund({ ...at.deps, owners: dynamoRefundOwners(at.store) })({
    tenant: whose,
    refundId: refundId as RefundId,
  });

const all = (
  at: World,
  filter: RefundFilter = {},
  over: { limit?: number; cursor?: string; from?: never } = {},
): Promise<Answer> =>
  listRefunds({ ...pages, clock: at.clock, lists: dynamoRefundLists(at.store, at.clock) })({
    tenant,
    route: 'list-refunds',
    limit: 20,
    floor: instant(at.clock.now() - 86_400_000),
    filter,
    ...over,
  });

const ofPayment = (at: World, { paymentId }: Sale, over: object = {}): Promise<Answer> =>
  listPaymentRefunds({ ...pages, ...at.deps })({
    tenant,
    route: 'list-payment-refunds',
    limit: 20,
    filter: { paymentId },
    ...over,
  });

const itemsOf = (answer: Answer): JsonObject[] => {
  const items = resultOf(answer)['items'] as JsonObject[];
  for (const item of items) expect(refundObject.safeParse(item).success).toBe(true);
  return items;
};

const idsOf = (answer: Answer): unknown[] => itemsOf(answer).map(({ refundId }) => refundId);

/** Three refunds of one payment, seconds apart; their names do not tell which is newest. */
const threeTimes = async () => {
  const { at, sale } = await sold();
  for (const refundId of ['refund-2', 'refund-1', 'refund-3']) {
    await askRefund(at, sale, { amount: 1_000n, refundId });
    at.clock.advance(2_000);
  }
  return { at, sale };
};

describe('a refund', () => {
  it('is found by its id, whole', async () => {
    const { at, sale } = await sold();
    const made = await askRefund(at, sale, { amount: 3_000n, refundId: 'refund-1' });

    const found = await one(at, 'refund-1');

    expect(found).toMatchObject({ status: 200, code: 'COMMON_000' });
    expect(found.result).toEqual(made.result);
    expect(refundObject.safeParse(found.result).success).toBe(true);
  });

  it('tells its doubt, and that it waits', async () => {
    const { at, sale } = await sold();
    at.pg.control.addRule({ fault: 'F10', match: { op: 'cancel' } });
    await askRefund(at, sale, { amount: 3_000n, refundId: 'refund-1' });
    await askRefund(at, sale, { amount: 1_000n, refundId: 'refund-2' });

    const doubtful = resultOf(await one(at, 'refund-1'));
    const waiting = resultOf(await one(at, 'refund-2'));
    await at.runFor(90_000);

    expect(doubtful).toMatchObject({ status: 'IN_DOUBT', inDoubt: {} });
    expect(waiting).toMatchObject({ status: 'REQUESTED', refundableAmountAfter: 6_000 });
    for (const shown of [doubtful, waiting]) {
      expect(refundObject.safeParse(shown).success).toBe(true);
    }
    expect(resultOf(await one(at, 'refund-1'))).toMatchObject({ status: 'SUCCEEDED' });
  });

  it('is nobody’s that it does not belong to', async () => {
    const { at, sale } = await sold();
    await askRefund(at, sale, { amount: 3_000n, refundId: 'refund-1' });

    expect(await one(at, 'refund-1', stranger)).toMatchObject({ status: 404, code: 'REF_001' });
    expect(await one(at, 'refund-2')).toMatchObject({ status: 404, code: 'REF_001' });
  });
});

describe('the refunds of a payment', () => {
  it('come newest first, page by page', async () => {
    const { at, sale } = await threeTimes();

    const whole = await ofPayment(at, sale);
    const first = await ofPayment(at, sale, { limit: 2 });
    const cursor = resultOf(first)['nextCursor'] as string;
    const second = await ofPayment(at, sale, { limit: 2, cursor });

    expect(idsOf(whole)).toEqual(['refund-3', 'refund-1', 'refund-2']);
    expect(idsOf(first)).toEqual(['refund-3', 'refund-1']);
    expect(idsOf(second)).toEqual(['refund-2']);
    expect(resultOf(second)).not.toHaveProperty('nextCursor');
    expect(resultOf(whole)).not.toHaveProperty('nextCursor');
    expect(await ofPayment(at, sale, { cursor: `${cursor}x` })).toMatchObject({ code: 'VAL_005' });
  });

  it('are those of the time asked for', async () => {
    const { at, sale } = await threeTimes();
    const second = await ofPayment(at, sale, { limit: 2 });
    const [, between] = itemsOf(second);
    const time = fromIso(textAt(between ?? {}, 'createdAt'));

    expect(idsOf(await ofPayment(at, sale, { from: time }))).toEqual(['refund-3', 'refund-1']);
    expect(idsOf(await ofPayment(at, sale, { to: time }))).toEqual(['refund-2']);
  });

  it('are none before there is one; and there is no such payment', async () => {
    const { at, sale } = await sold();

    expect(idsOf(await ofPayment(at, sale))).toEqual([]);
    expect(await ofPayment(at, sale, { tenant: stranger })).toMatchObject({ code: 'PAY_006' });
  });
});

describe('all refunds', () => {
  it('come newest first, page by page, whichever payment they are of', async () => {
    const { at, sale } = await threeTimes();
    const other = await sell(at);
    await confirm(at, other);
    await askRefund(at, other, { amount: 500n, refundId: 'refund-4' });

    const first = await all(at, {}, { limit: 3 });
    const cursor = resultOf(first)['nextCursor'] as string;
    const second = await all(at, {}, { limit: 3, cursor });

    expect(idsOf(first)).toEqual(['refund-4', 'refund-3', 'refund-1']);
    expect(idsOf(second)).toEqual(['refund-2']);
    expect(idsOf(await all(at, { paymentId: other.paymentId }))).toEqual(['refund-4']);
    expect(idsOf(await all(at, { orderId: sale.orderId }))).toHaveLength(3);
  });

  it('are those of the status asked for', async () => {
    const { at, sale } = await sold();
    await askRefund(at, sale, { amount: 1_000n, refundId: 'refund-1' });
    at.pg.control.addRule({ fault: 'F26', match: { op: 'cancel' } });
    await askRefund(at, sale, { amount: 1_000n, refundId: 'refund-2' });

    expect(idsOf(await all(at, { statuses: ['FAILED'] }))).toEqual(['refund-2']);
    expect(idsOf(await all(at, { statuses: ['SUCCEEDED'] }))).toEqual(['refund-1']);
    expect(idsOf(await all(at, { statuses: ['SENT'] }))).toEqual([]);
  });

  it('hold compensations, and what was returned at the PG, too', async () => {
    const { at, sale } = await approved();
    await report(at, sale, 'FAILED');
    await at.runFor(20_000);

    expect(itemsOf(await all(at))).toMatchObject([
      { origin: 'COMPENSATION', status: 'SUCCEEDED', refundableAmountAfter: 0 },
    ]);
  });
});

describe('what others say of a refund', () => {
  it('payment and order show what was returned and what is on its way', async () => {
    const { at, sale } = await sold();
    at.pg.control.addRule({ fault: 'F10', match: { op: 'cancel' } });
    await askRefund(at, sale, { amount: 3_000n });
    const payment = () =>
      getPayment({ ...at.deps, readNow: readNow(at.deps) } as never)({
        tenant,
        paymentId: sale.paymentId,
        refresh: false,
      });
    const order = () => getOrder(at.deps)({ tenant, orderId: sale.orderId });

    expect(resultOf(await payment())).toMatchObject({
      refundableAmount: 7_000,
      refundingAmount: 3_000,
      refundedAmount: 0,
    });
    expect(resultOf(await order())).toMatchObject({ refundStatus: 'NONE', refundedAmount: 0 });
    await at.runFor(60_000);
    expect(resultOf(await payment())).toMatchObject({
      status: 'PARTIALLY_REFUNDED',
      refundingAmount: 0,
      refundedAmount: 3_000,
    });
    expect(resultOf(await order())).toMatchObject({
      status: 'COMPLETED',
      refundStatus: 'PARTIAL',
      refundedAmount: 3_000,
    });
    at.clock.advance(2_000);
    await askRefund(at, sale);
    expect(resultOf(await order())).toMatchObject({ refundStatus: 'FULL' });
  });

  it('the timeline tells attempt, ledger and events of it', async () => {
    const { at, sale } = await sold();
    await askRefund(at, sale, { amount: 3_000n, refundId: 'refund-1' });

    const answer = await paymentTimeline(at.deps)({ tenant, paymentId: sale.paymentId });

    const names = (resultOf(answer)['items'] as JsonObject[]).map(({ name }) => name);
    expect(names).toEqual(
      expect.arrayContaining([
        'REFUND sent',
        'REFUND reply',
        'refund:refund-1:claim',
        'refund:refund-1:done',
        'refund.requested',
        'refund.succeeded',
        'payment.refunded',
        'PARTIALLY_REFUNDED',
      ]),
    );
  });
});
