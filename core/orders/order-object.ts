// The order as clients see it: complete and current, effective on read.
import type { ServiceRequest } from '#core/fulfilment/service-request.ts';
import { type Instant, toIso } from '#core/kernel/instant.ts';
import type { JsonObject } from '#core/kernel/json.ts';
import { toWire } from '#core/kernel/money.ts';
import { readsAsLapsed } from '#core/payments/authorization.ts';
import { hasMovedOn, type Payment } from '#core/payments/payment.ts';
import { effectiveStatus } from '#core/payments/payment-object.ts';
import { isExpired, type Order, type Over, pgOrderIdOf } from './order.ts';

export interface OrderParts {
  readonly order: Order;
  /** Newest first; the first is current. */
  readonly payments: readonly Payment[];
  readonly service?: ServiceRequest | undefined;
}

/** Past its time with nothing under way, in doubt or reserved; a DIRECT one ends with what was reserved. */
export const overBy = (
  order: Order,
  current: Payment | undefined,
  now: Instant,
): Over | undefined => {
  if (order.status !== 'PENDING' || current === undefined) return undefined;
  const hasLapsed = readsAsLapsed(current, now);
  if (hasLapsed && order.kind === 'DIRECT' && current.authorization !== undefined) {
    return { reason: 'AUTH_EXPIRED', at: current.authorization.expiresAt };
  }
  const isFree = hasLapsed || (current.status === 'READY' && current.openAttempt === undefined);
  return isFree && isExpired(order, now) ? { reason: 'EXPIRED', at: order.expiresAt } : undefined;
};

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

const times = (order: Order, over: Over | undefined): JsonObject => ({
  createdAt: toIso(order.createdAt),
  expiresAt: toIso(order.expiresAt),
  ...('paidAt' in order && order.paidAt !== undefined ? { paidAt: toIso(order.paidAt) } : {}),
  ...(order.status === 'COMPLETED' ? { completedAt: toIso(order.completedAt) } : {}),
  ...(order.status === 'CANCELLED' ? { cancelledAt: toIso(order.cancelledAt) } : {}),
  ...(over === undefined ? {} : { cancelledAt: toIso(over.at) }),
});

const lineObject = (line: Order['lineItems'][number]): JsonObject => ({
  productId: line.productId,
  productName: line.productName,
  quantity: line.quantity,
  unitPrice: toWire(line.unitPrice),
  amount: toWire(line.amount),
});

export const shownStatus = (order: Order, over: Over | undefined): Order['status'] =>
  over === undefined ? order.status : 'CANCELLED';

/** An order as a list shows it: without what other rows hold. */
export const orderItem = (order: Order, over: Over | undefined): JsonObject => ({
  orderId: order.orderId,
  ...(order.merchantOrderId === undefined ? {} : { merchantOrderId: order.merchantOrderId }),
  userId: order.userId,
  serviceId: order.serviceId,
  policyVersion: order.terms.version,
  kind: order.kind,
  status: shownStatus(order, over),
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
  ...(over === undefined ? {} : { cancelReason: over.reason }),
  version: order.version,
  ...times(order, over),
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

/** What is reserved is paid in no other way; a merchant without the PG's public key opens no window. */
const isOpenToPay = (order: Order, current: Payment | undefined): boolean =>
  order.status === 'PENDING' &&
  order.clientKey !== '' &&
  current?.status !== 'AUTHORIZED' &&
  !(current !== undefined && hasMovedOn(current));

export const orderObject = ({ order, payments, service }: OrderParts, now: Instant): JsonObject => {
  const current = payments[0];
  const over = overBy(order, current, now);
  const isChecking = current !== undefined && effectiveStatus(current, now) === 'IN_DOUBT';
  const isPayable = over === undefined && isOpenToPay(order, current) && !isChecking;
  return {
    ...orderItem(order, over),
    displayStatus: isChecking ? 'PAYMENT_CHECKING' : shownStatus(order, over),
    payments: payments.map((payment) => ({
      paymentId: payment.paymentId,
      status: effectiveStatus(payment, now, over !== undefined),
    })),
    ...serviceObject(service),
    ...(isPayable ? { checkout: checkoutObject(order) } : {}),
    ...refundState(payments),
  };
};
