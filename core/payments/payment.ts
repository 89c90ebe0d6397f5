// The payment: one try to pay an order. AUTHORIZED = reserved at the PG, not taken; APPROVED = the money is
// taken, CONFIRMED = the deal is final; WAITING_FOR_DEPOSIT = an account was issued; IN_DOUBT = a call was sent and its result is not known, which is never a failure.
import type { Tenant } from '#core/contracts/tenant.ts';
import { assert } from '#core/kernel/assert.ts';
import type { OrderId, PaymentId } from '#core/kernel/ids.ts';
import type { Instant } from '#core/kernel/instant.ts';
import { add, isZero, type Money, zero } from '#core/kernel/money.ts';
import { next, type Versioned } from '#core/kernel/versioned.ts';

export type PaymentStatus =
  | 'READY'
  | 'IN_DOUBT'
  | 'AUTHORIZED'
  | 'WAITING_FOR_DEPOSIT'
  | 'APPROVED'
  | 'CONFIRMED'
  | 'PARTIALLY_REFUNDED'
  | 'REFUNDED'
  | 'FAILED'
  | 'EXPIRED'
  | 'CANCELLED';

/** Legal moves. A pair that is not here is refused. */
export const paymentMoves: Readonly<Record<PaymentStatus, readonly PaymentStatus[]>> = {
  READY: [
    'APPROVED',
    'AUTHORIZED',
    'WAITING_FOR_DEPOSIT',
    'FAILED',
    'EXPIRED',
    'CANCELLED',
    'IN_DOUBT',
  ],
  AUTHORIZED: ['APPROVED', 'EXPIRED', 'CANCELLED', 'IN_DOUBT'],
  WAITING_FOR_DEPOSIT: ['APPROVED', 'CONFIRMED', 'EXPIRED', 'CANCELLED', 'IN_DOUBT'],
  IN_DOUBT: ['APPROVED', 'AUTHORIZED', 'WAITING_FOR_DEPOSIT', 'FAILED', 'EXPIRED', 'CANCELLED'],
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

/** What the PG reserved without taking it. It lapses at `expiresAt`, whoever looks first. */
export interface Authorization {
  readonly pgTxId: string;
  readonly approvalNumber?: string;
  readonly authorizedAt: Instant;
  readonly expiresAt: Instant;
}

export interface Failure {
  readonly type: 'SOFT' | 'HARD' | 'CONFIG' | 'EXPIRED';
  readonly pgCode: string;
  readonly pgMessage: string;
}

/** The PG operations of the payment itself; a refund has its own object. */
export type PaymentOp = 'CONFIRM' | 'AUTHORIZE' | 'CAPTURE' | 'VOID';
export type PgOperation = PaymentOp | 'REFUND';

export interface Doubt {
  readonly operation: PaymentOp;
  readonly since: Instant;
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
  readonly op: PgOperation;
  /** From here on an unanswered operation of the payment reads as in doubt, written or not. */
  readonly deadlineAt: Instant;
}

/** Issued by the PG for this payment alone; its buyer pays into it until `dueAt`. */
export interface VirtualAccount {
  readonly bankCode: string;
  readonly accountNumber: string;
  readonly dueAt: Instant;
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
  /** There from the moment the PG reserved the money, and for ever. */
  readonly authorization?: Authorization;
  readonly virtualAccount?: VirtualAccount;
  /** What names each deposit that the bank took back, oldest first. */
  readonly reversals?: readonly string[];
  /** The PG's transactions that the account had been through by the last reversal, or by its issue. */
  readonly accountTxIds?: readonly string[];
  /** When we heard of the last reversal. */
  readonly reversedAt?: Instant;
  /** What the PG's callbacks about it carry: compared, never shown. Absent where the PG gave none. */
  readonly callbackSecret?: string;
  readonly createdAt: Instant;
  readonly requestId: string;
}

export type ReadyPayment = PaymentFacts & { readonly status: 'READY' };
export type AuthorizedPayment = PaymentFacts & {
  readonly status: 'AUTHORIZED';
  readonly authorization: Authorization;
  /** When the sweep looks: at the limit, or soon where a cancel waits for its void. */
  readonly dueAt: Instant;
};
export type WaitingPayment = PaymentFacts & {
  readonly status: 'WAITING_FOR_DEPOSIT';
  readonly virtualAccount: VirtualAccount;
  /** When the sweep reads the PG again, or soon where a cancel waits for its void. */
  readonly dueAt: Instant;
};
/** Nothing is taken, and a cancel has to be done at the PG first. */
export type ReservedPayment = AuthorizedPayment | WaitingPayment;
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
  /** Its account is open at the bank: money may come, and the sweep looks once more. */
  readonly dueAt?: Instant;
};

export type Payment =
  | ReadyPayment
  | AuthorizedPayment
  | WaitingPayment
  | InDoubtPayment
  | TakenPayment
  | EndedPayment;

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
export const without = <T extends PaymentFacts>(payment: T): Omit<T, 'openAttempt'> => {
  const { openAttempt: _closed, ...rest } = payment;
  return rest;
};

/** What a payment is apart from its state: nothing of a doubt, a look or an open operation stays. */
export const factsOf = (payment: Payment) => {
  const {
    openAttempt: _closed,
    doubt: _resolved,
    dueAt: _done,
    ...facts
  } = payment as PaymentFacts & {
    readonly doubt?: Doubt;
    readonly dueAt?: Instant;
  };
  return facts;
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
  return next(without(payment) as ReadyPayment, {});
};

export const approve = (payment: Payment, approval: Approval): TakenPayment => {
  mayMove(payment.status, 'APPROVED');
  const taken = payment.amount;
  return next(factsOf(payment), {
    status: 'APPROVED' as const,
    approval,
    amounts: { ...noAmounts(taken.currency), refundable: taken, captured: taken },
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
  return next(factsOf(payment), {
    status,
    endedAt: at,
    ...(failure === undefined ? {} : { failure }),
  }) as EndedPayment;
};

export const doubt = (payment: Payment, begun: Doubt): InDoubtPayment => {
  mayMove(payment.status, 'IN_DOUBT');
  const { openAttempt: open } = payment;
  return {
    ...next(factsOf(payment), { status: 'IN_DOUBT' as const, doubt: begun }),
    ...(open === undefined ? {} : { openAttempt: open }),
  };
};

/** Its money came into its own account, and cannot go back the way it came. */
export const isDeposit = ({ virtualAccount }: PaymentFacts): boolean =>
  virtualAccount !== undefined;

export const isReserved = (payment: Payment): payment is ReservedPayment =>
  payment.status === 'AUTHORIZED' || payment.status === 'WAITING_FOR_DEPOSIT';

/** In doubt effectively: recorded so, or an operation was sent and its deadline is past. */
export const readsAsInDoubt = (payment: Payment, now: Instant): boolean =>
  payment.status === 'IN_DOUBT' ||
  ((payment.status === 'READY' || isReserved(payment)) &&
    payment.openAttempt !== undefined &&
    now >= payment.openAttempt.deadlineAt);

/** It has had its money or its end: an open order beside it was read before that. */
export const hasMovedOn = (payment: Payment): boolean =>
  'endedAt' in payment || !isZero(payment.amounts.captured);
