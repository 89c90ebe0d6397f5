// The order: a request to use something paid. Its moves are pure and every one is in `orderMoves`.
import type { Tenant } from '#core/contracts/tenant.ts';
import { assert, present } from '#core/kernel/assert.ts';
import type { OrderId, PaymentId, ServiceRequestId } from '#core/kernel/ids.ts';
import type { Instant } from '#core/kernel/instant.ts';
import type { JsonObject } from '#core/kernel/json.ts';
import type { Money } from '#core/kernel/money.ts';
import { next, type Versioned } from '#core/kernel/versioned.ts';
import type { SealedCustomer } from '#core/privacy/customer.ts';

export type OrderStatus = 'PENDING' | 'PAID' | 'COMPLETED' | 'CANCELLED';

/** Legal moves. A pair that is not here is refused. */
export const orderMoves: Readonly<Record<OrderStatus, readonly OrderStatus[]>> = {
  PENDING: ['PAID', 'CANCELLED'],
  PAID: ['COMPLETED', 'CANCELLED'],
  COMPLETED: [],
  CANCELLED: [],
};

export type CancelReason =
  | 'EXPIRED'
  | 'CUSTOMER'
  | 'ATTEMPTS_USED'
  | 'SERVICE_FAILED'
  | 'SERVICE_TIMEOUT'
  | 'AUTH_EXPIRED'
  | 'PG_CANCELLED'
  | 'DEPOSIT_REVERSED'
  | 'OPERATOR';

export interface LineItem {
  readonly productId: string;
  readonly productName: string;
  readonly quantity: number;
  /** Minor units of the order's currency. */
  readonly unitPrice: bigint;
  readonly amount: bigint;
}

/** The terms of the policy the order began with; a later version does not touch a running order. */
export interface PolicyTerms {
  readonly version: number;
  readonly provider: string;
  readonly fulfilment: 'callback' | 'none';
  readonly timeoutSeconds: number;
  readonly attemptsMax: number;
  readonly canCancelWhilePaid: boolean;
  /** Days after the approval in which a refund may be asked for; without it there is no end. */
  readonly refundWindowDays?: number;
  /** How many parts may be refunded; without it there is no bound. */
  readonly refundPartialsMax?: number;
}

/** The last attempt, proven not sent. */
export interface NotSent {
  /** Absent: a confirm. */
  readonly op?: 'AUTHORIZE';
  readonly fence: number;
  readonly requestHash: string;
}

/**
 * What a claim must know of the READY payment, so that it needs no second read: the row's version,
 * the number of the last attempt and, when the last attempt was proven not sent, how to reopen it.
 */
export interface CurrentPayment {
  readonly paymentId: PaymentId;
  /** 1 for the first payment of the order; from 2 on it is the suffix of the PG's order number. */
  readonly number: number;
  readonly attemptNo: number;
  readonly version: number;
  readonly seq: number;
  readonly createdAt: Instant;
  readonly notSent?: NotSent;
}

export interface OrderFacts extends Versioned {
  readonly tenant: Tenant;
  readonly orderId: OrderId;
  readonly merchantOrderId?: string;
  readonly userId: string;
  readonly serviceId: string;
  /** DIRECT: made by an authorization that named no order, and cancelled with it. */
  readonly kind: 'PURCHASE' | 'DIRECT';
  readonly terms: PolicyTerms;
  readonly amount: Money;
  readonly taxFree: Money;
  readonly orderName: string;
  readonly lineItems: readonly LineItem[];
  readonly metadata?: JsonObject;
  readonly customer?: SealedCustomer;
  readonly clientKey: string;
  /** Oldest first; the last is current. */
  readonly paymentIds: readonly PaymentId[];
  readonly current: CurrentPayment;
  /** Set when the order is paid and its service was asked. */
  readonly serviceRequestId?: ServiceRequestId;
  readonly createdAt: Instant;
  readonly expiresAt: Instant;
  readonly requestId: string;
}

interface CancelNoted {
  /** A client's cancel that waits until the truth is known or the service is closed. */
  readonly cancelRequestedAt?: Instant;
}

export type PendingOrder = OrderFacts & CancelNoted & { readonly status: 'PENDING' };
export type PaidOrder = OrderFacts &
  CancelNoted & { readonly status: 'PAID'; readonly paidAt: Instant };
export type CompletedOrder = OrderFacts &
  CancelNoted & {
    readonly status: 'COMPLETED';
    readonly paidAt: Instant;
    readonly completedAt: Instant;
  };
export type CancelledOrder = OrderFacts &
  CancelNoted & {
    readonly status: 'CANCELLED';
    readonly cancelReason: CancelReason;
    readonly cancelledAt: Instant;
    readonly paidAt?: Instant;
  };

export type Order = PendingOrder | PaidOrder | CompletedOrder | CancelledOrder;

const mayMove = (from: OrderStatus, to: OrderStatus): void =>
  assert(orderMoves[from].includes(to), `an order does not go from ${from} to ${to}`);

/** The money is taken. @throws AssertionFailed unless the order is PENDING. */
export const payOrder = (
  order: Order,
  at: Instant,
  serviceRequestId?: ServiceRequestId,
): PaidOrder => {
  mayMove(order.status, 'PAID');
  return next(order as PendingOrder, {
    status: 'PAID' as const,
    paidAt: at,
    ...(serviceRequestId === undefined ? {} : { serviceRequestId }),
  });
};

/** The deal is final. A fulfilment of `none` passes PAID and COMPLETED in one write. */
export const completeOrder = (order: Order, at: Instant): CompletedOrder => {
  mayMove(order.status, 'COMPLETED');
  return next(order as PaidOrder, { status: 'COMPLETED' as const, completedAt: at });
};

export const cancelOrderState = (
  order: Order,
  reason: CancelReason,
  at: Instant,
): CancelledOrder => {
  mayMove(order.status, 'CANCELLED');
  return next(order as PendingOrder, {
    status: 'CANCELLED' as const,
    cancelReason: reason,
    cancelledAt: at,
  });
};

/** Notes a cancel that cannot be done yet. Asking twice keeps the first time. */
export const noteCancel = <O extends PendingOrder | PaidOrder>(order: O, at: Instant): O =>
  ({ ...order, cancelRequestedAt: order.cancelRequestedAt ?? at, version: order.version + 1 }) as O;

/** A client's cancel waits for the truth of a payment, or for its void. */
export const isCancelNoted = (order: Order): boolean => order.cancelRequestedAt !== undefined;

/** Puts the next READY payment in the place of one that ended. */
export const withNextPayment = (order: PendingOrder, current: CurrentPayment): PendingOrder =>
  next(order, { current, paymentIds: [...order.paymentIds, current.paymentId] });

/** Renews what the order knows of its READY payment after an attempt was proven not sent. */
export const withCurrent = (order: PendingOrder, current: CurrentPayment): PendingOrder =>
  next(order, { current });

/** A virtual account was issued: the order lives as long as its buyer may pay in. */
export const untilDeposit = (order: PendingOrder, dueAt: Instant): PendingOrder =>
  next(order, { expiresAt: dueAt });

/** Why and since when an order is over by time alone, whether or not anybody has written it. */
export interface Over {
  readonly reason: Extract<CancelReason, 'EXPIRED' | 'AUTH_EXPIRED'>;
  readonly at: Instant;
}

/** True from `expiresAt` on, whether or not the sweeper has written it yet. */
export const isExpired = (order: Order, now: Instant): boolean =>
  order.status === 'PENDING' && now >= order.expiresAt;

/** The order number at the PG: the order's id, with the payment's number from the second on. */
export const pgOrderIdOf = (orderId: OrderId, paymentNumber: number): string =>
  paymentNumber === 1 ? orderId : `${orderId}-${paymentNumber}`;

/** Reads an order number of the PG. @returns The order's id and the payment's number. */
export const parsePgOrderId = (
  text: string,
): { readonly orderId: string; readonly number: number | undefined } => {
  const parts = /^(ord_[0-9A-HJKMNP-TV-Z]{26})-([2-9]|[1-9][0-9])$/u.exec(text);
  return parts === null
    ? { orderId: text, number: undefined }
    : { orderId: present(parts[1], 'an order number names its order'), number: Number(parts[2]) };
};
