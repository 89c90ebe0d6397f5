// Judges what a PG said of one attempt. Pure: evidence in, verdict out. Age alone never fails a payment.
import { present } from '#core/kernel/assert.ts';
import { type Instant, plus } from '#core/kernel/instant.ts';
import { equals, isLess, isZero } from '#core/kernel/money.ts';
import { type Attempt, isApproval, type NotFounds, type ReplayRefusals } from './attempt.ts';
import type { Failure } from './payment.ts';
import type { PgCancel, PgPayment, PgReading, PgReply } from './payment-gateway.ts';

export type Verdict =
  /** The money was taken. `cancels`: what the PG returned of it since, without us. */
  | {
      readonly kind: 'APPROVED';
      readonly payment: PgPayment;
      readonly cancels: readonly PgCancel[];
    }
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
  /** The PG tells another amount, currency or order: nothing is ever applied. */
  | { readonly kind: 'MISMATCH'; readonly payment: PgPayment }
  /** Send again with the same key. */
  | { readonly kind: 'REPLAY' }
  | { readonly kind: 'UNKNOWN'; readonly code: string };

const failure = (type: Failure['type'], pgCode: string, pgMessage = ''): Failure => ({
  type,
  pgCode,
  pgMessage,
});

const isOurs = (attempt: Attempt, payment: PgPayment): boolean =>
  (attempt.paymentKey === undefined || payment.paymentKey === attempt.paymentKey) &&
  payment.pgOrderId === attempt.pgOrderId &&
  payment.total.currency === attempt.amount.currency;

const declined = (attempt: Attempt, reply: PgReply): Verdict => {
  const text = reply.message ?? '';
  if (reply.cause === 'SESSION' && isApproval(attempt)) {
    return { kind: 'SESSION_GONE', failure: failure('EXPIRED', reply.code, text) };
  }
  return { kind: 'DECLINED', failure: failure(typeOf(reply), reply.code, text) };
};

const typeOf = (reply: PgReply): Failure['type'] => {
  if (reply.cause === 'CONFIG') return 'CONFIG';
  return reply.class === 'DECLINED_HARD' ? 'HARD' : 'SOFT';
};

/** The money was taken, whatever was returned since. A void finds that it came too late. */
const judgeTaken = ({ op }: Attempt, payment: PgPayment): Verdict =>
  op === 'VOID'
    ? { kind: 'DECLINED', failure: failure('HARD', 'ALREADY_CAPTURED') }
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

/** What a reading of the payment shows by itself; IN_PROGRESS shows that nothing was done yet. */
const judgePaymentState = (attempt: Attempt, payment: PgPayment): Verdict => {
  if (!isOurs(attempt, payment) || !equals(payment.total, attempt.amount)) {
    return { kind: 'MISMATCH', payment };
  }
  switch (payment.status) {
    case 'AUTHORIZED':
      return judgeReserved(attempt, payment);
    case 'CANCELED':
      return attempt.op !== 'CONFIRM' && payment.approvedAt === undefined
        ? judgeLetGo(attempt)
        : judgeTaken(attempt, payment);
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
    return ours.isDone
      ? { kind: 'RETURNED', cancel: ours, cancels }
      : { kind: 'UNKNOWN', code: 'CANCEL_RUNNING' };
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

/** Judges the reply to the first sending, before any read. A negative that needs a read is UNKNOWN here. */
export const judgeReply = (attempt: Attempt, reply: PgReply): Verdict => {
  switch (reply.class) {
    case 'SUCCESS':
      return reply.payment === undefined
        ? { kind: 'UNKNOWN', code: reply.code }
        : judgeState(attempt, reply.payment);
    case 'NOT_SENT':
      return { kind: 'NOT_SENT', code: reply.code };
    case 'DECLINED_HARD':
    case 'DECLINED_SOFT':
      return reply.needsRead === true
        ? { kind: 'UNKNOWN', code: reply.code }
        : finalNo(attempt, reply);
    case 'UNKNOWN':
      return reply.cause === 'INTEGRITY' && reply.payment !== undefined
        ? { kind: 'MISMATCH', payment: reply.payment }
        : { kind: 'UNKNOWN', code: reply.code };
  }
};

const finalNo = (attempt: Attempt, reply: PgReply): Verdict => {
  if (attempt.op !== 'REFUND') return declined(attempt, reply);
  const refused = failure(typeOf(reply), reply.code, reply.message ?? '');
  return { kind: 'REFUSED', failure: refused, cancels: [], isNothingLeft: false };
};

/** Refusals of a cancel that are true only where the PG's balance is lower than ours. */
const speaksOfMovedBalance = new Set([
  'ALREADY_CANCELED_PAYMENT',
  'ALREADY_REFUND_PAYMENT',
  'ALREADY_REFUNDING_PAYMENT',
  'NOT_MATCHES_REFUNDABLE_AMOUNT',
  'NOT_CANCELABLE_AMOUNT',
]);

/**
 * Judges the one read that follows an uncertain first reply. A negative that only waited for a read
 * without effect is final now; anything else that shows no effect stays unknown.
 */
export const judgeFirstRead = (attempt: Attempt, reply: PgReply, reading: PgReading): Verdict => {
  const isWaitingNo = reply.needsRead === true;
  if (reading.kind === 'FAILED') return { kind: 'UNKNOWN', code: reading.code };
  if (reading.kind === 'NOT_FOUND') {
    return isWaitingNo && isApproval(attempt)
      ? finalNo(attempt, reply)
      : { kind: 'UNKNOWN', code: reading.code };
  }
  const state = judgeState(attempt, reading.payment);
  // The read only confirms a waiting negative: its reason is what the reply said. A code that speaks
  // of a moved balance is not confirmed by one that stands still.
  const isConfirmed =
    (state.kind === 'REPLAY' && !speaksOfMovedBalance.has(reply.code)) || state.kind === 'DECLINED';
  if (isWaitingNo && isConfirmed) return finalNo(attempt, reply);
  return state.kind === 'REPLAY' ? { kind: 'UNKNOWN', code: reply.code } : state;
};

const notFoundGapMs = 20_000;
const notFoundSpanMs = 70_000;
const notFoundsNeeded = 3;

/** Counts a reading that found nothing; one that comes too soon after the last counts for nothing. */
export const countNotFound = (before: NotFounds | undefined, now: Instant): NotFounds => {
  if (before === undefined) return { count: 1, lastAt: now };
  if (now < plus(before.lastAt, notFoundGapMs)) return before;
  return { count: before.count + 1, lastAt: now };
};

/** Three not-founds, the last at least 70 s after the resolver's own first read. */
export const isProvenAbsent = (
  notFounds: NotFounds | undefined,
  firstReadAt: Instant | undefined,
  now: Instant,
): boolean =>
  notFounds !== undefined &&
  firstReadAt !== undefined &&
  notFounds.count >= notFoundsNeeded &&
  now >= plus(firstReadAt, notFoundSpanMs);

const refusalSpanMs = 55_000;
const refusalsNeeded = 3;

/** Counts a listed refusal of a replay; another code starts the count again. */
export const countRefusal = (
  before: ReplayRefusals | undefined,
  code: string,
  now: Instant,
): ReplayRefusals =>
  before?.code === code
    ? { ...before, count: before.count + 1, lastAt: now }
    : { code, count: 1, firstAt: now, lastAt: now };

/** Three equal refusals, first and last at least 55 s apart: this key is spent. */
export const isSpent = (refusals: ReplayRefusals | undefined): boolean =>
  refusals !== undefined &&
  refusals.count >= refusalsNeeded &&
  refusals.lastAt >= plus(refusals.firstAt, refusalSpanMs);

const refundSettleMs = 70_000;

/**
 * Judges the reply to a replay of a key already sent. Only proof counts: a success, or a refusal
 * that the rules of doubt make final.
 */
export const judgeReplay = (
  attempt: Attempt,
  reply: PgReply,
  now: Instant,
): { readonly verdict: Verdict; readonly refusals?: ReplayRefusals } => {
  if (reply.class === 'SUCCESS') return { verdict: judgeReply(attempt, reply) };
  const unknown: Verdict = { kind: 'UNKNOWN', code: reply.code };
  const refusals =
    reply.isListedRefusal === true ? countRefusal(attempt.refusals, reply.code, now) : undefined;
  const counted = refusals === undefined ? {} : { refusals };
  const isNegative = reply.class === 'DECLINED_HARD' || reply.class === 'DECLINED_SOFT';
  if (attempt.op === 'REFUND') {
    const isSettled = now >= plus(attempt.lastSentAt ?? attempt.sentAt, refundSettleMs);
    const isFinal =
      (isNegative || isSpent(refusals)) && isSettled && !speaksOfMovedBalance.has(reply.code);
    return { verdict: isFinal ? finalNo(attempt, reply) : unknown, ...counted };
  }
  // What is reserved stays so: a refused capture or void has not been done. A refusal that speaks of
  // another state is left to the next read.
  const isNotDone = isNegative && reply.needsRead !== true && !isApproval(attempt);
  const isFinal = isSpent(refusals) || isNotDone;
  return { verdict: isFinal ? spent(attempt, reply) : unknown, ...counted };
};

const spent = (attempt: Attempt, reply: PgReply): Verdict =>
  reply.class === 'DECLINED_HARD' || reply.class === 'DECLINED_SOFT'
    ? declined(attempt, reply)
    : { kind: 'DECLINED', failure: failure('HARD', reply.code, reply.message ?? '') };
