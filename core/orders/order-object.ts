// The order as clients see it: complete and current, effective on read.
import type { ServiceRequest } from '#core/fulfilment/service-request.ts';
import { type Instant, toIso } from '#core/kernel/instant.ts';
import type { JsonObject } from '#core/kernel/json.ts';
import { toWire } from '#core/kernel/money.ts';
import type { Payment } from '#core/payments/payment.ts';
import { effectiveStatus } from '#core/payments/payment-object.ts';
import { isExpired, type Order, pgOrderIdOf } from './order.ts';

export interface OrderParts {
  readonly order: Order;
  /** Newest first; the first is current. */
  readonly payments: readonly Payment[];
  readonly service?: ServiceRequest | undefined;
}

/** Expired on read: past its time with no attempt under way or in doubt. */
export const readsAsExpired = (order: Order, current: Payment | undefined, now: Instant): boolean =>
  isExpired(order, now) && current?.status === 'READY' && current.openAttempt === undefined;

/** What the shop hands to the PG's window, while the order can be paid. */
export const checkoutObject = (order: Order): JsonObject => ({
  provider: order.terms.provider,
  clientKey: order.clientKey,
  pgOrderId: pgOrderIdOf(order.orderId, order.current.number),
  amount: toWire(order.amount.minor),
  currency: order.amount.currency,
  orderName: order.orderName,
  expiresAt: toIso(order.expiresAt),
});

const refundState = (payments: readonly Payment[]): JsonObject => {
  const refunded = payments.reduce((sum, { amounts }) => sum + amounts.refunded.minor, 0n);
  const captured = payments.reduce((sum, { amounts }) => sum + amounts.captured.minor, 0n);
  const status = refunded === 0n ? 'NONE' : refunded === captured ? 'FULL' : 'PARTIAL';
  return { refundStatus: status, refundedAmount: toWire(refunded) };
};

const times = (order: Order, isOver: boolean): JsonObject => ({
  createdAt: toIso(order.createdAt),
  expiresAt: toIso(order.expiresAt),
  ...('paidAt' in order && order.paidAt !== undefined ? { paidAt: toIso(order.paidAt) } : {}),
  ...(order.status === 'COMPLETED' ? { completedAt: toIso(order.completedAt) } : {}),
  ...(order.status === 'CANCELLED' ? { cancelledAt: toIso(order.cancelledAt) } : {}),
  ...(isOver ? { cancelledAt: toIso(order.expiresAt) } : {}),
});

const lineObject = (line: Order['lineItems'][number]): JsonObject => ({
  productId: line.productId,
  productName: line.productName,
  quantity: line.quantity,
  unitPrice: toWire(line.unitPrice),
  amount: toWire(line.amount),
});

export const shownStatus = (order: Order, isOver: boolean): Order['status'] =>
  isOver ? 'CANCELLED' : order.status;

/** An order as a list shows it: without what other rows hold. */
export const orderItem = (order: Order, isOver: boolean): JsonObject => ({
  orderId: order.orderId,
  ...(order.merchantOrderId === undefined ? {} : { merchantOrderId: order.merchantOrderId }),
  userId: order.userId,
  serviceId: order.serviceId,
  policyVersion: order.terms.version,
  kind: order.kind,
  status: shownStatus(order, isOver),
  amount: toWire(order.amount.minor),
  pgAmount: toWire(order.amount.minor),
  creditAmount: 0,
  taxFreeAmount: toWire(order.taxFree.minor),
  currency: order.amount.currency,
  orderName: order.orderName,
  lineItems: order.lineItems.map(lineObject),
  ...(order.metadata === undefined ? {} : { metadata: order.metadata }),
  ...(order.customer === undefined ? {} : { customer: { ...order.customer.shown } }),
  fulfilment: order.terms.fulfilment,
  ...(order.status === 'CANCELLED' ? { cancelReason: order.cancelReason } : {}),
  ...(isOver ? { cancelReason: 'EXPIRED' } : {}),
  version: order.version,
  ...times(order, isOver),
});

const serviceObject = (service: ServiceRequest | undefined): JsonObject =>
  service === undefined
    ? {}
    : {
        service: {
          serviceRequestId: service.serviceRequestId,
          state: service.state,
          deadlineAt: toIso(service.deadlineAt),
        },
      };

export const orderObject = ({ order, payments, service }: OrderParts, now: Instant): JsonObject => {
  const isOver = readsAsExpired(order, payments[0], now);
  const current = payments[0];
  const isChecking = current !== undefined && effectiveStatus(current, now) === 'IN_DOUBT';
  const isPayable = order.status === 'PENDING' && !isOver && !isChecking;
  return {
    ...orderItem(order, isOver),
    displayStatus: isChecking ? 'PAYMENT_CHECKING' : isOver ? 'CANCELLED' : order.status,
    payments: payments.map((payment) => ({
      paymentId: payment.paymentId,
      status: effectiveStatus(payment, now, isOver),
    })),
    ...serviceObject(service),
    ...(isPayable ? { checkout: checkoutObject(order) } : {}),
    ...refundState(payments),
  };
};
