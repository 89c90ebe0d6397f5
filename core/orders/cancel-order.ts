// Cancels an order for its client: at once where nothing is under way, noted while the truth of a
// payment is not known, and as the service's outcome while the service works. What waits for a deposit is
// voided at the PG first.

import { type Answer, accepted, done, refusal } from '#core/contracts/http/answer.ts';
import type { Tenant } from '#core/contracts/tenant.ts';
import { resumeCommand } from '#core/fulfilment/resume-command.ts';
import { closeService, type ServiceRequest } from '#core/fulfilment/service-request.ts';
import type { IdempotencyClaim, IdempotencyRecord } from '#core/idempotency/idempotency-record.ts';
import { followRecord } from '#core/idempotency/records.ts';
import { present } from '#core/kernel/assert.ts';
import type { OrderId } from '#core/kernel/ids.ts';
import { toIso } from '#core/kernel/instant.ts';
import type { Cause } from '#core/outbox/assemble-commit.ts';
import { type CommitDeps, commitAnswer, type Ended, refuse } from '#core/outbox/commit-answer.ts';
import { readsAsInDoubt, type WaitingPayment } from '#core/payments/payment.ts';
import type { VoidDeposit, Voided } from '#core/payments/void-deposit.ts';
import { closeOrder } from './close-order.ts';
import { noteCancel, type Order, type PaidOrder, type PendingOrder } from './order.ts';
import { type OrderParts, orderObject, readsAsExpired } from './order-object.ts';
import { type OrderReads, orderParts, presentOrder } from './present-order.ts';

export interface CancelOrder {
  readonly tenant: Tenant;
  readonly cause: Cause;
  readonly claim: IdempotencyClaim;
  readonly orderId: OrderId;
  readonly reason: string;
}

export interface CancelOrderDeps extends CommitDeps, OrderReads {
  /** Loaded where it is needed: few orders wait for a deposit. */
  readonly voidDeposit: (voiding: VoidDeposit) => Promise<Voided>;
}

const action = 'order.cancel';

/** An answer that is told and not yet stored under its key: nothing of the order had to be written. */
interface Said {
  readonly kind: 'SAID';
  readonly answer: Answer;
}

/** Somebody was there first under this key, or moved a row: look again, with this claim. */
interface Again {
  readonly kind: 'AGAIN';
  readonly claim: IdempotencyClaim;
}

type Road = (
  parts: OrderParts,
  command: CancelOrder,
  deps: CancelOrderDeps,
) => Promise<Ended | Said | Again> | Said;

const say = (answer: Answer): Said => ({ kind: 'SAID', answer });

const base = ({ order }: OrderParts, { cause, reason }: CancelOrder, deps: CancelOrderDeps) => ({
  tenant: order.tenant,
  userId: order.userId,
  rootId: order.orderId,
  at: deps.clock.now(),
  cause,
  audit: { action, object: order.orderId, statusBefore: order.status, reason },
});

const closeNow: Road = (parts, command, deps) => {
  const [current, ...earlier] = parts.payments;
  const payment = present(current, 'an order has a payment');
  const at = deps.clock.now();
  const { cause, claim, reason } = command;
  const closed = closeOrder({ order: parts.order, payment, reason: 'CUSTOMER', cause, at });
  const after = { order: closed.order, payments: [closed.payment, ...earlier] };
  return commitAnswer(deps)({
    claim,
    answer: done(orderObject(after, at)),
    draft: {
      ...closed.draft,
      audit: { ...base(parts, command, deps).audit, statusAfter: 'CANCELLED', reason },
    },
    resource: { type: 'order', id: parts.order.orderId },
    present: presentOrder(deps, command.tenant),
  });
};

/** In doubt: noted, and done when the truth is known. */
const note: Road = (parts, command, deps) => {
  const payment = present(parts.payments[0], 'an order has a payment');
  const before = parts.order as PendingOrder;
  const after = noteCancel(before, deps.clock.now());
  return commitAnswer(deps)({
    claim: command.claim,
    answer: accepted(orderObject({ ...parts, order: after }, deps.clock.now())),
    draft: {
      ...base(parts, command, deps),
      name: 'TX-CANCEL-NOTE',
      changes: [
        { change: 'order.advance', before, after },
        { change: 'payment.isInDoubt', payment },
      ],
    },
    resource: { type: 'order', id: before.orderId },
    present: presentOrder(deps, command.tenant),
  });
};

/** The service is at work: its request is closed, and the saga returns the money. */
const closeServiceFor =
  (service: ServiceRequest): Road =>
  (parts, command, deps) => {
    const before = parts.order as PaidOrder;
    const at = deps.clock.now();
    const order = noteCancel(before, at);
    const closed = closeService(service, 'CANCELLED', at);
    return commitAnswer(deps)({
      claim: command.claim,
      answer: accepted(orderObject({ ...parts, order, service: closed }, at)),
      draft: {
        ...base(parts, command, deps),
        name: 'TX-SVC-CLOSE',
        changes: [
          { change: 'service.advance', before: service, after: closed },
          { change: 'order.advance', before, after: order },
        ],
        events: [
          {
            type: 'service.cancelled',
            of: closed.serviceRequestId,
            data: {
              serviceRequestId: closed.serviceRequestId,
              orderId: order.orderId,
              deadline: toIso(closed.deadlineAt),
              reason: 'CUSTOMER',
            },
          },
        ],
        commands: resumeCommand(service, closed),
      },
      resource: { type: 'order', id: order.orderId },
      present: presentOrder(deps, command.tenant),
    });
  };

/** Voids at the PG first; the order ends with its payment, or as soon as the truth is known. */
const voidFirst =
  (payment: WaitingPayment): Road =>
  async ({ order, payments }, command, deps) => {
    const { tenant, cause, claim, reason } = command;
    const { paymentId } = payment;
    const { attempts } = present(
      await deps.payments.byId({ tenant, paymentId }),
      'an order has the payments it names',
    );
    const voided = await deps.voidDeposit({
      order: order as PendingOrder,
      payment,
      attempts,
      earlier: payments.slice(1),
      reason,
      claim,
      cause,
    });
    if (voided.kind === 'SENT') {
      // Ended by somebody else, who wrote the answer of this key in the same transaction.
      const answer = voided.answer ?? refusal('IDEM_001', null, 1);
      return { kind: 'ANSWER', answer };
    }
    if (voided.lost.lost !== 'idempotency') return { kind: 'AGAIN', claim };
    const { record } = voided.lost as { readonly record: IdempotencyRecord | undefined };
    const met = { tenant, claim, record, present: presentOrder(deps, tenant) };
    const followed = await followRecord(deps)(met);
    return followed.kind === 'ANSWER' ? followed : { kind: 'AGAIN', claim: followed.claim };
  };

const pending: Road = (parts, command, deps) => {
  const [payment] = parts.payments;
  const now = deps.clock.now();
  if (readsAsExpired(parts.order, payment, now)) return say(done(orderObject(parts, now)));
  if (payment?.status === 'IN_DOUBT') return note(parts, command, deps);
  if (payment?.openAttempt === undefined) {
    return payment?.status === 'WAITING_FOR_DEPOSIT'
      ? voidFirst(payment)(parts, command, deps)
      : closeNow(parts, command, deps);
  }
  // Sent and not yet written as in doubt: the watchdog writes it within a second or two.
  const wait = readsAsInDoubt(payment, now) ? 2 : 1;
  return say(refusal('PAY_004', null, wait));
};

const paid: Road = (parts, command, deps) => {
  const { order, service } = parts;
  const isRunning = service?.state === 'OPEN';
  if ('cancelRequestedAt' in order && order.cancelRequestedAt !== undefined) {
    return say(accepted(orderObject(parts, deps.clock.now())));
  }
  if (!isRunning || !order.terms.canCancelWhilePaid) return say(refusal('PAY_004'));
  return closeServiceFor(service)(parts, command, deps);
};

/** Cancelled already: the same state again. Delivered: money goes back by refunds only. */
const ended: Road = (parts, _command, deps) =>
  say(
    parts.order.status === 'CANCELLED'
      ? done(orderObject(parts, deps.clock.now()))
      : refusal('PAY_004'),
  );

const roads: Readonly<Record<Order['status'], Road>> = {
  PENDING: pending,
  PAID: paid,
  COMPLETED: ended,
  CANCELLED: ended,
};

/** What needs no write of its own is stored under its key, unless waiting may change it. */
const asSaid = (
  deps: CancelOrderDeps,
  { tenant, cause, claim, orderId }: CancelOrder,
  { userId }: Order,
  answer: Answer,
): Promise<Answer> => {
  const present = presentOrder(deps, tenant);
  return refuse(deps)({ tenant, cause, claim, answer, action, rootId: orderId, userId, present });
};

const roundsMax = 3;

/** @returns 200 CANCELLED, 202 noted or under way, 404 ORD_001, 409 PAY_004. */
export const cancelOrder =
  (deps: CancelOrderDeps) =>
  async (command: CancelOrder): Promise<Answer> => {
    const { tenant, orderId } = command;
    let { claim } = command;
    for (let round = 0; round < roundsMax; round += 1) {
      const order = await deps.orders.byId({ tenant, orderId });
      if (order === undefined) return refusal('ORD_001');
      const parts = await orderParts(deps, order);
      const asked = { ...command, claim };
      const went = await roads[order.status](parts, asked, deps);
      if (went.kind === 'SAID') return asSaid(deps, asked, order, went.answer);
      if (went.kind === 'ANSWER') return went.answer;
      if (went.kind === 'AGAIN') claim = went.claim;
    }
    return refusal('PAY_004', null, 1);
  };
