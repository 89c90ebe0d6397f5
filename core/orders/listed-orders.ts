// What a list shows of orders: the same rule as for one order, so past its time an order is over only
// with no attempt under way or in doubt.
import type { Instant } from '#core/kernel/instant.ts';
import type { Payment } from '#core/payments/payment.ts';
import { isExpired, type Order } from './order.ts';
import { overBy, shownStatus } from './order-object.ts';
import type { ListedOrder } from './ports.ts';

interface Showing {
  /** Orders that show none of these are left out. */
  readonly statuses: readonly string[] | undefined;
  readonly now: Instant;
  /** The current payments of these orders, read together and in any order. */
  readonly currentPayments: (orders: readonly Order[]) => Promise<readonly Payment[]>;
}

/** Over by its own time, or by that of what is reserved for it. */
const mayBeOver = (order: Order, now: Instant): boolean =>
  isExpired(order, now) || (order.kind === 'DIRECT' && order.status === 'PENDING');

/** @returns The orders that are shown, in their order. Payments are read only where they decide. */
export const listedOrders = async (
  orders: readonly Order[],
  { statuses, now, currentPayments }: Showing,
): Promise<ListedOrder[]> => {
  const isAsked = (status: string): boolean => statuses === undefined || statuses.includes(status);
  const mayShow = isAsked('PENDING') || isAsked('CANCELLED');
  const past = mayShow ? orders.filter((order) => mayBeOver(order, now)) : [];
  const payments = past.length === 0 ? [] : await currentPayments(past);
  const byId = new Map(payments.map((payment) => [payment.paymentId, payment]));

  return orders
    .map((order) => ({
      order,
      over: overBy(order, byId.get(order.current.paymentId), now),
    }))
    .filter(({ order, over }) => isAsked(shownStatus(order, over)));
};
