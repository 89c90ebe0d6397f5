// The payment: one try to pay an order. APPROVED = the money is taken, CONFIRMED = the deal is final,
// IN_DOUBT = a call was sent and its result is not known, which is never a failure.
import type { Tenant } from '#core/contracts/tenant.ts';
import { assert, present } from '#core/kernel/assert.ts';
import type { OrderId, PaymentId } from '#core/kernel/ids.ts';
import type { Instant } from '#core/kernel/instant.ts';
import { add, isZero, type Money, subtract, zero } from '#core/kernel/money.ts';
import { next, type Versioned } from '#core/kernel/versioned.ts';

export type PaymentStatus =
  | 'READY'
  | 'IN_DOUBT'
  | 'APPROVED'
  | 'CONFIRMED'
  | 'PARTIALLY_REFUNDED'
  | 'REFUNDED'
  | 'FAILED'
  | 'EXPIRED'
  | 'CANCELLED';

/** Legal moves of the paths that exist. A pair that is not here is refused. */
export const paymentMoves: Readonly<Record<PaymentStatus, readonly PaymentStatus[]>> = {
  READY: ['APPROVED', 'FAILED', 'EXPIRED', 'CANCELLED', 'IN_DOUBT'],
  IN_DOUBT: ['APPROVED', 'FAILED', 'EXPIRED', 'CANCELLED'],
  APPROVED: ['CONFIRMED', 'PARTIALLY_REFUNDED', 'REFUNDED', 'CANCELLED'],
  CONFIRMED: ['PARTIALLY_REFUNDED', 'REFUNDED'],
  PARTIALLY_REFUNDED: ['PARTIALLY_REFUNDED', 'REFUNDED'],
  REFUNDED: [],
  FAILED: [],
  EXPIRED: [],
  CANCELLED: [],
};

export interface PaymentMethod {
  readonly type:
    | 'CARD'
    | 'EASY_PAY'
    | 'TRANSFER'
    | 'MOBILE_PHONE'
    | 'GIFT_CERTIFICATE'
    | 'VIRTUAL_ACCOUNT';
  readonly easyPayProvider?: string;
  readonly cardMasked?: string;
  readonly installmentMonths?: number;
}

/** What the PG approved. */
export interface Approval {
  readonly pgTxId: string;
  readonly method: PaymentMethod;
  readonly approvalNumber?: string;
  readonly receiptUrl?: string;
  readonly approvedAt: Instant;
}

export interface Failure {
  readonly type: 'SOFT' | 'HARD' | 'CONFIG' | 'EXPIRED';
  readonly pgCode: string;
  readonly pgMessage: string;
}

export interface Doubt {
  readonly operation: 'CONFIRM';
  readonly since: Instant;
  readonly nextCheckAt: Instant;
}

/** captured = refundable + refunding + refunded, each at least zero, at every step. */
export interface Amounts {
  readonly captured: Money;
  readonly refundable: Money;
  readonly refunding: Money;
  readonly refunded: Money;
}

/** The one open PG operation of a payment. */
export interface OpenAttempt {
  readonly id: string;
  readonly op: 'CONFIRM' | 'REFUND';
  /** From here on an unanswered approval reads as in doubt, written or not. */
  readonly deadlineAt: Instant;
}

export interface PaymentFacts extends Versioned {
  readonly tenant: Tenant;
  readonly paymentId: PaymentId;
  readonly orderId: OrderId;
  readonly userId: string;
  readonly provider: string;
  readonly number: number;
  readonly amount: Money;
  readonly taxFree: Money;
  readonly amounts: Amounts;
  readonly openAttempt?: OpenAttempt;
  /** What the PG's callbacks about it carry: compared, never shown. Absent where the PG gave none. */
  readonly callbackSecret?: string;
  readonly createdAt: Instant;
  readonly requestId: string;
}

export type ReadyPayment = PaymentFacts & { readonly status: 'READY' };
export type InDoubtPayment = PaymentFacts & {
  readonly status: 'IN_DOUBT';
  readonly doubt: Doubt;
};
export type TakenPayment = PaymentFacts & {
  readonly status: 'APPROVED' | 'CONFIRMED' | 'PARTIALLY_REFUNDED' | 'REFUNDED';
  readonly approval: Approval;
  readonly confirmedAt?: Instant;
};
export type EndedPayment = PaymentFacts & {
  readonly status: 'FAILED' | 'EXPIRED' | 'CANCELLED';
  readonly endedAt: Instant;
  readonly failure?: Failure;
  readonly approval?: Approval;
};

export type Payment = ReadyPayment | InDoubtPayment | TakenPayment | EndedPayment;

const mayMove = (from: PaymentStatus, to: PaymentStatus): void =>
  assert(paymentMoves[from].includes(to), `a payment does not go from ${from} to ${to}`);

export const noAmounts = (currency: string): Amounts => ({
  captured: zero(currency),
  refundable: zero(currency),
  refunding: zero(currency),
  refunded: zero(currency),
});

/** @throws AssertionFailed when the four amounts do not add up. */
export const checkAmounts = (amounts: Amounts): void =>
  assert(
    amounts.captured.minor ===
      amounts.refundable.minor + amounts.refunding.minor + amounts.refunded.minor &&
      amounts.refundable.minor >= 0n &&
      amounts.refunding.minor >= 0n &&
      amounts.refunded.minor >= 0n,
    'captured = refundable + refunding + refunded',
  );

const without = <T extends PaymentFacts>(payment: T): Omit<T, 'openAttempt'> => {
  const { openAttempt: _closed, ...rest } = payment;
  return rest;
};

/** One PG operation begins. */
export const openAttempt = <P extends ReadyPayment | TakenPayment>(
  payment: P,
  attempt: OpenAttempt,
): P => {
  assert(payment.openAttempt === undefined, 'one open PG operation per payment');
  return { ...payment, openAttempt: attempt, version: payment.version + 1 };
};

/** The attempt was proven not sent: the payment can be tried again. */
export const closeAttempt = (payment: Payment): ReadyPayment => {
  assert(payment.status === 'READY', 'only a READY payment returns to READY');
  return next(without(payment) as ReadyPayment, {});
};

export const approve = (payment: Payment, approval: Approval): TakenPayment => {
  mayMove(payment.status, 'APPROVED');
  const taken = payment.amount;
  const { doubt: _resolved, ...rest } = without(payment as InDoubtPayment);
  return next(rest, {
    status: 'APPROVED' as const,
    approval,
    amounts: {
      captured: taken,
      refundable: taken,
      refunding: zero(taken.currency),
      refunded: zero(taken.currency),
    },
  });
};

/** The deal is final, less what was returned at the PG meanwhile. */
export const confirm = (payment: Payment, at: Instant): TakenPayment => {
  const { refunded, refundable, refunding } = payment.amounts;
  const left = add(refundable, refunding);
  const status = isZero(refunded) ? 'CONFIRMED' : isZero(left) ? 'REFUNDED' : 'PARTIALLY_REFUNDED';
  mayMove(payment.status, status);
  return next(payment as TakenPayment, { status: status as 'CONFIRMED', confirmedAt: at });
};

/** Ends a payment whose money was not taken, or all of whose money went back. */
export const end = (
  payment: Payment,
  status: EndedPayment['status'],
  at: Instant,
  failure?: Failure,
): EndedPayment => {
  mayMove(payment.status, status);
  const { doubt: _resolved, ...rest } = without(payment as InDoubtPayment);
  return next(rest, {
    status,
    endedAt: at,
    ...(failure === undefined ? {} : { failure }),
  }) as EndedPayment;
};

export const doubt = (payment: Payment, since: Instant, nextCheckAt: Instant): InDoubtPayment => {
  mayMove(payment.status, 'IN_DOUBT');
  return next(payment as ReadyPayment, {
    status: 'IN_DOUBT' as const,
    doubt: { operation: 'CONFIRM' as const, since, nextCheckAt },
  });
};

/** Reserves money for a refund. @param attempt - Its PG operation, where it is sent at once. */
export const claimRefund = (
  payment: TakenPayment,
  amount: Money,
  attempt?: OpenAttempt,
): TakenPayment => {
  const amounts = {
    ...payment.amounts,
    refundable: subtract(payment.amounts.refundable, amount),
    refunding: add(payment.amounts.refunding, amount),
  };
  checkAmounts(amounts);
  return next(payment, { amounts, ...(attempt === undefined ? {} : { openAttempt: attempt }) });
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

const afterReturn = (payment: TakenPayment, at: Instant): Payment => {
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

/** In doubt effectively: recorded so, or an approval was sent and its deadline is past. */
export const readsAsInDoubt = (payment: Payment, now: Instant): boolean =>
  payment.status === 'IN_DOUBT' ||
  (payment.status === 'READY' &&
    payment.openAttempt !== undefined &&
    now >= payment.openAttempt.deadlineAt);

/** Since when a payment that reads as in doubt is so: as recorded, or from its deadline. */
export const doubtSince = (payment: Payment): Instant =>
  payment.status === 'IN_DOUBT'
    ? payment.doubt.since
    : present(payment.openAttempt, 'what reads as in doubt has an open attempt').deadlineAt;
