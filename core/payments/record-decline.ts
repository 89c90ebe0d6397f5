// TX-DECLINED and TX-NOTSENT: the ends of an approval call that took no money for sure, or never left us.
import type { JsonObject } from '#core/kernel/json.ts';
import { toWire } from '#core/kernel/money.ts';
import type { Ids } from '#core/kernel/ports.ts';
import { type Order, type PendingOrder, withCurrent } from '#core/orders/order.ts';
import { checkoutObject } from '#core/orders/order-object.ts';
import type { EventDraft } from '#core/outbox/assemble-commit.ts';
import { doubtClosing, fromDoubt } from './case.ts';
import { actionOf, attemptEnded, type BareDraft, base, type Ending, resolved } from './ending.ts';
import { cancelledEvents, declinedReason, onward, onwardChanges } from './next-payment.ts';
import {
  closeAttempt,
  type EndedPayment,
  end,
  type Failure,
  type ReadyPayment,
} from './payment.ts';

export interface Declined {
  readonly draft: BareDraft;
  readonly payment: EndedPayment;
  readonly order: Order;
  readonly next: ReadyPayment | undefined;
}

const endedEvent = (
  ending: Ending,
  payment: EndedPayment,
  failure: Failure,
  next: ReadyPayment | undefined,
): EventDraft => {
  const data: JsonObject = {
    paymentId: payment.paymentId,
    orderId: payment.orderId,
    amount: toWire(payment.amount.minor),
    currency: payment.amount.currency,
    ...fromDoubt(ending.case),
  };
  return payment.status === 'EXPIRED'
    ? {
        type: 'payment.expired',
        of: payment.paymentId,
        data: { ...data, origin: 'ENGINE', reason: 'SESSION_EXPIRED' },
      }
    : {
        type: 'payment.failed',
        of: payment.paymentId,
        data: {
          ...data,
          failure: { ...failure },
          ...(next === undefined ? {} : { nextPaymentId: next.paymentId }),
        },
      };
};

/**
 * The PG refused for good, or its session is gone: the payment ends, and while tries are left the
 * next one is put READY in the same transaction.
 */
export const recordDecline = (
  ending: Ending,
  failure: Failure,
  status: 'FAILED' | 'EXPIRED',
  ids: Ids,
): Declined => {
  const { case: kase, at } = ending;
  const { order, next } = onward(ending, declinedReason(kase.order as PendingOrder), ids);
  const payment = end(kase.payment, status, at, failure);
  return {
    payment,
    order,
    next,
    draft: {
      ...base(ending, 'TX-DECLINED'),
      changes: [
        attemptEnded(ending, 'DECLINED'),
        { change: 'payment.advance', before: kase.payment, after: payment },
        ...onwardChanges(ending, { order, next }),
      ],
      groups: doubtClosing(kase, at),
      events: [
        ...resolved(ending, status),
        endedEvent(ending, payment, failure, next),
        ...cancelledEvents(order, payment),
      ],
      audit: {
        action: actionOf(ending),
        object: payment.paymentId,
        statusBefore: kase.payment.status,
        statusAfter: status,
        code: failure.pgCode,
      },
    },
  };
};

/** What a client needs to try again: the next payment's id and its checkout. */
export const nextTry = ({ order, next }: Declined): JsonObject =>
  next === undefined ? {} : { nextPaymentId: next.paymentId, checkout: checkoutObject(order) };

/** No byte left us: the attempt closes, the payment can be tried again under the same PG key. */
export const recordNotSent = (
  ending: Ending,
): { readonly draft: BareDraft; readonly payment: ReadyPayment } => {
  const { case: kase } = ending;
  const { attempt } = kase;
  const payment = closeAttempt(kase.payment);
  const order = withCurrent(kase.order as PendingOrder, {
    ...kase.order.current,
    attemptNo: attempt.attemptNo,
    version: payment.version,
    notSent: {
      ...(attempt.op === 'AUTHORIZE' ? { op: attempt.op } : {}),
      fence: attempt.fence,
      requestHash: attempt.requestHash,
    },
  });
  return {
    payment,
    draft: {
      ...base(ending, 'TX-NOTSENT'),
      changes: [
        attemptEnded(ending, 'NOT_SENT'),
        { change: 'payment.advance', before: kase.payment, after: payment },
        { change: 'order.advance', before: kase.order, after: order },
      ],
      audit: { action: actionOf(ending), object: payment.paymentId, code: 'PAY_009' },
    },
  };
};
