// The moves of a payment that waits for a deposit. A bank can take a deposit back: the one step back a
// payment ever makes.
import { assert, present } from '#core/kernel/assert.ts';
import type { Instant } from '#core/kernel/instant.ts';
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
 * @param dueAt - When the PG is read next.
 */
export const awaitDeposit = (
  payment: Payment,
  { secret, ...virtualAccount }: VirtualAccount & { readonly secret?: string },
  dueAt: Instant,
): WaitingPayment => {
  mayMove(payment.status, 'WAITING_FOR_DEPOSIT');
  return next(factsOf(payment), {
    status: 'WAITING_FOR_DEPOSIT' as const,
    virtualAccount,
    ...(secret === undefined ? {} : { callbackSecret: secret }),
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
  const { approval: _undone, confirmedAt: _open, ...rest } = payment;
  return next(rest, {
    status: 'WAITING_FOR_DEPOSIT' as const,
    virtualAccount: present(payment.virtualAccount, 'a deposit came into an account'),
    amounts: noAmounts(payment.amount.currency),
    reversals: [...(payment.reversals ?? []), transactionKey],
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
