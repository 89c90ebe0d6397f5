// What must hold of the tables after every journey, whatever went wrong on the way.
// Source: saga specification, section 13: I06, I09 to I11, I14 to I16, I18, I19, I30.
import { expect } from 'vitest';
import { paymentItem } from '#adapters/dynamo/aggregate-items.ts';
import type { Attributes } from '#adapters/dynamo/row-values.ts';
import { eventTypes } from '#core/contracts/events/catalogue.ts';
import type { CloudEvent } from '#core/contracts/events/cloud-event.ts';
import type { LedgerGroup } from '#core/ledger/ledger-group.ts';
import { pgOrderIdOf } from '#core/orders/order.ts';
import { isApproval, isOpen } from '#core/payments/attempt.ts';
import { checkAmounts, type PaymentStatus, paymentMoves } from '#core/payments/payment.ts';
import type { PaymentView } from '#core/payments/ports.ts';
import { count } from '#test/support/counters.ts';
import { attentionOf, auditsOf, balancesOf, eventsOf, groupsOf } from './books.ts';
import { tenant } from './engine.ts';
import type { World } from './world.ts';

const sumOf = ({ lines }: LedgerGroup, side: 'D' | 'C'): bigint =>
  lines.filter((line) => line.side === side).reduce((sum, { amount }) => sum + amount, 0n);

const allViews = async (at: World): Promise<PaymentView[]> => {
  const items = at.dynamo.dump('engine') as unknown as Attributes[];
  const ids = items
    .filter(({ sk }) => sk?.S === 'PAYMENT')
    .map((item) => paymentItem.decode(item).paymentId);
  const views = await Promise.all(
    ids.map((paymentId) => at.deps.payments.byId({ tenant, paymentId })),
  );
  return views.flatMap((view) => view ?? []);
};

/** Sequences of one aggregate are 1 to n, with no gap and no repeat, and its event ids only rise. */
const expectSequences = (at: World): void => {
  const bySubject = new Map<string, CloudEvent[]>();
  for (const event of eventsOf(at)) {
    bySubject.set(event.subject, [...(bySubject.get(event.subject) ?? []), event]);
  }
  for (const [subject, events] of bySubject) {
    const sequences = events.map(({ sequence }) => Number(sequence));
    expect(sequences, subject).toEqual(sequences.map((_, index) => index + 1));
    const ids = events.map(({ id }) => id);
    expect([...new Set(ids)].sort(), `ids of ${subject}`).toEqual(ids);
  }
};

const expectLegalHistory = ({ payment, history }: PaymentView): void => {
  const passed = history.map(({ status }) => status as PaymentStatus);
  expect(passed[0], payment.paymentId).toBe('READY');
  expect(passed.at(-1), payment.paymentId).toBe(payment.status);
  for (const [index, from] of passed.slice(0, -1).entries()) {
    expect(paymentMoves[from], `${from} goes on`).toContain(passed[index + 1]);
  }
};

const isReserved = ({ payment }: PaymentView): boolean =>
  payment.status === 'AUTHORIZED' ||
  (payment.status === 'IN_DOUBT' && payment.authorization !== undefined);

const reservedOf = (views: readonly PaymentView[]): bigint =>
  views.filter(isReserved).reduce((sum, { payment }) => sum + payment.amount.minor, 0n);

const delivered = new Set<PaymentStatus>(['CONFIRMED', 'PARTIALLY_REFUNDED', 'REFUNDED']);

/** Money that no refund has claimed, of payments without a delivery: late money is never delivered for. */
const undelivered = (views: readonly PaymentView[]): bigint =>
  views
    .filter(({ payment }) => !delivered.has(payment.status))
    .reduce((sum, { payment }) => sum + payment.amounts.refundable.minor, 0n);

/** Memo accounts show what is in doubt, and liabilities what is owed, to the last won. */
const expectBalances = (at: World, views: readonly PaymentView[]): void => {
  const doubted = views
    .flatMap(({ attempts }) => attempts)
    .filter((attempt) => isApproval(attempt) && attempt.state === 'IN_DOUBT')
    .reduce((sum, { amount }) => sum + amount.minor, 0n);
  const refunding = views.reduce((sum, { payment }) => sum + payment.amounts.refunding.minor, 0n);
  const kept = views.reduce(
    (sum, { payment: { amounts } }) => sum + amounts.captured.minor - amounts.refunded.minor,
    0n,
  );
  const balances = balancesOf(at);
  expect(balances['memo.doubt_open'] ?? 0n, 'memo of doubts').toBe(doubted);
  expect(-(balances['refund_payable'] ?? 0n), 'refunds owed').toBe(refunding);
  const owed = Object.entries(balances).filter(([account]) => account.startsWith('pg_receivable:'));
  expect(
    owed.reduce((sum, [, balance]) => sum + balance, 0n),
    'owed by the PGs',
  ).toBe(kept);
  expect(balances['memo.auth_open'] ?? 0n, 'memo of what is reserved').toBe(reservedOf(views));
  expect(-(balances['order_deferred'] ?? 0n), 'taken and not delivered').toBe(undelivered(views));
};

/**
 * The PG has kept what our books say, wherever nothing is under way, in doubt or before a person: books that agree
 * with each other may all be wrong.
 */
const expectKeptAtPg = (at: World, { payment, attempts }: PaymentView): void => {
  // What a bank took back was approved all the same, and the PG's record of approvals keeps it.
  const isReversed = payment.reversals !== undefined;
  if (isReversed || attempts.some(isOpen) || attentionOf(at).length > 0) return;
  const pgOrderId = pgOrderIdOf(payment.orderId, payment.number);
  const { approvedAmount, canceledAmount } = at.pg.control.truth.order(pgOrderId);
  const { captured, refunded } = payment.amounts;
  expect(BigInt(approvedAmount - canceledAmount), `${payment.paymentId} at the PG`).toBe(
    captured.minor - refunded.minor,
  );
  count('kept-at-pg');
};

/**
 * Everything that must hold at any time. Counts what it has looked at.
 *
 * @param pgMayDiffer - The PG has cancels that nobody has told the engine of, or the other way round.
 */
export const expectSound = async (
  at: World,
  { pgMayDiffer = false }: { readonly pgMayDiffer?: boolean } = {},
): Promise<void> => {
  const groups = groupsOf(at);
  for (const group of groups) expect(sumOf(group, 'D'), group.effectKey).toBe(sumOf(group, 'C'));
  expectSequences(at);
  for (const { type } of eventsOf(at)) {
    expect(eventTypes as readonly string[]).toContain(type.replace('com.fluxpay.', ''));
  }
  for (const audit of auditsOf(at)) {
    expect(audit).toMatchObject({
      actor: expect.stringMatching(/./u) as string,
      action: expect.stringMatching(/^[a-z-]+\.[a-z-]+$/u) as string,
      requestId: expect.stringMatching(/./u) as string,
    });
  }
  const views = await allViews(at);
  for (const view of views) {
    const open = view.attempts.filter(isOpen);
    expect(open.length, 'one open attempt where the payment names one').toBe(
      view.payment.openAttempt === undefined ? 0 : 1,
    );
    checkAmounts(view.payment.amounts);
    expectLegalHistory(view);
    if (!pgMayDiffer) expectKeptAtPg(at, view);
  }
  expectBalances(at, views);
  count('sound-groups', groups.length);
  count('sound-payments', views.length);
};
