// Ends a doubt by reading the PG on its schedule: adopt what is proven, replay with the same key where
// nothing was done, and hand over to a person when all slots are used. The schedule is ten slots of
// one attempt row; a message or the sweep calls this for the slot that is due.

import type { Tenant } from '#core/contracts/tenant.ts';
import { present } from '#core/kernel/assert.ts';
import type { PaymentId } from '#core/kernel/ids.ts';
import { type Instant, plus } from '#core/kernel/instant.ts';
import { isCancelNoted } from '#core/orders/order.ts';
import type { ApplyDeps } from './apply-evidence.ts';
import { applyPgState } from './apply-pg-state.ts';
import {
  type Attempt,
  attemptId,
  type Evidence,
  isApproval,
  isOpen,
  slotAfter,
  slotAt,
} from './attempt.ts';
import { type Case, engineCause, loadCase } from './case.ts';
import { type HandedOver, handOver } from './hand-over.ts';
import { countNotFound, isProvenAbsent, judgeReplay } from './judge-evidence.ts';
import { judgeState, type Verdict } from './judge-state.ts';
import type { PgReading } from './payment-gateway.ts';
import type { Attempts } from './ports.ts';
import { readingEvidence, readPg, replyEvidence, type SendDeps, sendOnce } from './send-attempt.ts';

export interface ResolveDeps extends ApplyDeps, SendDeps {
  readonly attempts: Attempts;
  readonly callTimeoutMs: number;
}

export interface ResolveAttempt {
  readonly tenant: Tenant;
  readonly paymentId: PaymentId;
  readonly attemptId: string;
}

/** `LATER`: nothing is due before that time, and somebody must come again then. */
export type Resolved =
  | { readonly kind: 'ENDED' }
  | { readonly kind: 'LATER'; readonly at: Instant; readonly slot: number }
  /** All slots are used: a person decides. */
  | { readonly kind: 'HANDED_OVER' };

const actor = 'engine:watchdog';
const windowMs = 600_000;

/** The PG's window for a confirm, counted from our first sending: later than the PG's own. */
const isWindowOpen = (attempt: Attempt, now: Instant): boolean =>
  now < plus(attempt.sentAt, windowMs);

interface SlotResult {
  readonly verdict: Verdict;
  readonly attempt: Attempt;
}

const dayMs = 86_400_000;

/** A PG forgets a key in the end: the same request would then be a second one. */
const isKeyAlive = ({ gateways }: ResolveDeps, attempt: Attempt, now: Instant): boolean => {
  const { replayWindowDays } = gateways(attempt.provider).capabilities;
  return now < plus(attempt.sentAt, replayWindowDays * dayMs);
};

/** Sends again with the same key and judges the reply by the rules of doubt. */
const replay = async (deps: ResolveDeps, attempt: Attempt): Promise<SlotResult> => {
  const reply = await sendOnce(deps, attempt, deps.callTimeoutMs);
  const now = deps.clock.now();
  const { verdict, refusals } = judgeReplay(attempt, reply, now);
  return {
    verdict,
    attempt: {
      ...attempt,
      ...(reply.class === 'NOT_SENT' ? {} : { lastSentAt: now }),
      ...(refusals === undefined ? {} : { refusals }),
      evidence: [...attempt.evidence, replyEvidence(reply, now)].slice(-20),
    },
  };
};

const sessionGone: Verdict = {
  kind: 'SESSION_GONE',
  failure: { type: 'EXPIRED', pgCode: 'NOT_FOUND', pgMessage: '' },
};

/**
 * A session that the PG knows may be not found by its own delay alone. What is reserved without a window is made by
 * our call: that nothing is found says what IN_PROGRESS says of a session, and the key keeps it single.
 */
const onNotFound = (
  attempt: Attempt,
  now: Instant,
): SlotResult & { readonly mayReplay: boolean } => {
  const notFounds = countNotFound(attempt.notFounds, now);
  const isAbsent = isProvenAbsent(notFounds, attempt, now);
  const isMadeByUs = attempt.op === 'AUTHORIZE' && attempt.paymentKey === undefined;
  const mayReplay = (isAbsent || isMadeByUs) && isWindowOpen(attempt, now);
  const verdict: Verdict =
    isAbsent && !mayReplay && isApproval(attempt)
      ? sessionGone
      : { kind: 'UNKNOWN', code: 'NOT_FOUND' };
  return { verdict, attempt: { ...attempt, notFounds }, mayReplay };
};

const judgeReading = async (
  deps: ResolveDeps,
  kase: Case,
  reading: PgReading,
): Promise<SlotResult> => {
  const now = deps.clock.now();
  const read: Attempt = {
    ...kase.attempt,
    firstReadAt: kase.attempt.firstReadAt ?? now,
    evidence: [...kase.attempt.evidence, readingEvidence(reading, now)].slice(-20),
  };
  if (reading.kind === 'FAILED') {
    return { verdict: { kind: 'UNKNOWN', code: reading.code }, attempt: read };
  }
  if (reading.kind === 'NOT_FOUND') {
    const found = onNotFound(read, now);
    const isWanted = !isApproval(kase.attempt) || !isCancelNoted(kase.order);
    return found.mayReplay && isWanted ? replay(deps, found.attempt) : found;
  }
  const verdict = judgeState(kase.attempt, reading.payment);
  if (verdict.kind !== 'REPLAY') return { verdict, attempt: read };
  if (!isKeyAlive(deps, read, now)) {
    const code = 'KEY_EXPIRED';
    const why: Evidence = { source: 'LOCAL', at: now, class: 'UNKNOWN', code };
    const evidence = [...read.evidence, why].slice(-20);
    return { verdict: { kind: 'UNKNOWN', code }, attempt: { ...read, evidence } };
  }
  // While a cancel is noted an approval is not asked for again: the end of the window decides. What is
  // reserved has no window: only the same request tells whether its capture or void was done.
  const mayReplay =
    !isApproval(kase.attempt) || (isWindowOpen(read, now) && !isCancelNoted(kase.order));
  return mayReplay
    ? replay(deps, read)
    : { verdict: { kind: 'UNKNOWN', code: 'IN_PROGRESS' }, attempt: read };
};

const handedOver = (outcome: HandedOver, slot: number, now: Instant): Resolved =>
  outcome === 'AGAIN' ? { kind: 'LATER', at: plus(now, 1_000), slot } : { kind: outcome };

/** Writes the slot's evidence and what is next; nothing when somebody else ended the attempt. */
const moveOn = async (deps: ResolveDeps, kase: Case, after: Attempt): Promise<Resolved> => {
  const from = after.slotsFrom ?? present(after.doubtAt, 'a doubt has begun');
  const used = present(after.slot, 'a doubt has a slot');
  const slot = slotAfter(from, used, deps.clock.now());
  const at = slotAt(from, slot);
  // Handed over first: while this slot stays due, a crash in between brings somebody back.
  const outcome = at === undefined ? await handOver(deps)(kase, slot - 1, actor) : undefined;
  if (outcome !== undefined && outcome !== 'HANDED_OVER') {
    return handedOver(outcome, used, deps.clock.now());
  }

  const { nextReadAt: _used, ...rest } = after;
  const isMine = await deps.attempts.progress({
    before: kase.attempt,
    after: { ...rest, slot, ...(at === undefined ? {} : { nextReadAt: at }) },
  });
  if (!isMine) return { kind: 'ENDED' };
  return at === undefined ? { kind: 'HANDED_OVER' } : { kind: 'LATER', at, slot };
};

const runSlot = async (deps: ResolveDeps, kase: Case): Promise<Resolved> => {
  const reading = await readPg(deps, kase.attempt);
  const { verdict, attempt } = await judgeReading(deps, kase, reading);
  const cause = engineCause(kase.attempt, actor);
  const evidence = present(attempt.evidence.at(-1), 'a slot leaves its evidence');
  const applied = await applyPgState(deps)({
    case: kase,
    verdict,
    evidence,
    cause,
    doubtAt: present(kase.attempt.doubtAt, 'a doubt has begun'),
  });
  return applied.outcome === 'IN_DOUBT' ? moveOn(deps, kase, attempt) : { kind: 'ENDED' };
};

/** An unanswered call is past its deadline: the doubt is written, and began at the deadline. */
const openIfOverdue = async (deps: ResolveDeps, kase: Case): Promise<Case | undefined> => {
  const { attempt } = kase;
  if (attempt.state !== 'SENT') return kase;
  await applyPgState(deps)({
    case: kase,
    verdict: { kind: 'UNKNOWN', code: 'NO_ANSWER' },
    evidence: { source: 'LOCAL', at: deps.clock.now(), class: 'UNKNOWN', code: 'NO_ANSWER' },
    cause: engineCause(attempt, actor),
    doubtAt: attempt.deadlineAt,
  });
  const { tenant } = kase.order;
  return loadCase(deps)({
    tenant,
    paymentId: kase.payment.paymentId,
    attemptId: attemptId(attempt),
  });
};

/** Looks at an attempt and does what is due; a look at the deadline reads at once, before slot 1. */
export const resolveAttempt =
  (deps: ResolveDeps) =>
  async (key: ResolveAttempt): Promise<Resolved> => {
    const found = await loadCase(deps)(key);
    if (found === undefined || !isOpen(found.attempt)) return { kind: 'ENDED' };
    const now = deps.clock.now();
    const { attempt } = found;
    if (attempt.state === 'SENT' && now < attempt.deadlineAt) {
      return { kind: 'LATER', at: attempt.deadlineAt, slot: 0 };
    }
    const wasSent = attempt.state === 'SENT';
    const kase = await openIfOverdue(deps, found);
    if (kase === undefined || !isOpen(kase.attempt)) return { kind: 'ENDED' };

    const { nextReadAt, slot = 1 } = kase.attempt;
    if (nextReadAt === undefined) {
      return handedOver(await handOver(deps)(kase, slot - 1, actor), slot, now);
    }
    if (!wasSent && now < nextReadAt) return { kind: 'LATER', at: nextReadAt, slot };
    return runSlot(deps, kase);
  };
