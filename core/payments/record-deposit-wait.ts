// TX-DEPOSIT-WAIT: the PG issued a virtual account. Nothing is taken; the order lives until the deposit
// date, and a cancel noted meanwhile is done at once.
import { toIso } from '#core/kernel/instant.ts';
import { toWire } from '#core/kernel/money.ts';
import { type PendingOrder, untilDeposit } from '#core/orders/order.ts';
import type { EventDraft } from '#core/outbox/assemble-commit.ts';
import { move } from './attempt.ts';
import { doubtClosing, doubtResolved, fromDoubt } from './case.ts';
import { awaitDeposit } from './deposit-moves.ts';
import { firstLook, soonLook } from './deposit-schedule.ts';
import type { VirtualAccount, WaitingPayment } from './payment.ts';
import type { PgPayment, PgVirtualAccount } from './payment-gateway.ts';
import type { Ending } from './record-decline.ts';

export const accountOf = (account: PgVirtualAccount, { secret }: PgPayment): VirtualAccount => ({
  ...account,
  ...(secret === undefined ? {} : { secret }),
});

export const depositEvent = (
  type: 'payment.waiting_for_deposit' | 'payment.deposit_reversed',
  payment: WaitingPayment,
  marks: { readonly fromDoubt?: true } = {},
): EventDraft => ({
  type,
  of: payment.paymentId,
  data: {
    paymentId: payment.paymentId,
    orderId: payment.orderId,
    amount: toWire(payment.amount.minor),
    currency: payment.amount.currency,
    dueAt: toIso(payment.virtualAccount.dueAt),
    ...marks,
  },
});

export const recordDepositWait = (ending: Ending, account: VirtualAccount) => {
  const { case: kase, evidence, cause, at } = ending;
  const order = kase.order as PendingOrder;
  const isCancelNoted = order.cancelRequestedAt !== undefined;
  const lookAt = isCancelNoted ? soonLook(at) : firstLook(account, at);
  const payment = awaitDeposit(kase.payment, account, lookAt);
  const { paymentId } = payment;
  const by = evidence.source === 'REPLY' ? ('REPLY' as const) : ('READ' as const);
  return {
    payment,
    draft: {
      name: 'TX-DEPOSIT-WAIT' as const,
      tenant: order.tenant,
      userId: order.userId,
      rootId: order.orderId,
      at,
      cause,
      changes: [
        {
          change: 'attempt.advance' as const,
          before: kase.attempt,
          after: move(kase.attempt, 'SUCCEEDED', [evidence]),
        },
        { change: 'payment.advance' as const, before: kase.payment, after: payment },
        {
          change: 'order.advance' as const,
          before: order,
          after: untilDeposit(order, account.dueAt),
        },
      ],
      groups: doubtClosing(kase, at),
      events: [
        ...doubtResolved(kase, 'WAITING_FOR_DEPOSIT', by, at),
        depositEvent('payment.waiting_for_deposit', payment, fromDoubt(kase)),
      ],
      commands: isCancelNoted
        ? [{ objectId: paymentId, body: { kind: 'VOID' as const, paymentId } }]
        : [],
      audit: {
        action: 'payment.confirm',
        object: paymentId,
        statusBefore: kase.payment.status,
        statusAfter: payment.status,
      },
    },
  };
};
