// TX-DECLINED, TX-NOTSENT and TX-DOUBT: the three ends of an approval call that took no money for sure,
// never left us, or is not known.
import { type Instant, toIso } from '#core/kernel/instant.ts';
import type { JsonObject } from '#core/kernel/json.ts';
import { toWire } from '#core/kernel/money.ts';
import type { Ids } from '#core/kernel/ports.ts';
import { firstVersion } from '#core/kernel/versioned.ts';
import { doubtOpened } from '#core/ledger/movements.ts';
import {
  type CancelReason,
  cancelOrderState,
  type Order,
  type PendingOrder,
  withCurrent,
  withNextPayment,
} from '#core/orders/order.ts';
import { checkoutObject } from '#core/orders/order-object.ts';
import type { Cause, Draft, EventDraft } from '#core/outbox/assemble-commit.ts';
import type { Change } from '#core/outbox/commit.ts';
import { attemptId, type Evidence, move, openDoubt } from './attempt.ts';
import {
  type Case,
  doubtClosing,
  doubtResolved,
  fromDoubt,
  movementHead,
  type Told,
} from './case.ts';
import {
  closeAttempt,
  type Doubt,
  doubt,
  type EndedPayment,
  end,
  type Failure,
  type InDoubtPayment,
  noAmounts,
  type ReadyPayment,
} from './payment.ts';
import { watchCommand } from './watch-command.ts';

export interface Ending {
  readonly case: Case;
  readonly evidence: Evidence;
  readonly cause: Cause;
  readonly at: Instant;
}

type BareDraft = Omit<Draft, 'idempotency'>;

export interface Declined {
  readonly draft: BareDraft;
  readonly payment: EndedPayment;
  readonly order: Order;
  readonly next: ReadyPayment | undefined;
}

/** What the end of a payment needs of its case; there may have been no call. */
type EndingPayment = Pick<Ending, 'at' | 'cause'> & { readonly case: Told };

const base = ({ case: { order }, at, cause }: Ending, name: Draft['name']) => ({
  name,
  tenant: order.tenant,
  userId: order.userId,
  rootId: order.orderId,
  at,
  cause,
});

const nextPayment = (
  { case: { order, payment }, at, cause }: EndingPayment,
  ids: Ids,
): ReadyPayment => ({
  ...firstVersion,
  tenant: order.tenant,
  paymentId: ids.next('pay'),
  orderId: order.orderId,
  userId: order.userId,
  provider: payment.provider,
  number: order.current.number + 1,
  amount: order.amount,
  taxFree: order.taxFree,
  amounts: noAmounts(order.amount.currency),
  createdAt: at,
  requestId: cause.requestId,
  status: 'READY',
});

/** Why the order ends with this payment; undefined while it can be paid again. */
const orderEnd = (order: PendingOrder): CancelReason | undefined => {
  if (order.cancelRequestedAt !== undefined) return 'CUSTOMER';
  return order.paymentIds.length >= order.terms.attemptsMax ? 'ATTEMPTS_USED' : undefined;
};

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

/** The order after its payment ended: payable again with the next one, or cancelled with it. */
export const onward = (
  ending: EndingPayment,
  ids: Ids,
): { readonly order: Order; readonly next: ReadyPayment | undefined } => {
  const pending = ending.case.order as PendingOrder;
  const reason = orderEnd(pending);
  if (reason !== undefined) {
    return { order: cancelOrderState(pending, reason, ending.at), next: undefined };
  }
  const next = nextPayment(ending, ids);
  const order = withNextPayment(pending, {
    paymentId: next.paymentId,
    number: next.number,
    attemptNo: 0,
    version: next.version,
    seq: next.seq,
    createdAt: ending.at,
  });
  return { order, next };
};

export const cancelledEvents = (order: Order, payment: EndedPayment): EventDraft[] =>
  order.status === 'CANCELLED'
    ? [
        {
          type: 'order.cancelled',
          of: order.orderId,
          data: {
            orderId: order.orderId,
            paymentId: payment.paymentId,
            reason: order.cancelReason,
          },
        },
      ]
    : [];

const declinedChanges = (
  { case: kase, evidence }: Ending,
  { payment, order, next }: Omit<Declined, 'draft'>,
): Change[] => [
  {
    change: 'attempt.advance',
    before: kase.attempt,
    after: move(kase.attempt, 'DECLINED', [evidence]),
  },
  { change: 'payment.advance', before: kase.payment, after: payment },
  { change: 'order.advance', before: kase.order, after: order },
  ...(next === undefined ? [] : [{ change: 'payment.create' as const, payment: next }]),
];

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
  const { case: kase, evidence, at } = ending;
  const { order, next } = onward(ending, ids);
  const payment = end(kase.payment, status, at, failure);
  const by = evidence.source === 'REPLY' ? 'REPLY' : 'READ';
  return {
    payment,
    order,
    next,
    draft: {
      ...base(ending, 'TX-DECLINED'),
      changes: declinedChanges(ending, { payment, order, next }),
      groups: doubtClosing(kase, at),
      events: [
        ...doubtResolved(kase, status, by, at),
        endedEvent(ending, payment, failure, next),
        ...cancelledEvents(order, payment),
      ],
      audit: {
        action: 'payment.confirm',
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
  const { case: kase, evidence } = ending;
  const { attempt } = kase;
  const payment = closeAttempt(kase.payment);
  const order = withCurrent(kase.order as PendingOrder, {
    ...kase.order.current,
    attemptNo: attempt.attemptNo,
    version: payment.version,
    notSent: { fence: attempt.fence, requestHash: attempt.requestHash },
  });
  return {
    payment,
    draft: {
      ...base(ending, 'TX-NOTSENT'),
      changes: [
        {
          change: 'attempt.advance',
          before: attempt,
          after: move(attempt, 'NOT_SENT', [evidence]),
        },
        { change: 'payment.advance', before: kase.payment, after: payment },
        { change: 'order.advance', before: kase.order, after: order },
      ],
      audit: { action: 'payment.confirm', object: payment.paymentId, code: 'PAY_009' },
    },
  };
};

/**
 * Nobody knows: the payment is in doubt, never failed.
 *
 * @param doubtAt - Now, or the deadline when the watchdog finds the attempt unanswered.
 */
export const recordDoubt = (
  ending: Ending,
  doubtAt: Instant,
): { readonly draft: BareDraft; readonly payment: InDoubtPayment; readonly case: Case } => {
  const { case: kase, evidence, at } = ending;
  const attempt = openDoubt(kase.attempt, doubtAt, [evidence]);
  const { nextReadAt: nextCheckAt } = attempt;
  const { op } = attempt;
  const payment = doubt(kase.payment, op as Doubt['operation'], doubtAt, nextCheckAt);
  return {
    payment,
    case: { ...kase, attempt, payment },
    draft: {
      ...base(ending, 'TX-DOUBT'),
      changes: [
        { change: 'attempt.advance', before: kase.attempt, after: attempt },
        { change: 'payment.advance', before: kase.payment, after: payment },
      ],
      // Only an approval may have taken money that our books do not show.
      groups:
        op === 'CONFIRM'
          ? [
              doubtOpened(movementHead(kase, at), {
                attemptId: attemptId(attempt),
                amount: attempt.amount,
              }),
            ]
          : [],
      events: [
        {
          type: 'payment.in_doubt',
          of: payment.paymentId,
          data: {
            paymentId: payment.paymentId,
            orderId: payment.orderId,
            operation: op,
            amount: toWire(payment.amount.minor),
            currency: payment.amount.currency,
            pg: payment.provider,
            since: toIso(doubtAt),
            nextCheckAt: toIso(nextCheckAt),
          },
        },
      ],
      commands: [watchCommand(attempt, 1, nextCheckAt)],
      audit: {
        action: op === 'CONFIRM' ? 'payment.confirm' : 'payment.void',
        object: payment.paymentId,
        statusBefore: kase.payment.status,
        statusAfter: 'IN_DOUBT',
      },
    },
  };
};
