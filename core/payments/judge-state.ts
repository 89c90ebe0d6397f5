// What a PG's own word for a payment shows of one attempt. Pure: a reading in, a verdict out.
import { present } from '#core/kernel/assert.ts';
import { equals, isLess, isZero } from '#core/kernel/money.ts';
import { type Attempt, isApproval } from './attempt.ts';
import type { Failure, PgOperation } from './payment.ts';
import type { PgCancel, PgPayment, PgVirtualAccount } from './payment-gateway.ts';

export type Verdict =
  /** The money was taken. `cancels`: what the PG returned of it since, without us. */
  | {
      readonly kind: 'APPROVED';
      readonly payment: PgPayment;
      readonly cancels: readonly PgCancel[];
    }
  /** No money yet: an account was issued for it. */
  | { readonly kind: 'WAITING'; readonly payment: PgPayment; readonly account: PgVirtualAccount }
  /** The money is reserved. */
  | { readonly kind: 'AUTHORIZED'; readonly payment: PgPayment }
  /** What was reserved is let go: by our void, or by somebody at the PG. */
  | { readonly kind: 'VOIDED' }
  /** What was reserved has lapsed at the PG. */
  | { readonly kind: 'LAPSED' }
  /** Refused for good: a capture or void that is not done leaves what was reserved as it is. */
  | { readonly kind: 'DECLINED'; readonly failure: Failure }
  /** The session is gone at the PG: nothing was taken and nothing can be. */
  | { readonly kind: 'SESSION_GONE'; readonly failure: Failure }
  | { readonly kind: 'NOT_SENT'; readonly code: string }
  /** Our cancel is done; `cancels` are those of others that the PG tells beside it. */
  | {
      readonly kind: 'RETURNED';
      readonly cancel: PgCancel;
      readonly cancels: readonly PgCancel[];
    }
  /** Our cancel is refused; `cancels` are those of others that made it impossible. */
  | {
      readonly kind: 'REFUSED';
      readonly failure: Failure;
      readonly cancels: readonly PgCancel[];
      /** They returned everything, so what we wanted has happened. */
      readonly isNothingLeft: boolean;
    }
  /** The PG has begun our cancel, and its bank is not done: the reads go on. */
  | { readonly kind: 'RUNNING' }
  /** The PG tells another amount, currency or order: nothing is ever applied. */
  | { readonly kind: 'MISMATCH'; readonly payment: PgPayment }
  /** Send again with the same key. */
  | { readonly kind: 'REPLAY' }
  | { readonly kind: 'UNKNOWN'; readonly code: string };

export const failure = (type: Failure['type'], pgCode: string, pgMessage = ''): Failure => ({
  type,
  pgCode,
  pgMessage,
});

const isOurs = (attempt: Attempt, payment: PgPayment): boolean =>
  (attempt.paymentKey === undefined || payment.paymentKey === attempt.paymentKey) &&
  payment.pgOrderId === attempt.pgOrderId &&
  payment.total.currency === attempt.amount.currency;

/** Our word for what a void found: the money came first. */
export const alreadyCaptured = 'ALREADY_CAPTURED';

/** The money was taken, whatever was returned since. A void finds that it came too late. */
const judgeTaken = ({ op }: Attempt, payment: PgPayment): Verdict =>
  op === 'VOID'
    ? { kind: 'DECLINED', failure: failure('HARD', alreadyCaptured) }
    : { kind: 'APPROVED', payment, cancels: payment.cancels.filter(({ isDone }) => isDone) };

/** Cancelled before anything was taken: only what was reserved can end so. */
const judgeLetGo = (attempt: Attempt): Verdict =>
  isApproval(attempt)
    ? { kind: 'DECLINED', failure: failure('HARD', 'CANCELED') }
    : { kind: 'VOIDED' };

const judgeReserved = ({ op }: Attempt, payment: PgPayment): Verdict => {
  if (op === 'AUTHORIZE') return { kind: 'AUTHORIZED', payment };
  return op === 'CONFIRM' ? { kind: 'UNKNOWN', code: payment.status } : { kind: 'REPLAY' };
};

/** An account was issued: news for a confirm, and what a void has not done yet. */
const judgeWaiting = ({ op }: Attempt, payment: PgPayment): Verdict => {
  const account = payment.virtualAccount;
  if (account === undefined) return { kind: 'UNKNOWN', code: payment.status };
  return op === 'VOID' ? { kind: 'REPLAY' } : { kind: 'WAITING', payment, account };
};

/** An account cancelled before its deposit has taken nothing, nor has what was reserved and let go. */
export const wasTaken = (op: PgOperation, { virtualAccount, approvedAt }: PgPayment): boolean =>
  approvedAt !== undefined || (op === 'CONFIRM' && virtualAccount === undefined);

/** What a reading of the payment shows by itself; IN_PROGRESS shows that nothing was done yet. */
const judgePaymentState = (attempt: Attempt, payment: PgPayment): Verdict => {
  if (!isOurs(attempt, payment) || !equals(payment.total, attempt.amount)) {
    return { kind: 'MISMATCH', payment };
  }
  switch (payment.status) {
    case 'AUTHORIZED':
      return judgeReserved(attempt, payment);
    case 'WAITING_FOR_DEPOSIT':
      return judgeWaiting(attempt, payment);
    case 'CANCELED':
      return wasTaken(attempt.op, payment) ? judgeTaken(attempt, payment) : judgeLetGo(attempt);
    case 'DONE':
    case 'PARTIAL_CANCELED':
      return judgeTaken(attempt, payment);
    case 'EXPIRED':
      return isApproval(attempt)
        ? { kind: 'SESSION_GONE', failure: failure('EXPIRED', 'EXPIRED') }
        : { kind: 'LAPSED' };
    case 'ABORTED':
      return { kind: 'DECLINED', failure: failure('HARD', 'ABORTED') };
    case 'IN_PROGRESS':
    case 'READY':
      return { kind: 'REPLAY' };
    default:
      return { kind: 'UNKNOWN', code: payment.status };
  }
};

/** A cancel of ours, whichever refund it belongs to. */
const isMarked = (reason: string): boolean => /\[rf:[\w-]+\]$/u.test(reason);

/** What a reading of a cancel shows: our mark, an untouched balance, or somebody else's cancel. */
const judgeCancelState = (attempt: Attempt, payment: PgPayment): Verdict => {
  const isSamePayment = attempt.total === undefined || equals(payment.total, attempt.total);
  if (!isOurs(attempt, payment) || !isSamePayment) return { kind: 'MISMATCH', payment };
  const mark = `[rf:${attempt.objectId}]`;
  const ours = payment.cancels.find(({ reason }) => reason.endsWith(mark));
  if (ours !== undefined) {
    // The mark says whose cancel it is, not that it returned what we asked for.
    if (!equals(ours.amount, attempt.amount)) return { kind: 'MISMATCH', payment };
    const cancels = payment.cancels.filter(({ isDone, reason }) => isDone && !isMarked(reason));
    if (ours.isRefused === true) {
      const refused = failure('HARD', 'CANCEL_ABORTED');
      return { kind: 'REFUSED', failure: refused, cancels, isNothingLeft: false };
    }
    return ours.isDone ? { kind: 'RETURNED', cancel: ours, cancels } : { kind: 'RUNNING' };
  }
  const before = present(attempt.refundableBefore, 'a cancel knows the balance before it');
  if (isLess(payment.balance, before)) {
    const cancels = payment.cancels.filter(({ isDone }) => isDone);
    const moved = failure('HARD', 'BALANCE_MOVED');
    return { kind: 'REFUSED', failure: moved, cancels, isNothingLeft: isZero(payment.balance) };
  }
  return { kind: 'REPLAY' };
};

export const judgeState = (attempt: Attempt, payment: PgPayment): Verdict =>
  attempt.op === 'REFUND'
    ? judgeCancelState(attempt, payment)
    : judgePaymentState(attempt, payment);
