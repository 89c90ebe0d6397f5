// Voids a payment that waits for its deposit: claim, full cancel at the PG, record. A client's cancel asks
// for it, and a look at a payment whose cancel is noted.
import type { Answer } from '#core/contracts/http/answer.ts';
import { fenceOf, type IdempotencyClaim } from '#core/idempotency/idempotency-record.ts';
import { present } from '#core/kernel/assert.ts';
import { type Instant, plus } from '#core/kernel/instant.ts';
import type { Digests } from '#core/kernel/ports.ts';
import { noteCancel, type PendingOrder, pgOrderIdOf } from '#core/orders/order.ts';
import { assembleCommit, type Cause, type Draft } from '#core/outbox/assemble-commit.ts';
import type { CommitLost } from '#core/outbox/commit.ts';
import { markedReason } from '#core/refunds/refund.ts';
import { pauseBeforeCancel, watchAfterMs } from '#core/refunds/refund-attempt.ts';
import { type ApplyDeps, applyEvidence } from './apply-evidence.ts';
import { type Attempt, attemptId, attemptLifeMs } from './attempt.ts';
import type { Case } from './case.ts';
import { openAttempt, type Payment, type WaitingPayment } from './payment.ts';
import { pgKeyText } from './payment-gateway.ts';
import { recordVoidVerdict } from './record-void-verdict.ts';
import { requestHash, type SendDeps, sendAttempt } from './send-attempt.ts';
import { watchCommand } from './watch-command.ts';

export interface VoidDeps extends ApplyDeps, SendDeps {
  readonly digests: Digests;
  readonly callTimeoutMs: number;
}

export interface VoidDeposit {
  readonly order: PendingOrder;
  readonly payment: WaitingPayment;
  readonly attempts: readonly Attempt[];
  readonly earlier: readonly Payment[];
  readonly reason: string;
  /** The client's request; a look of the engine has none. */
  readonly claim?: IdempotencyClaim;
  readonly cause: Cause;
}

export type Voided =
  | { readonly kind: 'SENT'; readonly answer: Answer | undefined; readonly case: Case }
  | { readonly kind: 'LOST'; readonly lost: CommitLost };

const applyVoid = applyEvidence(recordVoidVerdict);

const attemptOf = (
  { payment, attempts, reason, claim, cause }: VoidDeposit,
  at: Instant,
  digests: Digests,
): Attempt => {
  const issued = attempts.findLast(({ op, state }) => op === 'CONFIRM' && state === 'SUCCEEDED');
  const { paymentKey } = present(issued, 'an account was issued by an attempt');
  const attemptNo = attempts.filter(({ op }) => op === 'VOID').length + 1;
  const pgOrderId = pgOrderIdOf(payment.orderId, payment.number);
  const { tenant, paymentId, amount } = payment;
  const key = { ...tenant, op: 'VOID' as const, objectId: paymentId, attemptNo };
  return {
    tenant,
    paymentId,
    orderId: payment.orderId,
    userId: payment.userId,
    op: 'VOID',
    objectId: paymentId,
    attemptNo,
    state: 'SENT',
    fence: 1,
    pgKey: digests.sha256Base64Url(pgKeyText(key)),
    requestHash: requestHash(digests, { paymentKey, pgOrderId, amount: amount.minor }),
    provider: payment.provider,
    paymentKey,
    pgOrderId,
    amount,
    refundableBefore: amount,
    total: amount,
    cancelReason: markedReason(reason, paymentId),
    sentAt: at,
    deadlineAt: plus(at, attemptLifeMs),
    evidence: [],
    ...(claim === undefined ? {} : { idempotency: { scope: claim.scope, fence: fenceOf(claim) } }),
    requestId: cause.requestId,
    ...(cause.traceparent === undefined ? {} : { traceparent: cause.traceparent }),
  };
};

/** TX-VOID-CLAIM: the cancel is noted, and the attempt on disk, before the PG is called. */
const claimVoid = (
  voiding: VoidDeposit,
  at: Instant,
  digests: Digests,
): { readonly draft: Draft; readonly case: Case } => {
  const { order: before, payment: waiting, earlier, claim, cause } = voiding;
  const attempt = attemptOf(voiding, at, digests);
  const { deadlineAt } = attempt;
  const payment = openAttempt(waiting, { id: attemptId(attempt), op: 'VOID', deadlineAt });
  const order = noteCancel(before, at);
  const resource = { type: 'order', id: order.orderId };
  return {
    case: { order, payment, attempt, earlier },
    draft: {
      name: 'TX-VOID-CLAIM',
      tenant: order.tenant,
      userId: order.userId,
      rootId: order.orderId,
      at,
      cause,
      idempotency: claim === undefined ? undefined : { kind: 'claim', claim, resource, at },
      changes: [
        { change: 'payment.advance', before: waiting, after: payment },
        { change: 'order.advance', before, after: order },
        { change: 'attempt.create', attempt },
      ],
      commands: [watchCommand(attempt, 0, plus(at, watchAfterMs))],
    },
  };
};

/**
 * @returns `LOST` when a row moved since it was read: nothing was sent.
 * @throws OutcomeUnknown, DependencyUnavailable from the claim.
 */
export const voidDeposit =
  (deps: VoidDeps) =>
  async (voiding: VoidDeposit): Promise<Voided> => {
    const pause = pauseBeforeCancel(voiding.attempts, deps.clock.now());
    if (pause > 0) await deps.sleeper.sleep(pause);
    const { draft, case: kase } = claimVoid(voiding, deps.clock.now(), deps.digests);
    const claimed = await deps.unitOfWork.commit(assembleCommit(draft, deps.ids, deps.source));
    if (!claimed.ok) return { kind: 'LOST', lost: claimed.error };

    const sent = await sendAttempt(deps)(kase.attempt, deps.callTimeoutMs, true);
    const doubtAt = deps.clock.now();
    const applied = await applyVoid(deps)({ case: kase, ...sent, cause: voiding.cause, doubtAt });
    return { kind: 'SENT', answer: applied.answer, case: kase };
  };
