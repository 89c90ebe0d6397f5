// TX-REVERSED and TX-REDEPOSIT: the bank takes a deposit back, and the buyer may pay in again. A service
// that is at work is withdrawn, and a saga that returns the money has nothing to return any more; an order that was
// delivered goes before a person. Late money leaves the end of its payment as it was.
import type { ServiceRequest } from '#core/fulfilment/service-request.ts';
import { present } from '#core/kernel/assert.ts';
import type { Instant } from '#core/kernel/instant.ts';
import { splitTax, type TaxSplit } from '#core/kernel/money.ts';
import type { LedgerGroup } from '#core/ledger/ledger-group.ts';
import { captured, delivered, depositReversed } from '#core/ledger/movements.ts';
import type { Order } from '#core/orders/order.ts';
import type { Cause } from '#core/outbox/assemble-commit.ts';
import type { Saga } from '#core/sagas/saga.ts';
import { movementHead } from './case.ts';
import { endTakenBack, reverseDeposit, reverseLate } from './deposit-moves.ts';
import { lastLook, nextLook, soonLook } from './deposit-schedule.ts';
import { type BareDraft, base } from './ending.ts';
import {
  approve,
  confirm,
  type EndedPayment,
  type PaymentFacts,
  type TakenPayment,
  type WaitingPayment,
} from './payment.ts';
import { cancelledEvent } from './payment-cancelled.ts';
import type { PgPayment } from './payment-gateway.ts';
import { approvalOf, confirmedEvent, takenEvents } from './record-approval.ts';
import { depositEvent } from './record-deposit-wait.ts';
import { withdrawn } from './record-external.ts';
import { resumeWaiting } from './record-return.ts';

interface News {
  readonly order: Order;
  readonly pg: PgPayment;
  readonly cause: Cause;
  readonly at: Instant;
}

/** Its transaction key names the effect; a PG that gives none is counted. */
const keyOfReversal = ({ reversals = [] }: PaymentFacts, pg: PgPayment): string => {
  const key = pg.lastTransactionKey;
  return key === undefined || reversals.includes(key)
    ? `${pg.paymentKey}:${reversals.length}`
    : key;
};

/** What the capture has moved goes back. @param sold - What the delivery has posted, where there was one. */
const groupOf = (
  news: News & { readonly payment: TakenPayment | EndedPayment },
  transactionKey: string,
  sold?: TaxSplit,
): LedgerGroup => {
  const { paymentId, provider, amount, reversals = [] } = news.payment;
  const taken = { paymentId, provider, amount, reversals: reversals.length };
  return depositReversed(movementHead(news, news.at), { ...taken, transactionKey }, sold);
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
  const { paymentId, amount, taxFree } = before;
  const told = service === undefined ? undefined : withdrawn(service, at, 'DEPOSIT_REVERSED');
  return {
    payment,
    draft: {
      ...base({ ...news, case: { order } }, 'TX-REVERSED'),
      changes: [{ change: 'payment.advance', before, after: payment }, ...(told?.changes ?? [])],
      groups: [groupOf(news, transactionKey, isDelivered ? splitTax(amount, taxFree) : undefined)],
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

/** The bank was faster than our compensation: its payment ends here, and its saga goes on. */
export const recordOvertaken = (
  news: News & { readonly payment: TakenPayment; readonly saga: Saga },
): BareDraft => {
  const { payment: before, saga, at } = news;
  const { draft, payment: waiting } = recordReversal(news, undefined);
  const after = { ...endTakenBack(waiting, at), version: waiting.version };
  const told = resumeWaiting({ saga }, 'RETURNED');
  return {
    ...draft,
    changes: [{ change: 'payment.advance', before, after }, ...told.changes],
    events: [
      ...present(draft.events, 'a reversal is told'),
      cancelledEvent(after, 'EXTERNAL', 'DEPOSIT_REVERSED'),
    ],
    commands: told.commands,
    audit: {
      action: 'payment.reverse',
      object: after.paymentId,
      statusBefore: before.status,
      statusAfter: after.status,
    },
  };
};

/** Late money that the bank took back is owed to nobody. */
export const recordLateReversal = (news: News & { readonly payment: EndedPayment }): BareDraft => {
  const { order, payment: before, pg, at } = news;
  const account = present(before.virtualAccount, 'a deposit came into an account');
  const transactionKey = keyOfReversal(before, pg);
  const after = reverseLate(before, {
    transactionKey,
    pgTxId: pg.lastTransactionKey,
    at,
    dueAt: lastLook(account, at),
  });
  const { paymentId, status } = after;
  return {
    ...base({ ...news, case: { order } }, 'TX-REVERSED'),
    changes: [{ change: 'payment.advance', before, after }],
    groups: [groupOf(news, transactionKey)],
    events: [
      depositEvent('payment.deposit_reversed', { ...after, virtualAccount: account }, { status }),
    ],
    commands: [],
    audit: {
      action: 'payment.reverse',
      object: paymentId,
      statusBefore: status,
      statusAfter: status,
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
