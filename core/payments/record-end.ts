// TX-VOID-OK and TX-LAPSE: what waited for a deposit ends without one. The order goes on with its next
// payment, or ends with this one where its client asked for it; an order that was delivered already, and
// whose deposit the bank took back, needs a person.

import type { Instant } from '#core/kernel/instant.ts';
import { toWire } from '#core/kernel/money.ts';
import type { Ids } from '#core/kernel/ports.ts';
import type { Order } from '#core/orders/order.ts';
import type { Cause, Draft, EventDraft } from '#core/outbox/assemble-commit.ts';
import type { Change } from '#core/outbox/commit.ts';
import { type Evidence, move } from './attempt.ts';
import { doubtResolved, fromDoubt, type Told } from './case.ts';
import { lastLook } from './deposit-schedule.ts';
import { type EndedPayment, end, type ReadyPayment } from './payment.ts';
import { cancelledEvents, onward } from './record-decline.ts';

export interface EndingWait {
  /** Without an attempt: nobody asked the PG for it. */
  readonly case: Told;
  readonly evidence: Evidence;
  readonly cause: Cause;
  readonly at: Instant;
}

/** Voided by us, cancelled at the PG by others, or past its date. */
export type WaitEnd = 'VOIDED' | 'WITHDRAWN' | 'LAPSED';

const ends = {
  VOIDED: { status: 'CANCELLED', origin: 'REQUEST', reason: 'CUSTOMER', name: 'TX-VOID-OK' },
  WITHDRAWN: {
    status: 'CANCELLED',
    origin: 'EXTERNAL',
    reason: 'PG_CANCELLED',
    name: 'TX-VOID-OK',
  },
  LAPSED: { status: 'EXPIRED', origin: 'ENGINE', reason: 'EXPIRED', name: 'TX-LAPSE' },
} as const;

export interface EndedWait {
  readonly draft: Omit<Draft, 'idempotency'>;
  readonly payment: EndedPayment;
  readonly order: Order;
  readonly next: ReadyPayment | undefined;
}

const endEvent = (payment: EndedPayment, how: WaitEnd, kase: Told): EventDraft => ({
  type: payment.status === 'EXPIRED' ? 'payment.expired' : 'payment.cancelled',
  of: payment.paymentId,
  data: {
    paymentId: payment.paymentId,
    orderId: payment.orderId,
    amount: toWire(payment.amount.minor),
    currency: payment.amount.currency,
    origin: ends[how].origin,
    reason: ends[how].reason,
    ...fromDoubt(kase),
  },
});

/** An order that is not PENDING keeps its state: it was delivered before the bank took the money back. */
const orderAfter = (ending: EndingWait, ids: Ids): Pick<EndedWait, 'order' | 'next'> =>
  ending.case.order.status === 'PENDING'
    ? onward(ending, ids)
    : { order: ending.case.order, next: undefined };

const changesOf = (
  { case: { attempt, ...kase }, evidence }: EndingWait,
  { payment, order, next }: Omit<EndedWait, 'draft'>,
): Change[] => [
  ...(attempt === undefined
    ? []
    : [
        {
          change: 'attempt.advance' as const,
          before: attempt,
          after: move(attempt, 'SUCCEEDED', [evidence]),
        },
      ]),
  { change: 'payment.advance', before: kase.payment, after: payment },
  ...(order === kase.order
    ? []
    : [{ change: 'order.advance' as const, before: kase.order, after: order }]),
  ...(next === undefined ? [] : [{ change: 'payment.create' as const, payment: next }]),
];

const endedOf = ({ case: { payment }, at }: EndingWait, how: WaitEnd): EndedPayment => {
  const ended = end(payment, ends[how].status, at);
  const { virtualAccount } = payment;
  // Only a void closes the account at the bank.
  return how === 'LAPSED' && virtualAccount !== undefined
    ? { ...ended, lookAt: lastLook(virtualAccount, at) }
    : ended;
};

export const recordEndOfWait = (ending: EndingWait, how: WaitEnd, ids: Ids): EndedWait => {
  const { case: kase, evidence, cause, at } = ending;
  const { name } = ends[how];
  const payment = endedOf(ending, how);
  const { order, next } = orderAfter(ending, ids);
  return {
    payment,
    order,
    next,
    draft: {
      name,
      tenant: order.tenant,
      userId: order.userId,
      rootId: order.orderId,
      at,
      cause,
      changes: changesOf(ending, { payment, order, next }),
      events: [
        ...doubtResolved(kase, payment.status, evidence.source === 'REPLY' ? 'REPLY' : 'READ', at),
        endEvent(payment, how, kase),
        ...(kase.order.status === 'PENDING' ? cancelledEvents(order, payment) : []),
      ],
      commands: [],
      audit: {
        action: 'payment.void',
        object: payment.paymentId,
        statusBefore: kase.payment.status,
        statusAfter: payment.status,
      },
    },
  };
};
