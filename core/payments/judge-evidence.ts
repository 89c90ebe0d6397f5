// Judges what a PG answered to one attempt. Pure: evidence in, verdict out. Age alone never fails a payment.
import { type Instant, later, plus } from '#core/kernel/instant.ts';
import { type Attempt, isApproval, type NotFounds, type ReplayRefusals } from './attempt.ts';
import { failure, judgeState, type Verdict } from './judge-state.ts';
import type { Failure } from './payment.ts';
import type { PgReading, PgReply } from './payment-gateway.ts';

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

/** A void may be refused because the money came first: only a read tells the two apart. */
const waitsForRead = ({ op, total }: Attempt, { needsRead }: PgReply): boolean =>
  needsRead === true || (op === 'VOID' && total !== undefined);

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
      return waitsForRead(attempt, reply)
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
  const isNegative = reply.class === 'DECLINED_HARD' || reply.class === 'DECLINED_SOFT';
  const isWaitingNo = isNegative && waitsForRead(attempt, reply);
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
  const isOvertaken = attempt.op === 'VOID' && state.kind === 'DECLINED';
  if (isWaitingNo && isConfirmed && !isOvertaken) return finalNo(attempt, reply);
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

/** Three not-founds, the last at least 70 s after the resolver's own first read and its last sending. */
export const isProvenAbsent = (
  notFounds: NotFounds,
  { firstReadAt, lastSentAt }: Pick<Attempt, 'firstReadAt' | 'lastSentAt'>,
  now: Instant,
): boolean =>
  firstReadAt !== undefined &&
  notFounds.count >= notFoundsNeeded &&
  now >= plus(later(firstReadAt, lastSentAt ?? firstReadAt), notFoundSpanMs);

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
