// TX-CLOSE-ORDER: an unpaid order ends, by its client or by its time, together with its READY payment.
// The transaction itself checks that no PG call is under way.
import type { IdempotencyClaim } from '#core/idempotency/idempotency-record.ts';
import type { Instant } from '#core/kernel/instant.ts';
import { toWire } from '#core/kernel/money.ts';
import type { Cause, Draft } from '#core/outbox/assemble-commit.ts';
import { type EndedPayment, end, type Payment } from '#core/payments/payment.ts';
import { type CancelledOrder, cancelOrderState, type Order } from './order.ts';

export interface ClosedOrder {
  readonly draft: Omit<Draft, 'idempotency'>;
  readonly order: CancelledOrder;
  readonly payment: EndedPayment;
}

export interface Closing {
  readonly order: Order;
  readonly payment: Payment;
  readonly reason: 'EXPIRED' | 'CUSTOMER';
  readonly cause: Cause;
  readonly at: Instant;
  readonly claim?: IdempotencyClaim;
}

export const closeOrder = ({
  order: before,
  payment: ready,
  reason,
  cause,
  at,
}: Closing): ClosedOrder => {
  const order = cancelOrderState(before, reason, at);
  const status = reason === 'EXPIRED' ? 'EXPIRED' : 'CANCELLED';
  const payment = end(ready, status, at);
  return {
    order,
    payment,
    draft: {
      name: 'TX-CLOSE-ORDER',
      tenant: order.tenant,
      userId: order.userId,
      rootId: order.orderId,
      at,
      cause,
      changes: [
        { change: 'order.advance', before, after: order },
        { change: 'payment.advance', before: ready, after: payment },
      ],
      events: [
        {
          type: 'order.cancelled',
          of: order.orderId,
          data: { orderId: order.orderId, paymentId: payment.paymentId, reason },
        },
        {
          type: status === 'EXPIRED' ? 'payment.expired' : 'payment.cancelled',
          of: payment.paymentId,
          data: {
            paymentId: payment.paymentId,
            orderId: order.orderId,
            amount: toWire(payment.amount.minor),
            currency: payment.amount.currency,
            origin: reason === 'EXPIRED' ? 'ENGINE' : 'REQUEST',
            reason,
          },
        },
      ],
      audit: {
        action: 'order.cancel',
        object: order.orderId,
        statusBefore: before.status,
        statusAfter: 'CANCELLED',
      },
    },
  };
};
