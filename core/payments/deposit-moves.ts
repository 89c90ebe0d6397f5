// The moves of a payment that waits for a deposit. A bank can take a deposit back: the one step back a
// payment ever makes.
import { assert, present } from '#core/kernel/assert.ts';
import { type Instant, plus } from '#core/kernel/instant.ts';
import { isZero, zero } from '#core/kernel/money.ts';
import { next } from '#core/kernel/versioned.ts';
import {
  type Approval,
  type EndedPayment,
  factsOf,
  mayMove,
  noAmounts,
  type Payment,
  type TakenPayment,
  type VirtualAccount,
  type WaitingPayment,
} from './payment.ts';

/**
 * A virtual account was issued: no money yet.
 *
 * @param secret - What a deposit callback must carry.
 * @param issueTxId - The PG's transaction that issued it.
 * @param dueAt - When the PG is read next.
 */
export const awaitDeposit = (
  payment: Payment,
  {
    secret,
    issueTxId,
    ...virtualAccount
  }: VirtualAccount & { readonly secret?: string; readonly issueTxId?: string },
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

/** The bank took the deposit back: nothing is captured, and the account waits again. */
export const reverseDeposit = (
  payment: TakenPayment,
  transactionKey: string,
  dueAt: Instant,
): WaitingPayment => {
  mayMove(payment.status, 'WAITING_FOR_DEPOSIT');
  const { approval: undone, confirmedAt: _open, ...rest } = payment;
  return next(rest, {
    status: 'WAITING_FOR_DEPOSIT' as const,
    virtualAccount: present(payment.virtualAccount, 'a deposit came into an account'),
    amounts: noAmounts(payment.amount.currency),
    reversals: [...(payment.reversals ?? []), transactionKey],
    accountTxIds: [...(payment.accountTxIds ?? []), undone.pgTxId, transactionKey],
    dueAt,
  });
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

/**
 * True for a state of its account that another one has followed: read late, or from a copy that lags. What a
 * bank takes back looks like the account before its deposit; only the PG's last transaction tells them apart, and,
 * for a PG that gives a reversal none of its own, time.
 *
 * @param transactionKey - Of the PG's word; without one nothing is known to be over.
 */
export const isOverAtPg = (
  payment: Payment,
  transactionKey: string | undefined,
  now: Instant,
): boolean => {
  const { accountTxIds = [] } = payment;
  if (transactionKey === undefined || !accountTxIds.includes(transactionKey)) return false;
  if (payment.status === 'WAITING_FOR_DEPOSIT' || 'endedAt' in payment) {
    return accountTxIds.at(-1) !== transactionKey;
  }
  return 'approval' in payment && now < plus(payment.approval.approvedAt, lagMaxMs);
};
