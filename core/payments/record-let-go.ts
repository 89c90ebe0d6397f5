// TX-VOID-OK, TX-LAPSE and TX-OP-FAIL: what was reserved is let go, by a void or by its time; or a capture or
// void was not done, and it still is.
import { toWire } from '#core/kernel/money.ts';
import type { Ids } from '#core/kernel/ports.ts';
import { authorizationClosed } from '#core/ledger/movements.ts';
import { type CancelReason, isCancelNoted, type Order } from '#core/orders/order.ts';
import type { EventDraft } from '#core/outbox/assemble-commit.ts';
import { backToAuthorized, lookAt } from './authorization.ts';
import { type Case, movementHead } from './case.ts';
import { actionOf, attemptEnded, type BareDraft, base, type Ending, resolved } from './ending.ts';
import { cancelledEvents, onward, onwardChanges } from './next-payment.ts';
import {
  type AuthorizedPayment,
  type EndedPayment,
  end,
  type Failure,
  type Payment,
} from './payment.ts';
import { cancelledEvent } from './payment-cancelled.ts';
import { voidCommand } from './watch-command.ts';

/** `EXTERNAL`: voided at the PG without us. */
export type LetGo = 'VOIDED' | 'EXTERNAL' | 'LAPSED';

/** Why an order ends with what was reserved for it; undefined while it can be paid again. */
const orderReason = (order: Order, how: LetGo): CancelReason | undefined => {
  if (isCancelNoted(order)) return 'CUSTOMER';
  if (order.kind !== 'DIRECT') return undefined;
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
    reason: 'AUTH_EXPIRED',
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

/** What was reserved is reserved no more: E8, and its order is payable again or ends with it. */
const letGo = (ended: LettingGo, how: LetGo, ids: Ids): LetGoRecord => {
  const { case: kase, at } = ended;
  const status = how === 'LAPSED' ? 'EXPIRED' : 'CANCELLED';
  const payment = end(kase.payment, status, at);
  const follows = onward(ended, orderReason(kase.order, how), ids);
  return {
    payment,
    order: follows.order,
    draft: {
      ...base(ended, how === 'LAPSED' ? 'TX-LAPSE' : 'TX-VOID-OK'),
      changes: [
        { change: 'payment.advance', before: kase.payment, after: payment },
        ...onwardChanges(ended, follows),
      ],
      groups: [authorizationClosed(movementHead(kase, at), payment)],
      events: [endEvent(payment, how), ...cancelledEvents(follows.order, payment)],
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

/** The time of an authorization is over: nobody is asked, the PG has let go by itself. */
export const recordLapse = (ended: LettingGo, ids: Ids): LetGoRecord => letGo(ended, 'LAPSED', ids);

/** The PG tells that nothing is reserved any more, in answer to a call of ours. */
export const recordLetGo = (ending: Ending, how: LetGo, ids: Ids): LetGoRecord => {
  const { draft, ...rest } = letGo(ending, how, ids);
  const state = how === 'VOIDED' ? 'SUCCEEDED' : 'DECLINED';
  return {
    ...rest,
    draft: {
      ...draft,
      changes: [attemptEnded(ending, state), ...draft.changes],
      events: [...resolved(ending, rest.payment.status), ...(draft.events ?? [])],
    },
  };
};

/** A capture or void is not done: what was reserved still is, and a noted cancel is done now. */
export const recordNotDone = (
  ending: Ending,
  failure: Failure,
): { readonly draft: BareDraft; readonly payment: AuthorizedPayment } => {
  const { case: kase, at } = ending;
  const { order, attempt } = kase;
  const isNoted = isCancelNoted(order);
  const { authorization } = kase.payment as Payment & Pick<AuthorizedPayment, 'authorization'>;
  const payment = backToAuthorized(kase.payment, lookAt(authorization, at, isNoted));
  return {
    payment,
    draft: {
      ...base(ending, 'TX-OP-FAIL'),
      changes: [
        attemptEnded(ending, 'DECLINED'),
        { change: 'payment.advance', before: kase.payment, after: payment },
        { change: 'order.isAsRead', order },
      ],
      events: resolved(ending, 'AUTHORIZED'),
      commands: isNoted && attempt.op === 'CAPTURE' ? [voidCommand(payment)] : [],
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
