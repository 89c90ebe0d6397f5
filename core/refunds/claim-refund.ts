// TX-REFUND-CLAIM and TX-REFUND-SEND: the amount is reserved, and the attempt is on disk, before the PG is
// called. What cannot be sent now is reserved alone, and its request is answered by this transaction.
import { accepted } from '#core/contracts/http/answer.ts';
import { fenceOf, type IdempotencyClaim } from '#core/idempotency/idempotency-record.ts';
import type { RefundId } from '#core/kernel/ids.ts';
import { type Instant, plus } from '#core/kernel/instant.ts';
import type { Digests } from '#core/kernel/ports.ts';
import { firstVersion } from '#core/kernel/versioned.ts';
import { refundClaimed } from '#core/ledger/movements.ts';
import type { Order } from '#core/orders/order.ts';
import type { Cause, Draft } from '#core/outbox/assemble-commit.ts';
import type { Change } from '#core/outbox/commit.ts';
import { type AnsweredRequest, type Attempt, attemptId } from '#core/payments/attempt.ts';
import { type Case, movementHead } from '#core/payments/case.ts';
import { type OpenAttempt, openAttempt, type TakenPayment } from '#core/payments/payment.ts';
import { claimRefund } from '#core/payments/payment-returns.ts';
import type { PaymentView } from '#core/payments/ports.ts';
import { askedEvent } from '#core/payments/record-return.ts';
import { watchAfterMs, watchCommand } from '#core/payments/watch-command.ts';
import type { Refundable } from './check-refund.ts';
import { isRefundQueued, moveRefund, type Refund, type SealedAccount } from './refund.ts';
import { refundAttempt } from './refund-attempt.ts';
import { refundItem } from './refund-object.ts';

export interface ClaimingRefund {
  readonly order: Order;
  readonly view: PaymentView;
  readonly refundable: Refundable;
  readonly refundId: RefundId;
  readonly reason: string;
  /** Sealed, where a deposit goes back to. */
  readonly account?: SealedAccount;
  readonly claim: IdempotencyClaim;
  readonly shape?: AnsweredRequest['shape'];
  readonly cause: Cause;
  readonly at: Instant;
}

const base = (order: Order, cause: Cause, at: Instant) => ({
  tenant: order.tenant,
  userId: order.userId,
  rootId: order.orderId,
  at,
  cause,
});

const openOf = (attempt: Attempt): OpenAttempt => ({
  id: attemptId(attempt),
  op: 'REFUND',
  deadlineAt: attempt.deadlineAt,
});

const newRefund = ({
  order,
  refundable: { payment, amount, tax, isQueued, isAccountMissing },
  refundId,
  reason,
  account,
  cause,
  at,
}: ClaimingRefund): Refund => ({
  ...firstVersion,
  tenant: order.tenant,
  refundId,
  paymentId: payment.paymentId,
  orderId: order.orderId,
  userId: order.userId,
  amount,
  ...(tax === undefined ? {} : { tax }),
  refundableAfter: claimRefund(payment, amount).amounts.refundable,
  origin: 'endedAt' in payment ? 'LATE_SUCCESS' : 'REQUEST',
  reason,
  status: isAccountMissing ? 'PENDING_ACCOUNT' : isQueued ? 'REQUESTED' : 'SENT',
  ...(account === undefined ? {} : { account }),
  createdAt: at,
  requestId: cause.requestId,
  ...(cause.traceparent === undefined ? {} : { traceparent: cause.traceparent }),
});

/** The call of a refund that is sent now; the request that began it is answered when it ends. */
const attemptOf = (
  { view, refundable: { payment }, reason, claim, shape, at }: ClaimingRefund,
  refund: Refund,
  digests: Digests,
): Attempt => ({
  ...refundAttempt({ payment, attempts: view.attempts, refund, reason, at }, digests),
  idempotency: {
    scope: claim.scope,
    fence: fenceOf(claim),
    ...(shape === undefined ? {} : { shape }),
  },
});

const claimDraft = (
  { order, refundable: { payment: before }, cause, at }: ClaimingRefund,
  refund: Refund,
  payment: Refundable['payment'],
  sent: readonly Change[],
) => {
  const kase = { order, payment } as Case;
  const group = refundClaimed(movementHead(kase, at, refund.refundId), refund);
  return {
    ...base(order, cause, at),
    name: 'TX-REFUND-CLAIM' as const,
    changes: [
      { change: 'payment.advance' as const, before, after: payment },
      { change: 'refund.create' as const, refund },
      {
        change: 'unique.create' as const,
        tenant: refund.tenant,
        kind: 'REFUND' as const,
        value: refund.refundId,
        owner: payment.paymentId,
      },
      ...sent,
    ],
    groups: [group],
    events: [askedEvent(refund, group.effectKey)],
    audit: { action: 'refund.request', object: refund.refundId, statusAfter: refund.status },
  };
};

/** Reserves and opens the PG operation. */
export const claimToSend = (
  claiming: ClaimingRefund,
  digests: Digests,
): { readonly draft: Draft; readonly case: Case; readonly refund: Refund } => {
  const { order, refundable, claim, at } = claiming;
  const refund = newRefund(claiming);
  const attempt = attemptOf(claiming, refund, digests);
  const payment = claimRefund(refundable.payment, refund.amount, openOf(attempt));
  const resource = { type: 'refund', id: refund.refundId };
  return {
    refund,
    case: { order, payment, attempt, refund },
    draft: {
      ...claimDraft(claiming, refund, payment, [{ change: 'attempt.create', attempt }]),
      idempotency: { kind: 'claim', claim, resource, at },
      commands: [watchCommand(attempt, 0, plus(at, watchAfterMs))],
    },
  };
};

/** Reserves and waits: whoever ends the open PG operation sends for it. */
export const claimToWait = (
  claiming: ClaimingRefund,
): { readonly draft: Draft; readonly refund: Refund } => {
  const { refundable, claim, at } = claiming;
  const refund = newRefund(claiming);
  const payment = claimRefund(refundable.payment, refund.amount);
  const resource = { type: 'refund', id: refund.refundId };
  const answer = accepted(refundItem(refund));
  return {
    refund,
    draft: {
      ...claimDraft(claiming, refund, payment, []),
      idempotency: { kind: 'complete', claim, answer, resource, at },
    },
  };
};

/** Whose request the call is answered to, and the account it brought. */
interface Giving {
  readonly claim?: IdempotencyClaim;
  readonly account?: SealedAccount;
}

/** One that waited for its account is told now; the others were when they were reserved. */
const requestedEvents = (before: Refund, refund: Refund) =>
  before.status === 'PENDING_ACCOUNT'
    ? [askedEvent(refund, `refund:${refund.refundId}:claim`)]
    : [];

/** The turn of a refund has come: nothing is reserved anew, its attempt goes to disk. */
export const claimTurn = (
  {
    order,
    view,
    refund: before,
    claim,
    account,
    cause,
    at,
  }: Pick<ClaimingRefund, 'order' | 'view' | 'cause' | 'at'> & Giving & { readonly refund: Refund },
  digests: Digests,
): { readonly draft: Draft; readonly case: Case } => {
  const { attempts, saga } = view;
  const standing = view.payment as TakenPayment;
  const others = view.refunds.filter(({ refundId }) => refundId !== before.refundId);
  const refund = moveRefund(before, 'SENT', account === undefined ? {} : { account });
  const attempt = {
    ...refundAttempt({ payment: standing, attempts, refund, reason: refund.reason, at }, digests),
    ...(claim === undefined ? {} : { idempotency: { scope: claim.scope, fence: fenceOf(claim) } }),
  };
  const payment = openAttempt(standing, openOf(attempt));
  const resource = { type: 'refund', id: refund.refundId };
  const events = requestedEvents(before, refund);
  return {
    case: {
      order,
      payment,
      attempt,
      refund,
      ...(saga === undefined ? {} : { saga }),
      isRefundQueued: isRefundQueued(others),
    },
    draft: {
      ...base(order, cause, at),
      name: 'TX-REFUND-SEND',
      ...(claim === undefined
        ? {}
        : { idempotency: { kind: 'claim' as const, claim, resource, at } }),
      changes: [
        { change: 'refund.advance', before, after: refund },
        { change: 'payment.advance', before: standing, after: payment },
        { change: 'attempt.create', attempt },
      ],
      commands: [watchCommand(attempt, 0, plus(at, watchAfterMs))],
      ...(events.length === 0
        ? {}
        : {
            events,
            audit: {
              action: 'refund.account',
              object: refund.refundId,
              statusBefore: before.status,
              statusAfter: 'SENT',
            },
          }),
    },
  };
};
