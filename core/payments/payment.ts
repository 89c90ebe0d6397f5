// The payment: one try to pay an order. APPROVED = the money is taken, CONFIRMED = the deal is final,
// IN_DOUBT = a call was sent and its result is not known, which is never a failure.
// WAITING_FOR_DEPOSIT = a virtual account was issued; money that came can be taken back by the bank.
import type { Tenant } from '#core/contracts/tenant.ts';
import { assert, present } from '#core/kernel/assert.ts';
import type { OrderId, PaymentId } from '#core/kernel/ids.ts';
import type { Instant } from '#core/kernel/instant.ts';
import { add, isZero, type Money, zero } from '#core/kernel/money.ts';
import { next, type Versioned } from '#core/kernel/versioned.ts';

export type PaymentStatus =
  | 'READY'
  | 'IN_DOUBT'
  | 'WAITING_FOR_DEPOSIT'
  | 'APPROVED'
  | 'CONFIRMED'
  | 'PARTIALLY_REFUNDED'
  | 'REFUNDED'
  | 'FAILED'
  | 'EXPIRED'
  | 'CANCELLED';

/** Legal moves of the paths that exist. A pair that is not here is refused. */
export const paymentMoves: Readonly<Record<PaymentStatus, readonly PaymentStatus[]>> = {
  READY: ['APPROVED', 'WAITING_FOR_DEPOSIT', 'FAILED', 'EXPIRED', 'CANCELLED', 'IN_DOUBT'],
  IN_DOUBT: ['APPROVED', 'WAITING_FOR_DEPOSIT', 'FAILED', 'EXPIRED', 'CANCELLED'],
  WAITING_FOR_DEPOSIT: ['APPROVED', 'CONFIRMED', 'EXPIRED', 'CANCELLED', 'IN_DOUBT'],
  APPROVED: ['CONFIRMED', 'PARTIALLY_REFUNDED', 'REFUNDED', 'CANCELLED', 'WAITING_FOR_DEPOSIT'],
  CONFIRMED: ['PARTIALLY_REFUNDED', 'REFUNDED', 'WAITING_FOR_DEPOSIT'],
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
  readonly operation: 'CONFIRM' | 'VOID';
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
  readonly op: 'CONFIRM' | 'VOID' | 'REFUND';
  /** From here on an unanswered approval reads as in doubt, written or not. */
  readonly deadlineAt: Instant;
}

/** Issued by the PG for this payment alone; its buyer pays into it until `dueAt`. */
export interface VirtualAccount {
  readonly bankCode: string;
  readonly accountNumber: string;
  readonly dueAt: Instant;
  /** What a deposit callback must carry; compared in constant time, never shown. */
  readonly secret?: string;
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
  readonly virtualAccount?: VirtualAccount;
  /** Transaction keys of the deposits that the bank took back, oldest first. */
  readonly reversals?: readonly string[];
  /** When the sweep looks at it again; nobody does while it is absent. */
  readonly lookAt?: Instant;
  readonly createdAt: Instant;
  readonly requestId: string;
}

export type ReadyPayment = PaymentFacts & { readonly status: 'READY' };
export type InDoubtPayment = PaymentFacts & {
  readonly status: 'IN_DOUBT';
  readonly doubt: Doubt;
};
export type WaitingPayment = PaymentFacts & {
  readonly status: 'WAITING_FOR_DEPOSIT';
  readonly virtualAccount: VirtualAccount;
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

export type Payment = ReadyPayment | InDoubtPayment | WaitingPayment | TakenPayment | EndedPayment;

/** @throws AssertionFailed for a move that is not in the table. */
export const mayMove = (from: PaymentStatus, to: PaymentStatus): void =>
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

/** The payment once its PG operation has ended. */
export const withoutAttempt = <T extends PaymentFacts>(payment: T): Omit<T, 'openAttempt'> => {
  const { openAttempt: _closed, ...rest } = payment;
  return rest;
};

/** One PG operation begins. */
export const openAttempt = <P extends Exclude<Payment, InDoubtPayment>>(
  payment: P,
  attempt: OpenAttempt,
): P => {
  assert(payment.openAttempt === undefined, 'one open PG operation per payment');
  return { ...payment, openAttempt: attempt, version: payment.version + 1 };
};

/** The attempt was proven not sent: the payment can be tried again. */
export const closeAttempt = (payment: Payment): ReadyPayment => {
  assert(payment.status === 'READY', 'only a READY payment returns to READY');
  return next(withoutAttempt(payment) as ReadyPayment, {});
};

export const approve = (payment: Payment, approval: Approval): TakenPayment => {
  mayMove(payment.status, 'APPROVED');
  const taken = payment.amount;
  const { doubt: _resolved, lookAt: _done, ...rest } = withoutAttempt(payment as InDoubtPayment);
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
  const { doubt: _resolved, lookAt: _done, ...rest } = withoutAttempt(payment as InDoubtPayment);
  return next(rest, {
    status,
    endedAt: at,
    ...(failure === undefined ? {} : { failure }),
  }) as EndedPayment;
};

export const doubt = (
  payment: Payment,
  operation: Doubt['operation'],
  since: Instant,
  nextCheckAt: Instant,
): InDoubtPayment => {
  mayMove(payment.status, 'IN_DOUBT');
  // Its attempt has its own reads; a look of the sweep would find nothing to do.
  const { lookAt: _laterAgain, ...rest } = payment;
  return next(rest as ReadyPayment, {
    status: 'IN_DOUBT' as const,
    doubt: { operation, since, nextCheckAt },
  });
};

/** In doubt effectively: recorded so, or an approval was sent and its deadline is past. */
export const readsAsInDoubt = (payment: Payment, now: Instant): boolean =>
  payment.status === 'IN_DOUBT' ||
  ((payment.status === 'READY' || payment.status === 'WAITING_FOR_DEPOSIT') &&
    payment.openAttempt !== undefined &&
    now >= payment.openAttempt.deadlineAt);

/** Since when a payment that reads as in doubt is so: as recorded, or from its deadline. */
export const doubtSince = (payment: Payment): Instant =>
  payment.status === 'IN_DOUBT'
    ? payment.doubt.since
    : present(payment.openAttempt, 'what reads as in doubt has an open attempt').deadlineAt;
