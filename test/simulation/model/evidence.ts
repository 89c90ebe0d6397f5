// What the model's PG says, judged by the engine's own pure functions: the model holds no copy of the
// classification, so an edit of `judge-evidence.ts` is an edit of the model.
import type { Instant } from '#core/kernel/instant.ts';
import type { Attempt, ReplayRefusals } from '#core/payments/attempt.ts';
import {
  isProvenAbsent,
  judgeFirstRead,
  judgeReplay,
  judgeReply,
} from '#core/payments/judge-evidence.ts';
import { judgeState, type Verdict } from '#core/payments/judge-state.ts';
import type {
  PgCause,
  PgClass,
  PgPayment,
  PgReply,
  PgStatus,
} from '#core/payments/payment-gateway.ts';

export type Op = Attempt['op'];
export type Kind = Verdict['kind'];

/** What one key has come to at the PG. `HARD` and `LISTED` are two ways to say no for good. */
export type PgKey = 'UNSEEN' | 'RUNNING' | 'DONE' | 'HARD' | 'LISTED' | 'EXPIRED';

const money = { minor: 100n, currency: 'KRW' };
const at = (ms: number): Instant => ms as Instant;
const attempt = (op: Op, refusals?: ReplayRefusals): Attempt =>
  ({
    ...{ op, objectId: 'rf', state: 'IN_DOUBT', paymentKey: 'key', pgOrderId: 'ord' },
    ...{ amount: money, total: money, refundableBefore: money, sentAt: at(0), lastSentAt: at(0) },
    ...(refusals === undefined ? {} : { refusals }),
  }) as Attempt;

/** A refused confirm leaves its session as it was; only a decline of the issuer aborts it. */
const statusOf: Readonly<Record<PgKey, PgStatus>> = {
  UNSEEN: 'IN_PROGRESS',
  RUNNING: 'IN_PROGRESS',
  DONE: 'DONE',
  HARD: 'ABORTED',
  LISTED: 'IN_PROGRESS',
  EXPIRED: 'EXPIRED',
};

const paymentOf = (op: Op, key: PgKey): PgPayment => {
  const own = { transactionKey: 't', amount: money, reason: '[rf:rf]', isDone: true };
  const base = { paymentKey: 'key', pgOrderId: 'ord', total: money };
  const isReturned = op === 'REFUND' && key === 'DONE';
  return {
    ...base,
    status: isReturned ? 'CANCELED' : op === 'REFUND' ? 'DONE' : statusOf[key],
    balance: isReturned ? { ...money, minor: 0n } : money,
    cancels: isReturned ? [own] : [],
  } as unknown as PgPayment;
};

interface Said {
  readonly class: PgClass;
  readonly cause?: PgCause;
  readonly needsRead?: true;
  readonly isListedRefusal?: true;
}

const said: Readonly<Record<PgKey | 'TIMEOUT' | 'NOT_SENT', Said>> = {
  UNSEEN: { class: 'UNKNOWN', cause: 'NETWORK' },
  TIMEOUT: { class: 'UNKNOWN', cause: 'NETWORK' },
  NOT_SENT: { class: 'NOT_SENT', cause: 'NETWORK' },
  /** 409: the first request with this key is still being worked on. */
  RUNNING: { class: 'UNKNOWN', cause: 'TRANSIENT' },
  DONE: { class: 'SUCCESS' },
  HARD: { class: 'DECLINED_SOFT', cause: 'FUNDS' },
  LISTED: { class: 'DECLINED_HARD', cause: 'CONFIG', needsRead: true, isListedRefusal: true },
  EXPIRED: { class: 'DECLINED_SOFT', cause: 'SESSION', needsRead: true },
};

const replyOf = (op: Op, key: keyof typeof said): PgReply => ({
  ...said[key],
  code: key,
  durationMs: 1,
  ...(key === 'DONE' ? { payment: paymentOf(op, key) } : {}),
});

/** The judges are pure: asked once for each case. */
const asked = new Map<string, unknown>();
const once = <T>(question: string, judge: () => T): T => {
  if (!asked.has(question)) asked.set(question, judge());
  return asked.get(question) as T;
};

/** The first reply to a sending, before any read. */
export const replied = (op: Op, key: keyof typeof said): Kind =>
  once(`replied ${op} ${key}`, () => judgeReply(attempt(op), replyOf(op, key)).kind);

/** The first reply, and the one read that follows an uncertain one. */
export const repliedAndRead = (op: Op, key: PgKey | 'TIMEOUT', now: PgKey): Kind =>
  once(`read ${op} ${key} ${now}`, () => {
    const reading = { kind: 'FOUND' as const, payment: paymentOf(op, now) };
    const first = replied(op, key);
    return first === 'UNKNOWN'
      ? judgeFirstRead(attempt(op), replyOf(op, key), reading).kind
      : first;
  });

export const found = (op: Op, key: PgKey): Kind =>
  once(`found ${op} ${key}`, () => judgeState(attempt(op), paymentOf(op, key)).kind);

/** A reading of a refund's payment of which somebody else has returned all. */
export const foundMoved = (): Kind =>
  once('moved', () => {
    const other = { ...paymentOf('REFUND', 'DONE'), cancels: [] };
    return judgeState(attempt('REFUND'), other).kind;
  });

interface Replayed {
  readonly verdict: Kind;
  /** Equal listed refusals, this one included. */
  readonly refusals: number;
}

const judgeAgain = (op: Op, key: PgKey, refusals: number, isLate: boolean): Replayed => {
  const lastAt = at(Math.max(0, refusals - 1) * 30_000);
  const now = at(lastAt + (isLate ? 100_000 : 30_000));
  const before = { code: key, count: refusals, firstAt: at(0), lastAt };
  const one = { ...attempt(op, refusals === 0 ? undefined : before), lastSentAt: lastAt };
  const judged = judgeReplay(one, replyOf(op, key), now);
  return { verdict: judged.verdict.kind, refusals: judged.refusals?.count ?? 0 };
};

/**
 * A replay of a key already sent.
 *
 * @param refusals - Equal listed refusals before it.
 * @param isLate - 100 s after the last sending, as the late slots are; else 30 s.
 */
export const replayed = (op: Op, key: PgKey, refusals: number, isLate: boolean): Replayed =>
  once(`replayed ${op} ${key} ${refusals} ${isLate}`, () => judgeAgain(op, key, refusals, isLate));

/** @param notFounds - Readings without a payment, this one included; 40 s lie between two. */
export const isAbsent = (notFounds: number): boolean => {
  const lastAt = at((notFounds - 1) * 40_000);
  return isProvenAbsent({ count: notFounds, lastAt }, { firstReadAt: at(0) }, lastAt);
};
