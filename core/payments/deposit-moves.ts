// The moves of a payment that waits for a deposit. A bank can take a deposit back: the one step back a
// payment ever makes.
import { assert, present } from '#core/kernel/assert.ts';
import { type Instant, plus } from '#core/kernel/instant.ts';
import { isZero, zero } from '#core/kernel/money.ts';
import { next } from '#core/kernel/versioned.ts';
import { lastLook } from './deposit-schedule.ts';
import {
  type Approval,
  type EndedPayment,
  end,
  factsOf,
  mayMove,
  noAmounts,
  type Payment,
  type PaymentFacts,
  type TakenPayment,
  type VirtualAccount,
  type WaitingPayment,
} from './payment.ts';
import type { PgPayment } from './payment-gateway.ts';

/** An account as it was issued, with what its callbacks carry. */
export type IssuedAccount = VirtualAccount & {
  /** What a deposit callback must carry. */
  readonly secret?: string;
  /** The PG's transaction that issued it. */
  readonly issueTxId?: string;
};

/** A virtual account was issued: no money yet. @param dueAt - When the PG is read next. */
export const awaitDeposit = (
  payment: Payment,
  { secret, issueTxId, ...virtualAccount }: IssuedAccount,
  dueAt: Instant,
): WaitingPayment => {
  mayMove(payment.status, 'WAITING_FOR_DEPOSIT');
  return next(factsOf(payment), {
    status: 'WAITING_FOR_DEPOSIT' as const,
    virtualAccount,
    ...(secret === undefined ? {} : { callbackSecret: secret }),
    ...(issueTxId === undefined ? {} : { accountTxIds: [issueTxId] }),
    dueAt,
  });
};

interface Reversal {
  /** Names the effect: the PG's transaction, or a name of ours where it gave none. */
  readonly transactionKey: string;
  /** The PG's word of it; nothing where it gave none. */
  readonly pgTxId?: string | undefined;
  readonly at: Instant;
  /** When the PG is read next. */
  readonly dueAt: Instant;
}

/** Nothing is captured any more, and the account's transactions are known up to here. */
const takenBack = (
  payment: PaymentFacts,
  undone: Approval,
  { transactionKey, pgTxId, at, dueAt }: Reversal,
) => ({
  virtualAccount: present(payment.virtualAccount, 'a deposit came into an account'),
  amounts: noAmounts(payment.amount.currency),
  reversals: [...(payment.reversals ?? []), transactionKey],
  accountTxIds: [
    ...new Set([
      ...(payment.accountTxIds ?? []),
      undone.pgTxId,
      ...(pgTxId === undefined ? [] : [pgTxId]),
    ]),
  ],
  reversedAt: at,
  dueAt,
});

/** The bank took the deposit back: nothing is captured, and the account waits again. */
export const reverseDeposit = (payment: TakenPayment, reversal: Reversal): WaitingPayment => {
  mayMove(payment.status, 'WAITING_FOR_DEPOSIT');
  const { approval: undone, confirmedAt: _open, ...rest } = payment;
  return next(rest, {
    status: 'WAITING_FOR_DEPOSIT' as const,
    ...takenBack(payment, undone, reversal),
  });
};

/** Nothing is left to return of it: it ends, and its account is looked at once more. */
export const endTakenBack = (payment: WaitingPayment, at: Instant): EndedPayment => ({
  ...end(payment, 'CANCELLED', at),
  dueAt: lastLook(payment.virtualAccount, at),
});

/** The bank took late money back: the payment has ended and stays so. */
export const reverseLate = (payment: EndedPayment, reversal: Reversal): EndedPayment => {
  const { approval, ...rest } = payment;
  const undone = present(approval, 'late money was approved');
  return next(rest, takenBack(payment, undone, reversal));
};

/** A void was found not done: the payment is where it was. @param dueAt - Soon: the truth is news. */
export const keepWaiting = (payment: Payment, dueAt: Instant): WaitingPayment => {
  const virtualAccount = present(payment.virtualAccount, 'what waits has an account');
  if (payment.status !== 'WAITING_FOR_DEPOSIT') mayMove(payment.status, 'WAITING_FOR_DEPOSIT');
  return next(factsOf(payment), {
    status: 'WAITING_FOR_DEPOSIT' as const,
    virtualAccount,
    dueAt,
  });
};

/** A final payment was captured after all: its state stays, and all of it is on its way back. */
export const captureLate = (payment: EndedPayment, approval: Approval): EndedPayment => {
  assert(isZero(payment.amounts.captured), 'a late success is the first word of its money');
  const { dueAt: _seen, ...rest } = payment;
  const none = zero(payment.amount.currency);
  const { amount } = payment;
  return next(rest, {
    approval,
    amounts: { captured: amount, refundable: none, refunding: amount, refunded: none },
  }) as EndedPayment;
};

/** Longer than a read of the PG takes and lags. */
const lagMaxMs = 60_000;

type Said = Pick<PgPayment, 'status' | 'lastTransactionKey'>;

/** A transaction that our books have not seen; of rows without that list nothing is known to be news. */
const isNews = ({ accountTxIds }: Payment, { lastTransactionKey: key }: Said): boolean =>
  key !== undefined && accountTxIds !== undefined && !accountTxIds.includes(key);

/**
 * True for a word about its account that a later one may have overtaken: read late, or from a copy that lags. What
 * a bank takes back looks like the account before its deposit, and what it took back like the deposit. A new
 * transaction tells them apart at once; where there is none, the PG is right as soon as no read can be that old.
 *
 * @param at - When the PG was asked.
 */
export const mayBeOvertaken = (payment: Payment, said: Said, at: Instant): boolean => {
  if (payment.virtualAccount === undefined || isNews(payment, said)) return false;
  const approval = 'approval' in payment ? payment.approval : undefined;
  const since = approval === undefined ? payment.reversedAt : approval.approvedAt;
  const before = approval === undefined ? 'DONE' : 'WAITING_FOR_DEPOSIT';
  return said.status === before && since !== undefined && at < plus(since, lagMaxMs);
};
