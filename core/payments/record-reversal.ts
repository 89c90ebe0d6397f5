// TX-REVERSED and TX-REDEPOSIT: the bank takes a deposit back, and the buyer may pay in again. A service
// that is at work is withdrawn; an order that was delivered goes before a person.
import type { ServiceRequest } from '#core/fulfilment/service-request.ts';
import { present } from '#core/kernel/assert.ts';
import type { Instant } from '#core/kernel/instant.ts';
import { splitTax } from '#core/kernel/money.ts';
import { captured, delivered, depositReversed } from '#core/ledger/movements.ts';
import type { Order } from '#core/orders/order.ts';
import type { Cause } from '#core/outbox/assemble-commit.ts';
import { movementHead } from './case.ts';
import { reverseDeposit } from './deposit-moves.ts';
import { nextLook, soonLook } from './deposit-schedule.ts';
import { type BareDraft, base } from './ending.ts';
import { approve, confirm, type TakenPayment, type WaitingPayment } from './payment.ts';
import type { PgPayment } from './payment-gateway.ts';
import { approvalOf, confirmedEvent, takenEvents } from './record-approval.ts';
import { depositEvent } from './record-deposit-wait.ts';
import { withdrawn } from './record-external.ts';

interface News {
  readonly order: Order;
  readonly pg: PgPayment;
  readonly cause: Cause;
  readonly at: Instant;
}

/** Its transaction key names the effect; a PG that gives none is counted. */
const keyOfReversal = ({ reversals = [] }: TakenPayment, pg: PgPayment): string => {
  const key = pg.lastTransactionKey;
  return key === undefined || reversals.includes(key)
    ? `${pg.paymentKey}:${reversals.length}`
    : key;
};

/** @param service - Open while the saga waits for it; then the saga hears that the money is gone. */
export const recordReversal = (
  news: News & { readonly payment: TakenPayment },
  service: ServiceRequest | undefined,
): { readonly draft: BareDraft; readonly payment: WaitingPayment } => {
  const { order, payment: before, pg, at } = news;
  const transactionKey = keyOfReversal(before, pg);
  const isDelivered = order.status === 'COMPLETED';
  const account = before.virtualAccount;
  const dueAt = isDelivered && account !== undefined ? nextLook(account, at) : soonLook(at);
  const payment = reverseDeposit(before, {
    transactionKey,
    pgTxId: pg.lastTransactionKey,
    at,
    dueAt,
  });
  const { paymentId, provider, amount, taxFree } = before;
  const told = service === undefined ? undefined : withdrawn(service, at, 'DEPOSIT_REVERSED');
  return {
    payment,
    draft: {
      ...base({ ...news, case: { order } }, 'TX-REVERSED'),
      changes: [{ change: 'payment.advance', before, after: payment }, ...(told?.changes ?? [])],
      groups: [
        depositReversed(
          movementHead(news, at),
          { paymentId, provider, amount, transactionKey, reversals: before.reversals?.length ?? 0 },
          isDelivered ? splitTax(amount, taxFree) : undefined,
        ),
      ],
      events: [depositEvent('payment.deposit_reversed', payment), ...(told?.events ?? [])],
      commands: told?.commands ?? [],
      audit: {
        action: 'payment.reverse',
        object: paymentId,
        statusBefore: before.status,
        statusAfter: payment.status,
      },
    },
  };
};

/** The buyer paid in again after the delivery: sold, and paid for, once more. */
export const recordRedeposit = (news: News & { readonly payment: WaitingPayment }): BareDraft => {
  const { order, payment: before, pg, at } = news;
  const approved = approve(before, approvalOf(pg, at));
  const payment = { ...confirm(approved, at), version: before.version + 1 };
  const { paymentId, provider, amount, taxFree } = payment;
  const reversals = present(before.reversals, 'what is paid again was taken back').length;
  const head = movementHead(news, at);
  return {
    ...base({ ...news, case: { order } }, 'TX-REDEPOSIT'),
    changes: [
      { change: 'payment.advance', before, after: payment },
      { change: 'order.isAsRead', order },
      {
        change: 'unique.create',
        tenant: order.tenant,
        kind: 'PGTX',
        value: `A:${pg.paymentKey}:${reversals}`,
        owner: paymentId,
      },
    ],
    groups: [
      captured(head, { paymentId, provider, amount, reversals }),
      delivered(head, { orderId: order.orderId, amount, taxFree, reversals }),
    ],
    events: [
      ...takenEvents({ case: { order, payment: before }, at }, payment, { isOrderPaid: false }),
      confirmedEvent(order, payment, at),
    ],
    commands: [],
    audit: {
      action: 'payment.confirm',
      object: paymentId,
      statusBefore: before.status,
      statusAfter: payment.status,
    },
  };
};
