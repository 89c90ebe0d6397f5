// Cancels an order for its client: at once where nothing is under way, after the void of what is reserved, noted while the truth of a
// payment is not known, and as the service's outcome while the service works.

import { type Answer, accepted, done, refusal } from '#core/contracts/http/answer.ts';
import type { Tenant } from '#core/contracts/tenant.ts';
import type { ServiceRequest } from '#core/fulfilment/service-request.ts';
import { withdrawRequest } from '#core/fulfilment/withdraw-request.ts';
import type { IdempotencyClaim } from '#core/idempotency/idempotency-record.ts';
import { present } from '#core/kernel/assert.ts';
import type { OrderId } from '#core/kernel/ids.ts';
import type { Cause } from '#core/outbox/assemble-commit.ts';
import { type CommitDeps, commitAnswer, type Ended, refuse } from '#core/outbox/commit-answer.ts';
import { hasMovedOn, isReserved, readsAsInDoubt } from '#core/payments/payment.ts';
import type { Voided, VoidFirst } from '#core/payments/ports.ts';
import { closeOrder } from './close-order.ts';
import {
  isCancelNoted,
  noteCancel,
  type Order,
  type PaidOrder,
  type PendingOrder,
} from './order.ts';
import { type OrderParts, orderObject, overBy } from './order-object.ts';
import { type OrderReads, orderParts, presentOrder } from './present-order.ts';

export interface CancelOrder {
  readonly tenant: Tenant;
  readonly cause: Cause;
  readonly claim: IdempotencyClaim;
  readonly orderId: OrderId;
  readonly reason: string;
  /** Milliseconds the caller has left to live. */
  readonly remainingMs: () => number;
}

export interface CancelOrderDeps extends CommitDeps, OrderReads {
  /** Lets go what is reserved for the order, at the PG. */
  readonly voidFirst: (asked: VoidFirst) => Promise<Voided>;
}

const action = 'order.cancel';

/** An answer that is told and not yet stored under its key: nothing of the order had to be written. */
interface Said {
  readonly kind: 'SAID';
  readonly answer: Answer;
  /** The claim it is stored under, where the road has used the former one. */
  readonly claim?: IdempotencyClaim;
}

/** A row has moved, by us or by others: the order is looked at anew, under this claim. */
interface LookAgain {
  readonly kind: 'LOOK_AGAIN';
  readonly claim: IdempotencyClaim;
}

type Road = (
  parts: OrderParts,
  command: CancelOrder,
  deps: CancelOrderDeps,
) => Promise<Ended | Said | LookAgain> | Said | LookAgain;

const say = (answer: Answer): Said => ({ kind: 'SAID', answer });

const again = ({ claim }: CancelOrder): LookAgain => ({ kind: 'LOOK_AGAIN', claim });

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
  (running: ServiceRequest): Road =>
  (parts, command, deps) => {
    const at = deps.clock.now();
    const { order, service, draft } = withdrawRequest(parts.order as PaidOrder, running, at);
    return commitAnswer(deps)({
      claim: command.claim,
      answer: accepted(orderObject({ ...parts, order, service }, at)),
      draft: { ...base(parts, command, deps), ...draft },
      resource: { type: 'order', id: order.orderId },
      present: presentOrder(deps, command.tenant),
    });
  };

/** Reserved: let go at the PG first; the next look finds the order cancelled. */
const letGoFirst: Road = async (parts, command, deps) => {
  const payment = present(parts.payments[0], 'an order has a payment');
  const { tenant, claim, cause, reason, remainingMs } = command;
  const order = parts.order as PendingOrder;
  const voided = await deps.voidFirst({
    tenant,
    order,
    paymentId: payment.paymentId,
    claim,
    resource: { type: 'order', id: order.orderId },
    present: presentOrder(deps, tenant),
    cause,
    reason,
    notesCancel: true,
    remainingMs,
  });
  if (voided.kind === 'REFUSED') return { ...say(refusal('PAY_004')), claim: voided.claim };
  if (voided.kind !== 'OVERTAKEN') return voided;
  const { orderId } = order;
  const noted = present(await deps.orders.byId({ tenant, orderId }), 'an order stays');
  const shown = orderObject(await orderParts(deps, noted), deps.clock.now());
  return { ...say(accepted(shown)), claim: voided.claim };
};

const pending: Road = (parts, command, deps) => {
  const [payment] = parts.payments;
  const now = deps.clock.now();
  if (payment !== undefined && hasMovedOn(payment)) return again(command);
  if (overBy(parts.order, payment, now) !== undefined) return say(done(orderObject(parts, now)));
  if (payment?.status === 'IN_DOUBT') return note(parts, command, deps);
  if (payment?.openAttempt === undefined) {
    const road = payment !== undefined && isReserved(payment) ? letGoFirst : closeNow;
    return road(parts, command, deps);
  }
  // Sent and not yet written as in doubt: the watchdog writes it within a second or two.
  const wait = readsAsInDoubt(payment, now) ? 2 : 1;
  return say(refusal('PAY_004', null, wait));
};

/**
 * The service has its outcome. A cancel writes it together with its note on the order, which may have been read
 * before that: only beside an order that has not moved since is the outcome another's.
 */
const outcomeKnown: Road = async ({ order }, command, deps) => {
  const now = present(await deps.orders.byId(order), 'an order stays');
  return now.version === order.version ? say(refusal('PAY_004')) : again(command);
};

const paid: Road = (parts, command, deps) => {
  const { order, service } = parts;
  if (isCancelNoted(order)) return say(accepted(orderObject(parts, deps.clock.now())));
  if (!order.terms.canCancelWhilePaid) return say(refusal('PAY_004'));
  const road = service?.state === 'OPEN' ? closeServiceFor(service) : outcomeKnown;
  return road(parts, command, deps);
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
      if (went.kind === 'ANSWER') return went.answer;
      if (went.kind === 'SAID') {
        return asSaid(deps, { ...asked, claim: went.claim ?? claim }, order, went.answer);
      }
      if (went.kind === 'LOOK_AGAIN') claim = went.claim;
    }
    return refusal('PAY_004', null, 1);
  };
