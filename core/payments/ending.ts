// What every end of a PG operation begins with: its case, the proof, and who acts.
import type { Instant } from '#core/kernel/instant.ts';
import type { Cause, Draft, EventDraft } from '#core/outbox/assemble-commit.ts';
import type { Change } from '#core/outbox/commit.ts';
import { type Attempt, type AttemptState, type Evidence, move } from './attempt.ts';
import { type Case, doubtResolved, endedBy, type Told } from './case.ts';
import type { Payment } from './payment.ts';

export interface Ending {
  readonly case: Case;
  readonly evidence: Evidence;
  readonly cause: Cause;
  readonly at: Instant;
}

export type BareDraft = Omit<Draft, 'idempotency'>;

export const base = (
  {
    case: { order },
    at,
    cause,
  }: Pick<Ending, 'at' | 'cause'> & { readonly case: Pick<Case, 'order'> },
  name: Draft['name'],
) => ({
  name,
  tenant: order.tenant,
  userId: order.userId,
  rootId: order.orderId,
  at,
  cause,
});

/** The words audit records use for the operations of a payment. */
const actions = {
  CONFIRM: 'payment.confirm',
  AUTHORIZE: 'payment.authorize',
  CAPTURE: 'payment.capture',
  VOID: 'payment.void',
  REFUND: 'refund.request',
} as const;

/** What happened without a call of ours is a deposit. */
export const actionOf = ({ case: { attempt } }: { readonly case: Told }): string =>
  attempt === undefined ? 'payment.deposit' : actions[attempt.op];

/** The attempt has ended, by this proof. @param learned - What the PG has told of it. */
export const attemptEnded = (
  { case: kase, evidence }: Ending,
  state: AttemptState,
  learned: Pick<Attempt, 'paymentKey'> = {},
): Change => ({
  change: 'attempt.advance',
  before: kase.attempt,
  after: { ...move(kase.attempt, state, [evidence]), ...learned },
});

/** The doubt has ended, where there was one. */
export const resolved = (
  { case: kase, evidence, at }: Pick<Ending, 'evidence' | 'at'> & { readonly case: Told },
  outcome: Payment['status'],
): EventDraft[] => doubtResolved(kase, outcome, endedBy(evidence), at);
