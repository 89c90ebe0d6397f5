// Cancels a payment for its client: at once where nothing was asked of the PG, after the void of what is reserved or waits
// for a deposit, and as the order's cancel while the service works. The order can be paid again, unless it is DIRECT.
import { type Answer, accepted, done, refusal } from '#core/contracts/http/answer.ts';
import type { Tenant } from '#core/contracts/tenant.ts';
import type { ServiceRequests } from '#core/fulfilment/ports.ts';
import { withdrawRequest } from '#core/fulfilment/withdraw-request.ts';
import type { IdempotencyClaim } from '#core/idempotency/idempotency-record.ts';
import { present } from '#core/kernel/assert.ts';
import type { PaymentId } from '#core/kernel/ids.ts';
import { isCancelNoted, type Order, type PendingOrder } from '#core/orders/order.ts';
import { overBy } from '#core/orders/order-object.ts';
import type { Orders } from '#core/orders/ports.ts';
import type { Cause } from '#core/outbox/assemble-commit.ts';
import { type CommitDeps, commitAnswer, type Ended, refuse } from '#core/outbox/commit-answer.ts';
import { presentOf } from './approval-call.ts';
import { inDoubtRetrySeconds } from './check-confirm.ts';
import { base } from './ending.ts';
import { cancelledEvents, declinedReason, onward, onwardChanges } from './next-payment.ts';
import { end, isReserved, readsAsInDoubt } from './payment.ts';
import { cancelledEvent } from './payment-cancelled.ts';
import { paymentObject } from './payment-object.ts';
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

const refused = async (
  deps: CancelByRequestDeps,
  { view }: Standing,
  claim: IdempotencyClaim,
): Promise<Said> => ({
  kind: 'SAID',
  answer: refusal('PAY_010', await paymentNow(deps, view)),
  claim,
});

/** Nothing was asked of the PG: the payment ends, and the next one is ready where its order goes on. */
const endNow = (
  deps: CancelByRequestDeps,
  { view: { payment: before }, order: pending }: Standing,
  { cause, claim, reason, tenant }: CancelPayment,
): Promise<Ended> => {
  const at = deps.clock.now();
  const payment = end(before, 'CANCELLED', at);
  const ended = { case: { order: pending, payment: before }, cause, at };
  const over = pending.kind === 'DIRECT' ? 'CUSTOMER' : declinedReason(pending as PendingOrder);
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

/** Let go at the PG first; the next look finds the payment cancelled. */
const letGoFirst = async (
  deps: CancelByRequestDeps,
  standing: Standing,
  command: CancelPayment,
): Promise<Went> => {
  const { tenant, paymentId, claim, cause, reason, remainingMs } = command;
  const voided = await deps.voidFirst({
    tenant,
    order: standing.order as PendingOrder,
    paymentId,
    claim,
    resource: { type: 'payment', id: paymentId },
    present: presentOf(deps, tenant),
    cause,
    reason,
    notesCancel: false,
    remainingMs,
  });
  const isNotDone = voided.kind === 'REFUSED' || voided.kind === 'OVERTAKEN';
  return isNotDone ? refused(deps, standing, voided.claim) : voided;
};

/** While its service works the payment's cancel is the order's. */
const whilePaid = async (
  deps: CancelByRequestDeps,
  standing: Standing,
  command: CancelPayment,
): Promise<Went> => {
  const { order, view } = standing;
  const { tenant, claim, cause, reason } = command;
  // Read a moment after its payment: the service may have been delivered between the two.
  if (order.status !== 'PAID') return refused(deps, standing, claim);
  const answer = accepted(await paymentNow(deps, view));
  if (isCancelNoted(order)) return { kind: 'SAID', answer, claim };
  const serviceRequestId = present(order.serviceRequestId, 'a paid order waits for its service');
  const running = await deps.services.byId({ tenant, serviceRequestId });
  if (running?.state !== 'OPEN' || !order.terms.canCancelWhilePaid) {
    return refused(deps, standing, claim);
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

const go = async (
  deps: CancelByRequestDeps,
  standing: Standing,
  command: CancelPayment,
): Promise<Went> => {
  const { view, order } = standing;
  const { payment } = view;
  const { claim } = command;
  const now = deps.clock.now();
  if (payment.status === 'CANCELLED') {
    return { kind: 'SAID', answer: done(await paymentNow(deps, view)), claim };
  }
  if (readsAsInDoubt(payment, now)) {
    return { kind: 'SAID', answer: refusal('PAY_004', null, inDoubtRetrySeconds), claim };
  }
  if (payment.openAttempt !== undefined && payment.status !== 'APPROVED') {
    return { kind: 'SAID', answer: refusal('PAY_004', null, 1), claim };
  }
  if (payment.status === 'READY' && overBy(order, payment, now) === undefined) {
    return endNow(deps, standing, command);
  }
  if (isReserved(payment)) return letGoFirst(deps, standing, command);
  return payment.status === 'APPROVED'
    ? whilePaid(deps, standing, command)
    : refused(deps, standing, claim);
};

const roundsMax = 3;

/**
 * @returns 200 CANCELLED, 202 while the service's outcome is on its way, 202 PAY_005 while a void is in doubt, 404
 * PAY_006, 409 PAY_004 while the PG is asked, 409 PAY_010 where it is too late or the PG refuses the void.
 */
export const cancelByRequest =
  (deps: CancelByRequestDeps) =>
  async (command: CancelPayment): Promise<Answer> => {
    const { tenant, paymentId, cause } = command;
    let { claim } = command;
    for (let round = 0; round < roundsMax; round += 1) {
      const view = await deps.payments.byId({ tenant, paymentId });
      if (view === undefined) return refusal('PAY_006');
      const { orderId, userId } = view.payment;
      const order = present(await deps.orders.byId({ tenant, orderId }), 'a payment has its order');
      const went = await go(deps, { view, order }, { ...command, claim });
      if (went.kind === 'ANSWER') return went.answer;
      if (went.kind === 'SAID') {
        const telling = { answer: went.answer, action, rootId: orderId, userId };
        const shown = presentOf(deps, tenant);
        return refuse(deps)({ tenant, cause, claim: went.claim, ...telling, present: shown });
      }
      if (went.kind === 'LOOK_AGAIN') claim = went.claim;
    }
    return refusal('PAY_004', null, 1);
  };
