// Cancels a payment for its client: at once where nothing was asked of the PG, after the void of what is reserved
// or waits for a deposit, and as the order's cancel while the service works. Its order can be paid again, unless
// it is DIRECT or its tries are used up.
import { type Answer, accepted, done, refusal } from '#core/contracts/http/answer.ts';
import type { Tenant } from '#core/contracts/tenant.ts';
import type { ServiceRequests } from '#core/fulfilment/ports.ts';
import { withdrawRequest } from '#core/fulfilment/withdraw-request.ts';
import type { IdempotencyClaim } from '#core/idempotency/idempotency-record.ts';
import { present } from '#core/kernel/assert.ts';
import type { PaymentId } from '#core/kernel/ids.ts';
import type { Instant } from '#core/kernel/instant.ts';
import {
  isCancelNoted,
  type Order,
  type PaidOrder,
  type PendingOrder,
} from '#core/orders/order.ts';
import { overBy } from '#core/orders/order-object.ts';
import type { Orders } from '#core/orders/ports.ts';
import type { Cause } from '#core/outbox/assemble-commit.ts';
import { type CommitDeps, commitAnswer, type Ended } from '#core/outbox/commit-answer.ts';
import { presentOf } from './approval-call.ts';
import { type Attempt, doubtOf } from './attempt.ts';
import { inDoubtRetrySeconds } from './check-confirm.ts';
import { base } from './ending.ts';
import { inDoubtAnswer } from './in-doubt-answer.ts';
import { refuseKeyed } from './keyed-call.ts';
import { cancelledEvents, declinedReason, onward, onwardChanges } from './next-payment.ts';
import { end, isReserved, type Payment, readsAsInDoubt } from './payment.ts';
import { cancelledEvent } from './payment-cancelled.ts';
import { nextCheckOf, paymentObject } from './payment-object.ts';
import type { PaymentView, Voided, VoidFirst } from './ports.ts';
import { type PaymentReads, paymentNow } from './present-payment.ts';

export interface CancelPayment {
  readonly tenant: Tenant;
  readonly cause: Cause;
  readonly claim: IdempotencyClaim;
  readonly paymentId: PaymentId;
  readonly reason: string;
  /** Milliseconds the caller has left to live. */
  readonly remainingMs: () => number;
}

export interface CancelByRequestDeps extends CommitDeps, PaymentReads {
  readonly orders: Orders;
  readonly services: ServiceRequests;
  /** Lets go at the PG what is reserved or waits for a deposit. */
  readonly voidFirst: (asked: VoidFirst) => Promise<Voided>;
}

interface Standing {
  readonly view: PaymentView;
  readonly order: Order;
}

/** An answer that is told and not yet stored under its key: nothing had to be written. */
interface Said {
  readonly kind: 'SAID';
  readonly answer: Answer;
  readonly claim: IdempotencyClaim;
}

type Went = Ended | Said | { readonly kind: 'LOOK_AGAIN'; readonly claim: IdempotencyClaim };

const action = 'payment.cancel';

const say = (answer: Answer, claim: IdempotencyClaim): Said => ({ kind: 'SAID', answer, claim });

const refused = async (
  deps: CancelByRequestDeps,
  { view }: Standing,
  claim: IdempotencyClaim,
): Promise<Said> => say(refusal('PAY_010', await paymentNow(deps, view)), claim);

/** Nothing was asked of the PG: the payment ends, and the next one is ready where its order goes on. */
const endNow = (
  deps: CancelByRequestDeps,
  { view: { payment: before } }: Standing,
  pending: PendingOrder,
  { cause, claim, reason, tenant }: CancelPayment,
): Promise<Ended> => {
  const at = deps.clock.now();
  const payment = end(before, 'CANCELLED', at);
  const ended = { case: { order: pending, payment: before }, cause, at };
  const over = pending.kind === 'DIRECT' ? 'CUSTOMER' : declinedReason(pending);
  const follows = onward(ended, over, deps.ids);
  return commitAnswer(deps)({
    claim,
    answer: done(paymentObject(payment, [], at)),
    draft: {
      ...base(ended, 'TX-CLOSE-PAYMENT'),
      changes: [
        { change: 'payment.advance', before, after: payment },
        ...onwardChanges(ended, follows),
      ],
      events: [
        cancelledEvent(payment, 'REQUEST', 'CUSTOMER'),
        ...cancelledEvents(follows.order, payment),
      ],
      audit: {
        action,
        object: payment.paymentId,
        statusBefore: before.status,
        statusAfter: payment.status,
        reason,
      },
    },
    resource: { type: 'payment', id: payment.paymentId },
    present: presentOf(deps, tenant),
  });
};

/** Let go at the PG first; the next look finds what has become of the payment. */
const letGoFirst = async (
  deps: CancelByRequestDeps,
  order: PendingOrder,
  { tenant, paymentId, claim, cause, reason, remainingMs }: CancelPayment,
): Promise<Went> => {
  const voided = await deps.voidFirst({
    tenant,
    order,
    paymentId,
    claim,
    resource: { type: 'payment', id: paymentId },
    present: presentOf(deps, tenant),
    cause,
    reason,
    notesCancel: false,
    remainingMs,
  });
  return voided.kind === 'ANSWER' ? voided : { kind: 'LOOK_AGAIN', claim: voided.claim };
};

/** While its service works the payment's cancel is the order's. */
const whilePaid = async (
  deps: CancelByRequestDeps,
  { view }: Standing,
  order: PaidOrder,
  { tenant, claim, cause, reason }: CancelPayment,
): Promise<Went> => {
  const answer = accepted(await paymentNow(deps, view));
  if (isCancelNoted(order)) return say(answer, claim);
  if (!order.terms.canCancelWhilePaid) return say(refusal('PAY_004'), claim);
  const serviceRequestId = present(order.serviceRequestId, 'a paid order waits for its service');
  const running = await deps.services.byId({ tenant, serviceRequestId });
  if (running?.state !== 'OPEN') {
    // Another cancel closes the service and notes the order in one write: this order may be of before that.
    const now = present(await deps.orders.byId(order), 'an order stays');
    return now.version === order.version
      ? say(refusal('PAY_004'), claim)
      : { kind: 'LOOK_AGAIN', claim };
  }
  const at = deps.clock.now();
  const { draft } = withdrawRequest(order, running, at);
  return commitAnswer(deps)({
    claim,
    answer,
    draft: {
      ...base({ case: { order }, cause, at }, draft.name),
      ...draft,
      audit: { action, object: view.payment.paymentId, statusBefore: view.payment.status, reason },
    },
    resource: { type: 'payment', id: view.payment.paymentId },
    present: presentOf(deps, tenant),
  });
};

/** Asked under this key before: open, or refused by the PG for good. */
const ownVoid = ({ attempts }: PaymentView, { scope }: IdempotencyClaim): Attempt | undefined =>
  attempts.findLast(({ op, idempotency }) => op === 'VOID' && idempotency?.scope === scope);

/** What a void of this key has come to; undefined where there is none, or it is done. */
const truthOfKey = async (
  deps: CancelByRequestDeps,
  standing: Standing,
  { claim }: CancelPayment,
): Promise<Went | undefined> => {
  const { view } = standing;
  const own = ownVoid(view, claim);
  if (own === undefined) return undefined;
  // Not yet seen whether this is the request that asked for it: the key's record tells.
  if (claim.takeOver === undefined) return say(refusal('PAY_004', null, 1), claim);
  if (own.state === 'DECLINED') return refused(deps, standing, claim);
  const { payment } = view;
  const nextCheck = nextCheckOf(payment, deps.clock.now());
  return { kind: 'ANSWER', answer: inDoubtAnswer(payment, own, doubtOf(own), nextCheck) };
};

/** The PG is being asked about it, or nobody knows what it did: told again later. */
const notNow = ({ payment }: PaymentView, now: Instant): Answer | undefined => {
  if (readsAsInDoubt(payment, now)) return refusal('PAY_004', null, inDoubtRetrySeconds);
  const isAsked =
    payment.openAttempt !== undefined && (payment.status === 'READY' || isReserved(payment));
  return isAsked ? refusal('PAY_004', null, 1) : undefined;
};

/** The orders that a payment stands beside while it may be cancelled; in any other status its end or deal stands. */
const standsBeside: Partial<Record<Payment['status'], readonly Order['status'][]>> = {
  READY: ['PENDING'],
  AUTHORIZED: ['PENDING'],
  WAITING_FOR_DEPOSIT: ['PENDING', 'PAID', 'COMPLETED'],
  APPROVED: ['PAID'],
};

/** Another payment has followed, or the order has moved on: it was read a moment later, and both are read again. */
const isTorn = ({ view: { payment }, order }: Standing): boolean =>
  order.current.paymentId !== payment.paymentId ||
  standsBeside[payment.status]?.includes(order.status) !== true;

/** The order decides about its own payment: payable, with its service at work, or past both. */
const byOrder = (
  deps: CancelByRequestDeps,
  standing: Standing,
  command: CancelPayment,
): Promise<Went> | Went => {
  const { view, order } = standing;
  const { payment } = view;
  const { claim } = command;
  // The order may be PAID all the same, by a payment that followed: its service is not this one's to withdraw.
  if (standsBeside[payment.status] === undefined) return refused(deps, standing, claim);
  if (isTorn(standing)) return { kind: 'LOOK_AGAIN', claim };
  if (order.status === 'PAID') return whilePaid(deps, standing, order, command);
  if (order.status !== 'PENDING') return refused(deps, standing, claim);
  if (isReserved(payment)) return letGoFirst(deps, order, command);
  const isOver = overBy(order, payment, deps.clock.now()) !== undefined;
  return isOver ? refused(deps, standing, claim) : endNow(deps, standing, order, command);
};

const go = async (
  deps: CancelByRequestDeps,
  standing: Standing,
  command: CancelPayment,
): Promise<Went> => {
  const { view } = standing;
  const { claim } = command;
  if (view.payment.status === 'CANCELLED') return say(done(await paymentNow(deps, view)), claim);
  const truth = await truthOfKey(deps, standing, command);
  if (truth !== undefined) return truth;
  const later = notNow(view, deps.clock.now());
  return later === undefined ? byOrder(deps, standing, command) : say(later, claim);
};

type Round =
  | Extract<Went, { kind: 'ANSWER' }>
  | { readonly kind: 'AGAIN'; readonly claim: IdempotencyClaim };

/** What is only said is stored under its key, unless a void of that key is under way: then it is looked at again. */
const endRound = async (
  deps: CancelByRequestDeps,
  { view: { payment } }: Standing,
  { tenant, cause, claim }: CancelPayment,
  went: Went,
): Promise<Round> => {
  if (went.kind === 'ANSWER') return went;
  if (went.kind === 'LOST') return { kind: 'AGAIN', claim };
  if (went.kind === 'LOOK_AGAIN') return { kind: 'AGAIN', claim: went.claim };
  const { orderId: rootId, userId } = payment;
  const telling = { answer: went.answer, action, rootId, userId, present: presentOf(deps, tenant) };
  return refuseKeyed(deps)({ tenant, cause, claim: went.claim }, telling);
};

const roundsMax = 3;

/**
 * @returns 200 CANCELLED; 202 COMMON_001 while the service's outcome is on its way, PAY_005 while the void is in
 * doubt; 404 PAY_006; 409 PAY_004 while the PG is asked or the policy refuses, PAY_010 where it is too late or the
 * PG refuses the void.
 */
export const cancelByRequest =
  (deps: CancelByRequestDeps) =>
  async (command: CancelPayment): Promise<Answer> => {
    const { tenant, paymentId } = command;
    let { claim } = command;
    for (let round = 0; round < roundsMax; round += 1) {
      const view = await deps.payments.byId({ tenant, paymentId });
      if (view === undefined) return refusal('PAY_006');
      const { orderId } = view.payment;
      const order = present(await deps.orders.byId({ tenant, orderId }), 'a payment has its order');
      const standing = { view, order };
      const asked = { ...command, claim };
      const ended = await endRound(deps, standing, asked, await go(deps, standing, asked));
      if (ended.kind === 'ANSWER') return ended.answer;
      claim = ended.claim;
    }
    return refusal('PAY_004', null, 1);
  };
