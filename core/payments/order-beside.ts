// The order of a payment, read after it. What brings a payment its money moves both in one transaction, so an order
// that was read a moment later may already be paid by the money that its payment still waits for.
import type { Order } from '#core/orders/order.ts';
import type { Orders } from '#core/orders/ports.ts';
import { hasMovedOn, type Payment } from './payment.ts';
import type { Payments, PaymentView } from './ports.ts';

interface Deps {
  readonly orders: Orders;
  readonly payments: Payments;
}

/**
 * Both are as they can be together while the order is open, or once the payment has moved on. So it is nearly always, and
 * then the second read of the payment, which would say the same, is saved.
 */
const mayBeLater = (payment: Payment, { status }: Order): boolean =>
  status !== 'PENDING' && !hasMovedOn(payment);

/** @returns undefined when there is none, `MOVED` when it may be of a later time than the payment. */
export const orderBeside =
  ({ orders, payments }: Deps) =>
  async ({ payment }: PaymentView): Promise<Order | 'MOVED' | undefined> => {
    const { tenant, orderId } = payment;
    const order = await orders.byId({ tenant, orderId });
    if (order === undefined || !mayBeLater(payment, order)) return order;
    const now = await payments.byId(payment);
    return now?.payment.version === payment.version ? order : 'MOVED';
  };
