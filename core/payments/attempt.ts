// An attempt: one PG call of a payment or refund, written before it is sent. Its evidence is all that
// ever turns into state.
import type { Tenant } from '#core/contracts/tenant.ts';
import { assert, present } from '#core/kernel/assert.ts';
import type { OrderId, PaymentId } from '#core/kernel/ids.ts';
import { type Instant, plus } from '#core/kernel/instant.ts';
import type { Money } from '#core/kernel/money.ts';
import type { PgOperation } from './payment.ts';

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

/** The request an attempt belongs to, and the shape it is answered in where the route has its own. */
export interface AnsweredRequest {
  readonly scope: string;
  readonly fence: number;
  readonly shape?: 'TWO_STEP';
}

export interface Attempt {
  readonly tenant: Tenant;
  readonly paymentId: PaymentId;
  readonly orderId: OrderId;
  readonly userId: string;
  readonly op: PgOperation;
  /** The payment, or the refund that is returned. */
  readonly objectId: string;
  readonly attemptNo: number;
  readonly state: AttemptState;
  readonly fence: number;
  readonly pgKey: string;
  readonly requestHash: string;
  readonly provider: string;
  /** Absent while the PG, which makes the key of an authorization without window, has not told it. */
  readonly paymentKey?: string;
  readonly pgOrderId: string;
  readonly amount: Money;
  /** Refunds: the balance our books show before it, sent as the PG's optimistic lock. */
  readonly refundableBefore?: Money;
  /** Refunds: the whole payment, which every answer of the PG names. */
  readonly total?: Money;
  /** Authorizations: what the PG's statement shows. */
  readonly orderName?: string;
  /** Refunds and voids. */
  readonly cancelReason?: string;
  /** Refunds of a deposit: where to, sealed; opened for the call alone. */
  readonly refundAccount?: string;
  readonly sentAt: Instant;
  readonly deadlineAt: Instant;
  readonly doubtAt?: Instant;
  /** When the schedule of reads began, where an operator began it again; else with the doubt. */
  readonly slotsFrom?: Instant;
  /** 1 to 10: the read that is due next. */
  readonly slot?: number;
  readonly nextReadAt?: Instant;
  readonly firstReadAt?: Instant;
  readonly lastSentAt?: Instant;
  readonly notFounds?: NotFounds;
  readonly refusals?: ReplayRefusals;
  readonly evidence: readonly Evidence[];
  /** The request that is answered when this attempt ends, whoever ends it. */
  readonly idempotency?: AnsweredRequest;
  readonly requestId: string;
  readonly traceparent?: string;
}

/** An operation that asks the PG for a buyer's money: nothing is at the PG before it. */
export const isApproval = ({ op }: Pick<Attempt, 'op'>): boolean =>
  op === 'CONFIRM' || op === 'AUTHORIZE';

/** The attempt by which the PG took the money of a payment, or has reserved it: it knows the PG's key. */
export const takingAttempt = (attempts: readonly Attempt[]): Attempt | undefined =>
  attempts.findLast(
    (attempt) => (isApproval(attempt) || attempt.op === 'CAPTURE') && attempt.state === 'SUCCEEDED',
  );

/** The attempt whose key names the money at the PG: that of late money may count as declined. */
export const moneyAttempt = (attempts: readonly Attempt[]): Attempt | undefined =>
  takingAttempt(attempts) ?? attempts.findLast(isApproval);

/** How long a call may stay unanswered before it reads as in doubt. */
export const attemptLifeMs = 15_000;

export const attemptId = (attempt: Pick<Attempt, 'op' | 'objectId' | 'attemptNo'>): string =>
  `${attempt.op}#${attempt.objectId}#${String(attempt.attemptNo).padStart(3, '0')}`;

const marks = ['state', 'fence', 'requestHash', 'sentAt', 'requestId'] as const;

/** Written by the same claim: what another process of the same key wrote is somebody else's. */
export const isSameSending = (found: Attempt, own: Attempt): boolean =>
  attemptId(found) === attemptId(own) &&
  marks.every((mark) => found[mark] === own[mark]) &&
  found.idempotency?.scope === own.idempotency?.scope &&
  found.idempotency?.fence === own.idempotency?.fence;

export const isOpen = (attempt: Attempt): boolean =>
  attempt.state === 'SENT' || attempt.state === 'IN_DOUBT';

/** In doubt effectively: recorded so, or sent and past its deadline, written or not. */
export const isInDoubt = (attempt: Attempt, now: Instant): boolean =>
  attempt.state === 'IN_DOUBT' || (attempt.state === 'SENT' && now >= attempt.deadlineAt);

/** Since when nobody knows what became of it: as recorded, or from its deadline. */
export const doubtOf = ({ doubtAt, deadlineAt }: Attempt): Instant => doubtAt ?? deadlineAt;

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

/** When a doubt that begins then would be looked into first: what is said where no later look is recorded. */
export const firstLook = (since: Instant): Instant =>
  present(slotAt(since, 1), 'a doubt is read at least once');

/** The first slot that still lies ahead of `now`: of several past ones only the newest counts. */
export const slotAfter = (doubtAt: Instant, slot: number, now: Instant): number => {
  let following = slot + 1;
  for (;;) {
    const at = slotAt(doubtAt, following);
    if (at === undefined || at > now) return following;
    following += 1;
  }
};

/** The first slot of a doubt that lies ahead of `now`. @returns undefined once all are past. */
export const slotAhead = (doubtAt: Instant, now: Instant): Instant | undefined =>
  slotAt(doubtAt, slotAfter(doubtAt, 0, now));

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
  nextReadAt: firstLook(doubtAt),
});

/** Every read slot was used: only a person's word sends somebody to look again. */
export const isExhausted = (attempt: Attempt): boolean =>
  attempt.state === 'IN_DOUBT' && attempt.nextReadAt === undefined;

/** The schedule begins again at slot 1, as on the day of the doubt. */
export const armAgain = (attempt: Attempt, now: Instant): DoubtfulAttempt => ({
  ...attempt,
  doubtAt: present(attempt.doubtAt, 'a doubt has begun'),
  slotsFrom: now,
  slot: 1,
  nextReadAt: present(slotAt(now, 1), 'a doubt is read at least once'),
});

/** Voids that the PG said no to: whatever they were to let go is reserved still. */
export const refusedVoids = (attempts: readonly Attempt[]): readonly Attempt[] =>
  attempts.filter(({ op, state }) => op === 'VOID' && state === 'DECLINED');

/** The call of the PG that an attempt makes: what waits for a deposit is voided by a cancel. */
export const pgCallOf = ({ op, total }: Pick<Attempt, 'op' | 'total'>): PgOperation =>
  op === 'VOID' && total !== undefined ? 'REFUND' : op;
