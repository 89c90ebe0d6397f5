// TX-DEPOSIT-WAIT: the PG issued a virtual account. Nothing is taken; the order lives until the deposit
// date, and a cancel noted meanwhile is done at once.
import { toIso } from '#core/kernel/instant.ts';
import { toWire } from '#core/kernel/money.ts';
import { isCancelNoted, type PendingOrder, untilDeposit } from '#core/orders/order.ts';
import type { EventDraft } from '#core/outbox/assemble-commit.ts';
import { doubtClosing, fromDoubt } from './case.ts';
import { awaitDeposit, type IssuedAccount } from './deposit-moves.ts';
import { firstLook, soonLook } from './deposit-schedule.ts';
import { actionOf, attemptEnded, type BareDraft, base, type Ending, resolved } from './ending.ts';
import type { EndedPayment, PaymentFacts, WaitingPayment } from './payment.ts';
import type { PgPayment, PgVirtualAccount } from './payment-gateway.ts';
import { voidCommand } from './watch-command.ts';

export const accountOf = (
  account: PgVirtualAccount,
  { secret, lastTransactionKey: issueTxId }: PgPayment,
): IssuedAccount => ({
  ...account,
  ...(secret === undefined ? {} : { secret }),
  ...(issueTxId === undefined ? {} : { issueTxId }),
});

export const depositEvent = (
  type: 'payment.waiting_for_deposit' | 'payment.deposit_reversed',
  payment: PaymentFacts & Pick<WaitingPayment, 'virtualAccount'>,
  marks: { readonly fromDoubt?: true; readonly status?: EndedPayment['status'] } = {},
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

export const recordDepositWait = (
  ending: Ending,
  account: IssuedAccount,
): { readonly draft: BareDraft; readonly payment: WaitingPayment } => {
  const { case: kase, at } = ending;
  const order = kase.order as PendingOrder;
  const isNoted = isCancelNoted(order);
  const dueAt = isNoted ? soonLook(at) : firstLook(account, at);
  const payment = awaitDeposit(kase.payment, account, dueAt);
  return {
    payment,
    draft: {
      ...base(ending, 'TX-DEPOSIT-WAIT'),
      changes: [
        attemptEnded(ending, 'SUCCEEDED'),
        { change: 'payment.advance', before: kase.payment, after: payment },
        { change: 'order.advance', before: order, after: untilDeposit(order, account.dueAt) },
      ],
      groups: doubtClosing(kase, at),
      events: [
        ...resolved(ending, 'WAITING_FOR_DEPOSIT'),
        depositEvent('payment.waiting_for_deposit', payment, fromDoubt(kase)),
      ],
      commands: isNoted ? [voidCommand(payment)] : [],
      audit: {
        action: actionOf(ending),
        object: payment.paymentId,
        statusBefore: kase.payment.status,
        statusAfter: payment.status,
      },
    },
  };
};
