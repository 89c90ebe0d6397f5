// TX-VOID-OK, TX-LAPSE and TX-OP-FAIL: what was reserved is let go, by a void or by its time; or a capture or
// void was not done, and it still is.
import { present } from '#core/kernel/assert.ts';
import type { Instant } from '#core/kernel/instant.ts';
import { toWire } from '#core/kernel/money.ts';
import type { Ids } from '#core/kernel/ports.ts';
import { authorizationClosed } from '#core/ledger/movements.ts';
import {
  type CancelReason,
  isCancelNoted,
  type Order,
  type PendingOrder,
} from '#core/orders/order.ts';
import type { EventDraft } from '#core/outbox/assemble-commit.ts';
import { backToAuthorized, lookAt } from './authorization.ts';
import { type Case, movementHead } from './case.ts';
import { keepWaiting } from './deposit-moves.ts';
import { lastLook, soonLook } from './deposit-schedule.ts';
import { actionOf, attemptEnded, type BareDraft, base, type Ending, resolved } from './ending.ts';
import { alreadyCaptured } from './judge-state.ts';
import {
  cancelledEvents,
  declinedReason,
  type Onward,
  onward,
  onwardChanges,
} from './next-payment.ts';
import {
  type EndedPayment,
  end,
  type Failure,
  type Payment,
  type ReservedPayment,
} from './payment.ts';
import { cancelledEvent } from './payment-cancelled.ts';
import { voidCommand } from './watch-command.ts';

/** `EXTERNAL`: voided at the PG without us. */
export type LetGo = 'VOIDED' | 'EXTERNAL' | 'LAPSED';

/** Why an order ends with what was reserved for it; undefined while it can be paid again. */
const orderReason = (order: Order, how: LetGo): CancelReason | undefined => {
  if (order.kind !== 'DIRECT' || isCancelNoted(order)) return declinedReason(order as PendingOrder);
  if (how === 'LAPSED') return 'AUTH_EXPIRED';
  return how === 'EXTERNAL' ? 'PG_CANCELLED' : 'CUSTOMER';
};

const expiredEvent = (payment: EndedPayment): EventDraft => ({
  type: 'payment.expired',
  of: payment.paymentId,
  data: {
    paymentId: payment.paymentId,
    orderId: payment.orderId,
    amount: toWire(payment.amount.minor),
    currency: payment.amount.currency,
    origin: 'ENGINE',
    reason: payment.virtualAccount === undefined ? 'AUTH_EXPIRED' : 'EXPIRED',
  },
});

const endEvent = (payment: EndedPayment, how: LetGo): EventDraft => {
  if (how === 'LAPSED') return expiredEvent(payment);
  return how === 'EXTERNAL'
    ? cancelledEvent(payment, 'EXTERNAL', 'PG_CANCELLED')
    : cancelledEvent(payment, 'REQUEST', 'CUSTOMER');
};

/** What ends without a call of ours has no attempt: a lapse that nobody asked for. */
export type LettingGo = Omit<Ending, 'case' | 'evidence'> & {
  readonly case: Pick<Case, 'order' | 'payment'>;
};

interface LetGoRecord {
  readonly draft: BareDraft;
  readonly payment: EndedPayment;
  readonly order: Order;
}

/** Only a void closes an account at the bank: one that lapsed is looked at once more. */
const endedOf = (
  { case: { payment }, at }: LettingGo,
  status: 'EXPIRED' | 'CANCELLED',
): EndedPayment => {
  const ended = end(payment, status, at);
  const { virtualAccount } = payment;
  return status === 'EXPIRED' && virtualAccount !== undefined
    ? { ...ended, dueAt: lastLook(virtualAccount, at) }
    : ended;
};

/** An order that was delivered before the bank took its money back stays as it is. */
const onwardOf = (ended: LettingGo, how: LetGo, ids: Ids): Onward => {
  const { order } = ended.case;
  return order.status === 'PENDING'
    ? onward(ended, orderReason(order, how), ids)
    : { order, next: undefined };
};

/** What was reserved is reserved no more: E8, and its order is payable again or ends with it. */
const letGo = (ended: LettingGo, how: LetGo, ids: Ids): LetGoRecord => {
  const { case: kase, at } = ended;
  const status = how === 'LAPSED' ? 'EXPIRED' : 'CANCELLED';
  const payment = endedOf(ended, status);
  const follows = onwardOf(ended, how, ids);
  return {
    payment,
    order: follows.order,
    draft: {
      ...base(ended, how === 'LAPSED' ? 'TX-LAPSE' : 'TX-VOID-OK'),
      changes: [
        { change: 'payment.advance', before: kase.payment, after: payment },
        ...(follows.order === kase.order ? [] : onwardChanges(ended, follows)),
      ],
      groups:
        payment.authorization === undefined
          ? []
          : [authorizationClosed(movementHead(kase, at), payment)],
      events: [
        endEvent(payment, how),
        ...(follows.order === kase.order ? [] : cancelledEvents(follows.order, payment)),
      ],
      commands: [],
      audit: {
        action: how === 'LAPSED' ? 'payment.lapse' : 'payment.void',
        object: payment.paymentId,
        statusBefore: kase.payment.status,
        statusAfter: status,
      },
    },
  };
};

/** The time of what was reserved or waited for is over, by the PG's word. */
export const recordLapse = (ended: LettingGo, ids: Ids): LetGoRecord => letGo(ended, 'LAPSED', ids);

/** What waited for a deposit was cancelled at the PG without us. */
export const recordWithdrawn = (ended: LettingGo, ids: Ids): LetGoRecord =>
  letGo(ended, 'EXTERNAL', ids);

/**
 * The PG tells that nothing is reserved any more, in answer to a call of ours.
 *
 * @param state - A void of the engine's own at the end of its time is done, and the payment has lapsed.
 */
export const recordLetGo = (
  ending: Ending,
  how: LetGo,
  ids: Ids,
  state: 'SUCCEEDED' | 'DECLINED' = 'DECLINED',
): LetGoRecord => {
  const { draft, ...rest } = letGo(ending, how, ids);
  return {
    ...rest,
    draft: {
      ...draft,
      changes: [attemptEnded(ending, state), ...draft.changes],
      events: [
        ...resolved(ending, rest.payment.status),
        ...present(draft.events, 'an end is told'),
      ],
    },
  };
};

const backToReserved = (payment: Payment, at: Instant, isSoon: boolean): ReservedPayment =>
  payment.authorization === undefined
    ? keepWaiting(payment, soonLook(at))
    : backToAuthorized(payment, lookAt(payment.authorization, at, isSoon));

/** A capture or void is not done: what was reserved still is, and a noted cancel is done now. */
export const recordNotDone = (
  ending: Ending,
  failure: Failure,
): { readonly draft: BareDraft; readonly payment: ReservedPayment } => {
  const { case: kase, at } = ending;
  const { order, attempt } = kase;
  const isNoted = isCancelNoted(order);
  const isOvertaken = failure.pgCode === alreadyCaptured;
  const payment = backToReserved(kase.payment, at, isNoted || isOvertaken);
  // Money that overtook its void is found by the look that this asks for, or by the sweep's.
  const isLookedAt =
    (isNoted && attempt.op === 'CAPTURE') ||
    payment.status === 'WAITING_FOR_DEPOSIT' ||
    isOvertaken;
  return {
    payment,
    draft: {
      ...base(ending, 'TX-OP-FAIL'),
      changes: [
        attemptEnded(ending, 'DECLINED'),
        { change: 'payment.advance', before: kase.payment, after: payment },
        { change: 'order.isAsRead', order },
      ],
      events: resolved(ending, payment.status),
      commands: isLookedAt ? [voidCommand(payment)] : [],
      audit: {
        action: actionOf(ending),
        object: payment.paymentId,
        statusBefore: kase.payment.status,
        statusAfter: payment.status,
        code: failure.pgCode,
      },
    },
  };
};
