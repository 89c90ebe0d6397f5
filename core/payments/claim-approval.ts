// TX-CLAIM of a confirm or an authorization: the attempt is on disk, SENT, before the first byte goes to the
// PG.
import type { Tenant } from '#core/contracts/tenant.ts';
import { fenceOf, type IdempotencyClaim } from '#core/idempotency/idempotency-record.ts';
import { type Instant, instant, plus } from '#core/kernel/instant.ts';
import type { Digests } from '#core/kernel/ports.ts';
import {
  type CurrentPayment,
  type NotSent,
  type PendingOrder,
  pgOrderIdOf,
} from '#core/orders/order.ts';
import { orderCreatedEvent } from '#core/orders/order-created.ts';
import type { Cause, Draft } from '#core/outbox/assemble-commit.ts';
import type { Change } from '#core/outbox/commit.ts';
import { type Attempt, attemptId, attemptLifeMs, move } from './attempt.ts';
import type { Case } from './case.ts';
import { noAmounts, type OpenAttempt, openAttempt, type ReadyPayment } from './payment.ts';
import { pgKeyText } from './payment-gateway.ts';
import { requestHash } from './send-attempt.ts';
import { watchAfterMs, watchCommand } from './watch-command.ts';

export interface ClaimingApproval {
  readonly op: 'CONFIRM' | 'AUTHORIZE';
  readonly tenant: Tenant;
  readonly order: PendingOrder;
  /** Without it the PG makes the payment and its key. */
  readonly paymentKey: string | undefined;
  readonly claim: IdempotencyClaim;
  readonly cause: Cause;
  readonly at: Instant;
}

/** The READY payment as its order stands for it: a claim needs no second read. */
export const readyPaymentOf = (order: PendingOrder): ReadyPayment => ({
  tenant: order.tenant,
  paymentId: order.current.paymentId,
  orderId: order.orderId,
  userId: order.userId,
  provider: order.terms.provider,
  number: order.current.number,
  amount: order.amount,
  taxFree: order.taxFree,
  amounts: noAmounts(order.amount.currency),
  createdAt: order.current.createdAt,
  requestId: order.requestId,
  version: order.current.version,
  seq: order.current.seq,
  lastGroup: order.lastGroup,
  status: 'READY',
});

/**
 * The row a proven "not sent" left, as far as the claim knows it: whatever belongs to the former
 * sending differs, so that all of it is written anew.
 */
const notSentBefore = (attempt: Attempt, fence: number): Attempt => {
  const { idempotency: _former, ...rest } = attempt;
  const never = instant(0);
  return { ...rest, state: 'NOT_SENT', fence, sentAt: never, deadlineAt: never, requestId: '' };
};

/**
 * Another request took the place of the one that was proven not sent: that proof ends its attempt.
 * The row keeps its evidence and lets go of its key, which the attempt of another must not answer.
 */
const givenUp = (attempt: Attempt, { attemptNo, notSent }: CurrentPayment): Change[] => {
  if (notSent === undefined) return [];
  const { op = 'CONFIRM', fence } = notSent;
  const after = move({ ...notSentBefore(attempt, fence), op, attemptNo }, 'DECLINED', []);
  const before: Attempt = { ...attempt, ...after, state: 'NOT_SENT' };
  return [{ change: 'attempt.advance', before, after }];
};

/** The same money by another operation is another request at the PG. */
const isSameRequest = (
  notSent: CurrentPayment['notSent'],
  op: ClaimingApproval['op'],
  hash: string,
): notSent is NotSent =>
  notSent !== undefined && (notSent.op ?? 'CONFIRM') === op && notSent.requestHash === hash;

/** The attempt of this claim, and the fence of the proven "not sent" it reopens, if it does. */
const attemptOf = (
  { op, tenant, order, paymentKey, claim, cause, at }: ClaimingApproval,
  digests: Digests,
): { readonly attempt: Attempt; readonly reopenedFence: number | undefined } => {
  const { current } = order;
  const pgOrderId = pgOrderIdOf(order.orderId, current.number);
  const hash = requestHash(digests, { paymentKey, pgOrderId, amount: order.amount.minor });
  const reopened = isSameRequest(current.notSent, op, hash) ? current.notSent : undefined;
  const attemptNo = reopened === undefined ? current.attemptNo + 1 : current.attemptNo;
  const key = { ...tenant, op, objectId: current.paymentId, attemptNo };
  const attempt: Attempt = {
    tenant,
    paymentId: current.paymentId,
    orderId: order.orderId,
    userId: order.userId,
    op,
    objectId: current.paymentId,
    attemptNo,
    state: 'SENT',
    fence: reopened === undefined ? 1 : reopened.fence + 1,
    pgKey: digests.sha256Base64Url(pgKeyText(key)),
    requestHash: hash,
    provider: order.terms.provider,
    ...(paymentKey === undefined ? {} : { paymentKey }),
    pgOrderId,
    amount: order.amount,
    ...(op === 'AUTHORIZE' ? { orderName: order.orderName } : {}),
    sentAt: at,
    deadlineAt: plus(at, attemptLifeMs),
    evidence: [],
    idempotency: {
      scope: claim.scope,
      fence: fenceOf(claim),
      ...(op === 'AUTHORIZE' ? { shape: 'TWO_STEP' as const } : {}),
    },
    requestId: cause.requestId,
    ...(cause.traceparent === undefined ? {} : { traceparent: cause.traceparent }),
  };
  return { attempt, reopenedFence: reopened?.fence };
};

export interface ClaimedApproval {
  readonly draft: Draft;
  readonly case: Case;
}

const openOf = (attempt: Attempt): OpenAttempt => ({
  id: attemptId(attempt),
  op: attempt.op,
  deadlineAt: attempt.deadlineAt,
});

/** A PG key belongs to one payment for ever; one that the PG makes is taken when it is told. */
export const keyTaken = ({ tenant, paymentId, provider, paymentKey }: Attempt): Change[] =>
  paymentKey === undefined
    ? []
    : [
        {
          change: 'unique.create',
          tenant,
          kind: 'PGKEY',
          value: `${provider}:${paymentKey}`,
          owner: paymentId,
          isSharedByOwner: true,
        },
      ];

const draftOf = (
  { tenant, order, claim, cause, at }: ClaimingApproval,
  attempt: Attempt,
  changes: readonly Change[],
): Draft => ({
  name: 'TX-CLAIM',
  tenant,
  userId: order.userId,
  rootId: order.orderId,
  at,
  cause,
  idempotency: { kind: 'claim', claim, resource: { type: 'payment', id: attempt.paymentId }, at },
  changes: [...changes, ...keyTaken(attempt)],
  commands: [watchCommand(attempt, 0, plus(at, watchAfterMs))],
});

/**
 * Builds the claim. An attempt that was proven not sent is sent again under its own key with its
 * fence raised; a different request ends it and gets the next attempt number, and so its own key.
 */
export const claimApproval = (claiming: ClaimingApproval, digests: Digests): ClaimedApproval => {
  const { order, at } = claiming;
  const { attempt, reopenedFence } = attemptOf(claiming, digests);
  const ready = readyPaymentOf(order);
  const payment = openAttempt(ready, openOf(attempt));
  const attemptChanges: Change[] =
    reopenedFence === undefined
      ? [...givenUp(attempt, order.current), { change: 'attempt.create', attempt }]
      : [
          {
            change: 'attempt.advance',
            before: notSentBefore(attempt, reopenedFence),
            after: attempt,
          },
        ];
  return {
    case: { order, payment, attempt },
    draft: draftOf(claiming, attempt, [
      { change: 'order.isPayable', order, at },
      { change: 'payment.open', before: ready, after: payment },
      ...attemptChanges,
    ]),
  };
};

/** An authorization that names no order makes its own: order, payment and attempt appear together. */
export const claimDirect = (claiming: ClaimingApproval, digests: Digests): ClaimedApproval => {
  const { order } = claiming;
  const { attempt } = attemptOf(claiming, digests);
  const payment: ReadyPayment = { ...readyPaymentOf(order), openAttempt: openOf(attempt) };
  const draft = draftOf(claiming, attempt, [
    { change: 'order.create', order },
    { change: 'payment.create', payment },
    { change: 'attempt.create', attempt },
  ]);
  const audit = { action: 'order.create', object: order.orderId, statusAfter: order.status };
  return {
    case: { order, payment, attempt },
    draft: { ...draft, events: [orderCreatedEvent(order)], audit },
  };
};
