// How a payment gives money back: reserved, returned, released, or found returned by others. Its four
// amounts add up at every step.
import type { Instant } from '#core/kernel/instant.ts';
import { add, isZero, type Money, subtract } from '#core/kernel/money.ts';
import { next } from '#core/kernel/versioned.ts';
import {
  checkAmounts,
  type EndedPayment,
  mayMove,
  type OpenAttempt,
  type Payment,
  type TakenPayment,
  without,
} from './payment.ts';

/** Sale and VAT were posted with the delivery. What came after the payment's end was never a sale. */
export const isDelivered = (payment: Payment): payment is TakenPayment =>
  payment.status === 'CONFIRMED' ||
  payment.status === 'PARTIALLY_REFUNDED' ||
  payment.status === 'REFUNDED';

/** Reserves money for a refund. @param attempt - Its PG operation, where it is sent at once. */
export const claimRefund = <P extends TakenPayment | EndedPayment>(
  payment: P,
  amount: Money,
  attempt?: OpenAttempt,
): P => {
  const amounts = {
    ...payment.amounts,
    refundable: subtract(payment.amounts.refundable, amount),
    refunding: add(payment.amounts.refunding, amount),
  };
  checkAmounts(amounts);
  const opened = attempt === undefined ? {} : { openAttempt: attempt };
  return next(payment, { amounts, ...opened }) as P;
};

/** The PG returned the reserved money; APPROVED with nothing left becomes CANCELLED. */
export const settleRefund = (payment: Payment, amount: Money, at: Instant): Payment => {
  const amounts = {
    ...payment.amounts,
    refunding: subtract(payment.amounts.refunding, amount),
    refunded: add(payment.amounts.refunded, amount),
  };
  checkAmounts(amounts);
  return afterReturn({ ...without(payment as TakenPayment), amounts } as TakenPayment, at);
};

/** The refund failed: the reserved money is refundable again. */
export const releaseRefund = (payment: Payment, amount: Money): Payment => {
  const amounts = {
    ...payment.amounts,
    refunding: subtract(payment.amounts.refunding, amount),
    refundable: add(payment.amounts.refundable, amount),
  };
  checkAmounts(amounts);
  return next(without(payment as TakenPayment), { amounts }) as Payment;
};

/** Money was returned at the PG without us. */
export const adoptExternalRefund = (payment: Payment, amount: Money, at: Instant): Payment => {
  const amounts = {
    ...payment.amounts,
    refundable: subtract(payment.amounts.refundable, amount),
    refunded: add(payment.amounts.refunded, amount),
  };
  checkAmounts(amounts);
  return afterReturn({ ...payment, amounts } as TakenPayment, at);
};

const afterReturn = (payment: TakenPayment | EndedPayment, at: Instant): Payment => {
  // A final payment keeps its status, whatever comes and goes late.
  if ('endedAt' in payment) return next(payment, {});
  const isEmpty = isZero(add(payment.amounts.refundable, payment.amounts.refunding));
  if (payment.status === 'APPROVED') {
    if (!isEmpty) return next(payment, {});
    mayMove(payment.status, 'CANCELLED');
    const { confirmedAt: _never, ...rest } = payment;
    return next(rest, { status: 'CANCELLED' as const, endedAt: at });
  }
  const status = isEmpty ? 'REFUNDED' : 'PARTIALLY_REFUNDED';
  mayMove(payment.status, status);
  return next(payment, { status: status as 'REFUNDED' });
};
