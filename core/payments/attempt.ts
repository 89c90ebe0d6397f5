// An attempt: one PG call of a payment or refund, written before it is sent. Its evidence is all that
// ever turns into state.
import type { Tenant } from '#core/contracts/tenant.ts';
import { assert, present } from '#core/kernel/assert.ts';
import type { OrderId, PaymentId } from '#core/kernel/ids.ts';
import { type Instant, plus } from '#core/kernel/instant.ts';
import type { Money } from '#core/kernel/money.ts';

export type AttemptState = 'SENT' | 'NOT_SENT' | 'IN_DOUBT' | 'SUCCEEDED' | 'DECLINED';

export const attemptMoves: Readonly<Record<AttemptState, readonly AttemptState[]>> = {
  SENT: ['SUCCEEDED', 'DECLINED', 'IN_DOUBT', 'NOT_SENT'],
  NOT_SENT: ['SENT', 'DECLINED'],
  IN_DOUBT: ['SUCCEEDED', 'DECLINED'],
  SUCCEEDED: [],
  DECLINED: [],
};

export interface Evidence {
  readonly source: 'REPLY' | 'READ' | 'LOCAL' | 'OPERATOR';
  readonly at: Instant;
  readonly class: string;
  readonly code: string;
  readonly transactionKey?: string;
  readonly bodyHash?: string;
}

/** Three equal listed refusals of a replayed key, first and last at least 55 s apart, spend the key. */
export interface ReplayRefusals {
  readonly code: string;
  readonly count: number;
  readonly firstAt: Instant;
  readonly lastAt: Instant;
}

/** Readings that found nothing. Three, each at least 20 s after the one before, are needed. */
export interface NotFounds {
  readonly count: number;
  readonly lastAt: Instant;
}

export interface Attempt {
  readonly tenant: Tenant;
  readonly paymentId: PaymentId;
  readonly orderId: OrderId;
  readonly userId: string;
  readonly op: 'CONFIRM' | 'VOID' | 'REFUND';
  /** The payment, or the refund that is returned. A void asks for a cancel of what waits. */
  readonly objectId: string;
  readonly attemptNo: number;
  readonly state: AttemptState;
  readonly fence: number;
  readonly pgKey: string;
  readonly requestHash: string;
  readonly provider: string;
  readonly paymentKey: string;
  readonly pgOrderId: string;
  readonly amount: Money;
  /** Refunds: the balance our books show before it, sent as the PG's optimistic lock. */
  readonly refundableBefore?: Money;
  /** Refunds: the whole payment, which every answer of the PG names. */
  readonly total?: Money;
  readonly cancelReason?: string;
  /** Refunds of a deposit: where to, sealed; opened for the call alone. */
  readonly refundAccount?: string;
  readonly sentAt: Instant;
  readonly deadlineAt: Instant;
  readonly doubtAt?: Instant;
  /** 1 to 10: the read that is due next. */
  readonly slot?: number;
  readonly nextReadAt?: Instant;
  readonly firstReadAt?: Instant;
  readonly lastSentAt?: Instant;
  readonly notFounds?: NotFounds;
  readonly refusals?: ReplayRefusals;
  readonly evidence: readonly Evidence[];
  /** The request that is answered when this attempt ends, whoever ends it. */
  readonly idempotency?: { readonly scope: string; readonly fence: number };
  readonly requestId: string;
  readonly traceparent?: string;
}

/** How long an approval may stay unanswered before it reads as in doubt. */
export const attemptLifeMs = 15_000;

export const attemptId = (attempt: Pick<Attempt, 'op' | 'objectId' | 'attemptNo'>): string =>
  `${attempt.op}#${attempt.objectId}#${String(attempt.attemptNo).padStart(3, '0')}`;

export const isOpen = (attempt: Attempt): boolean =>
  attempt.state === 'SENT' || attempt.state === 'IN_DOUBT';

/** In doubt effectively: recorded so, or sent and past its deadline, written or not. */
export const isInDoubt = (attempt: Attempt, now: Instant): boolean =>
  attempt.state === 'IN_DOUBT' || (attempt.state === 'SENT' && now >= attempt.deadlineAt);

const evidenceMax = 20;

export const move = (
  attempt: Attempt,
  state: AttemptState,
  evidence: readonly Evidence[],
): Attempt => {
  assert(
    attemptMoves[attempt.state].includes(state),
    `an attempt does not go from ${attempt.state} to ${state}`,
  );
  return { ...attempt, state, evidence: [...attempt.evidence, ...evidence].slice(-evidenceMax) };
};

/** Reads at 2, 5, 10 and 20 s, then 1, 5, 15 min, 1, 6 and 24 h after the doubt was recorded. */
export const readSlotsMs: readonly number[] = [
  2_000, 5_000, 10_000, 20_000, 60_000, 300_000, 900_000, 3_600_000, 21_600_000, 86_400_000,
];

/** When slot 1 to 10 is due. @returns undefined once all slots are used. */
export const slotAt = (doubtAt: Instant, slot: number): Instant | undefined => {
  const after = readSlotsMs[slot - 1];
  return after === undefined ? undefined : plus(doubtAt, after);
};

/** The first slot that still lies ahead of `now`: of several past ones only the newest counts. */
export const slotAfter = (doubtAt: Instant, slot: number, now: Instant): number => {
  let following = slot + 1;
  for (;;) {
    const at = slotAt(doubtAt, following);
    if (at === undefined || at > now) return following;
    following += 1;
  }
};

/** An attempt whose doubt has just begun. */
export interface DoubtfulAttempt extends Attempt {
  readonly doubtAt: Instant;
  readonly slot: number;
  readonly nextReadAt: Instant;
}

/** Opens a doubt on a sent attempt. Doubt found by the watchdog began at the deadline. */
export const openDoubt = (
  attempt: Attempt,
  doubtAt: Instant,
  evidence: readonly Evidence[],
): DoubtfulAttempt => ({
  ...move(attempt, 'IN_DOUBT', evidence),
  doubtAt,
  slot: 1,
  nextReadAt: present(slotAt(doubtAt, 1), 'a doubt is read at least once'),
});
