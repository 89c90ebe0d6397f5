// Lists of orders and payments, newest first.
import type { Tenant } from '#core/contracts/tenant.ts';
import type { OrderId } from '#core/kernel/ids.ts';
import type { Clock } from '#core/kernel/ports.ts';
import type { Order } from '#core/orders/order.ts';
import type { OrderFilter, OrderLists } from '#core/orders/ports.ts';
import type { Payment } from '#core/payments/payment.ts';
import type { PaymentFilter, PaymentLists } from '#core/payments/ports.ts';
import { orderItem, paymentItem } from './aggregate-items.ts';
import { dynamoOrders } from './dynamo-orders.ts';
import { timeId, uniqueKey } from './keys.ts';
import { listNewest } from './list-newest.ts';
import { readRow } from './read-rows.ts';
import type { Store } from './store.ts';

const orderMatches =
  ({ statuses, serviceId, userId, merchantOrderId }: OrderFilter) =>
  (order: Order): boolean =>
    (statuses === undefined || statuses.includes(order.status)) &&
    (serviceId === undefined || order.serviceId === serviceId) &&
    (userId === undefined || order.userId === userId) &&
    (merchantOrderId === undefined || order.merchantOrderId === merchantOrderId);

/** The merchant's own number names one order for ever, so it is looked up and not searched. */
const byMerchantOrder = async (
  store: Store,
  tenant: Tenant,
  merchantOrderId: string,
): Promise<Order[]> => {
  const key = uniqueKey(tenant, 'MORDER', merchantOrderId);
  const row = await readRow(store, 'unique.owner', store.tables.engine, key);
  if (row?.owner?.S === undefined) return [];
  const order = await dynamoOrders(store).byId({ tenant, orderId: row.owner.S as OrderId });
  return order === undefined ? [] : [order];
};

export const dynamoOrderLists = (store: Store, clock: Clock): OrderLists => ({
  list: async ({ tenant, filter, page }) => {
    const matches = orderMatches(filter);
    if (filter.merchantOrderId !== undefined) {
      const found = await byMerchantOrder(store, tenant, filter.merchantOrderId);
      return { items: found.filter(matches) };
    }
    return listNewest(store, {
      tenant,
      item: 'ORDER',
      codec: orderItem,
      page,
      matches,
      timeIdOf: (order) => timeId(order.createdAt, order.orderId),
      labels: { keys: 'order.list', rows: 'order.byIds' },
      now: clock.now(),
      ...(filter.userId === undefined ? {} : { userId: filter.userId }),
    });
  },
});

const paymentMatches =
  ({ orderId, userId, statuses, provider }: PaymentFilter) =>
  (payment: Payment): boolean =>
    (orderId === undefined || payment.orderId === orderId) &&
    (userId === undefined || payment.userId === userId) &&
    (statuses === undefined || statuses.includes(payment.status)) &&
    (provider === undefined || payment.provider === provider);

export const dynamoPaymentLists = (store: Store, clock: Clock): PaymentLists => ({
  list: ({ tenant, filter, page }) =>
    listNewest(store, {
      tenant,
      item: 'PAYMENT',
      codec: paymentItem,
      page,
      matches: paymentMatches(filter),
      timeIdOf: (payment) => timeId(payment.createdAt, payment.paymentId),
      labels: { keys: 'payment.list', rows: 'payment.byIds' },
      now: clock.now(),
      ...(filter.userId === undefined ? {} : { userId: filter.userId }),
    }),
});
