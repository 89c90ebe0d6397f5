// TX-CAPTURE-CLAIM and TX-VOID-CLAIM: the one open operation of a payment that is reserved or waits for money, on disk before the
// PG is called. A cancel noted meanwhile stops a capture; a void by the order's cancel notes it.
import type { Tenant } from '#core/contracts/tenant.ts';
import { fenceOf, type IdempotencyClaim } from '#core/idempotency/idempotency-record.ts';
import { present } from '#core/kernel/assert.ts';
import { type Instant, plus } from '#core/kernel/instant.ts';
import type { Digests } from '#core/kernel/ports.ts';
import { noteCancel, type Order, type PendingOrder, pgOrderIdOf } from '#core/orders/order.ts';
import type { Cause, Draft } from '#core/outbox/assemble-commit.ts';
import type { Change } from '#core/outbox/commit.ts';
import { markedReason } from '#core/refunds/refund.ts';
import { type Attempt, attemptId, attemptLifeMs, takingAttempt } from './attempt.ts';
import type { Case } from './case.ts';
import { openAttempt, type ReservedPayment } from './payment.ts';
import { pgKeyText } from './payment-gateway.ts';
import { requestHash } from './send-attempt.ts';
import { watchAfterMs, watchCommand } from './watch-command.ts';

export interface ClaimingAuthorized {
  readonly op: 'CAPTURE' | 'VOID';
  readonly order: PendingOrder;
  readonly payment: ReservedPayment;
  readonly attempts: readonly Attempt[];
  /** Absent where the engine itself acts. */
  readonly claim?: IdempotencyClaim;
  /** What an idempotency record says it made. */
  readonly resource?: { readonly type: string; readonly id: string };
  /** Voids: what the PG keeps of why. */
  readonly reason?: string;
  /** The order's cancel asks for the void: noted in the same transaction. */
  readonly notesCancel?: boolean;
  readonly cause: Cause;
  readonly at: Instant;
}

/** `n + 1` only after a definitive no of `n`: a refused capture may be asked for again, with its own key. */
const attemptNoOf = ({ op, attempts }: ClaimingAuthorized): number =>
  attempts.filter((attempt) => attempt.op === op).length + 1;

const answers = (claim: IdempotencyClaim | undefined, op: 'CAPTURE' | 'VOID') =>
  claim === undefined
    ? {}
    : {
        idempotency: {
          scope: claim.scope,
          fence: fenceOf(claim),
          ...(op === 'CAPTURE' ? { shape: 'TWO_STEP' as const } : {}),
        },
      };

/** What waits for a deposit is voided by a full cancel, with our mark and the balance it must show. */
const reasonOf = ({ payment, reason }: ClaimingAuthorized) => {
  if (reason === undefined) return {};
  if (payment.status === 'AUTHORIZED') return { cancelReason: reason };
  const { amount, paymentId } = payment;
  const cancelReason = markedReason(reason, paymentId);
  return { cancelReason, total: amount, refundableBefore: amount };
};

const attemptOf = (claiming: ClaimingAuthorized, digests: Digests): Attempt => {
  const { op, payment, attempts, claim, cause, at } = claiming;
  const { tenant, paymentId, orderId, amount } = payment;
  const authorized = present(takingAttempt(attempts), 'what is reserved was authorized');
  const paymentKey = present(authorized.paymentKey, 'the PG has told its key');
  const pgOrderId = pgOrderIdOf(orderId, payment.number);
  const attemptNo = attemptNoOf(claiming);
  return {
    tenant,
    paymentId,
    orderId,
    userId: payment.userId,
    op,
    objectId: paymentId,
    attemptNo,
    state: 'SENT',
    fence: 1,
    pgKey: digests.sha256Base64Url(pgKeyText({ ...tenant, op, objectId: paymentId, attemptNo })),
    requestHash: requestHash(digests, { paymentKey, pgOrderId, amount: amount.minor }),
    provider: payment.provider,
    paymentKey,
    pgOrderId,
    amount,
    ...reasonOf(claiming),
    sentAt: at,
    deadlineAt: plus(at, attemptLifeMs),
    evidence: [],
    ...answers(claim, op),
    requestId: cause.requestId,
    ...(cause.traceparent === undefined ? {} : { traceparent: cause.traceparent }),
  };
};

interface Standing {
  readonly order: Order;
  readonly change: Change;
}

/** The order as the claim leaves it: checked as it was read, or with its cancel noted. */
const orderOf = ({ order, notesCancel, at }: ClaimingAuthorized): Standing => {
  if (notesCancel !== true || order.cancelRequestedAt !== undefined) {
    return { order, change: { change: 'order.isAsRead', order } };
  }
  const noted = noteCancel(order, at);
  return { order: noted, change: { change: 'order.advance', before: order, after: noted } };
};

const names = { CAPTURE: 'TX-CAPTURE-CLAIM', VOID: 'TX-VOID-CLAIM' } as const;

const idempotencyOf = ({
  claim,
  resource,
  payment,
  at,
}: ClaimingAuthorized): Draft['idempotency'] =>
  claim === undefined
    ? undefined
    : {
        kind: 'claim',
        claim,
        resource: resource ?? { type: 'payment', id: payment.paymentId },
        at,
      };

export const claimAuthorized = (
  claiming: ClaimingAuthorized,
  digests: Digests,
): { readonly draft: Draft; readonly case: Case } => {
  const { op, payment: before, cause, at } = claiming;
  const attempt = attemptOf(claiming, digests);
  const open = { id: attemptId(attempt), op, deadlineAt: attempt.deadlineAt };
  const payment = openAttempt(before, open);
  const { order, change } = orderOf(claiming);
  const tenant: Tenant = before.tenant;
  return {
    case: { order, payment, attempt },
    draft: {
      name: names[op],
      tenant,
      userId: order.userId,
      rootId: order.orderId,
      at,
      cause,
      idempotency: idempotencyOf(claiming),
      changes: [
        change,
        { change: 'payment.advance', before, after: payment },
        { change: 'attempt.create', attempt },
      ],
      commands: [watchCommand(attempt, 0, plus(at, watchAfterMs))],
    },
  };
};
