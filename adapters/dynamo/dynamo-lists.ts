// Lists of orders and payments, newest first.
import type { Tenant } from '#core/contracts/tenant.ts';
import type { OrderId } from '#core/kernel/ids.ts';
import type { Instant } from '#core/kernel/instant.ts';
import type { Clock } from '#core/kernel/ports.ts';
import { listedOrders } from '#core/orders/listed-orders.ts';
import type { Order } from '#core/orders/order.ts';
import type { ListedOrder, OrderFilter, OrderLists } from '#core/orders/ports.ts';
import type { Payment } from '#core/payments/payment.ts';
import { effectiveStatus } from '#core/payments/payment-object.ts';
import type { PaymentFilter, PaymentLists } from '#core/payments/ports.ts';
import { orderItem, paymentItem } from './aggregate-items.ts';
import { dynamoOrders } from './dynamo-orders.ts';
import { paymentKey, timeId, uniqueKey } from './keys.ts';
import { listNewest } from './list-newest.ts';
import { readRow, readRows } from './read-rows.ts';
import type { Store } from './store.ts';

const orderMatches =
  ({ serviceId, userId, merchantOrderId }: OrderFilter) =>
  (order: Order): boolean =>
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

const currentPayments =
  (store: Store) =>
  async (orders: readonly Order[]): Promise<Payment[]> => {
    const keys = orders.map(({ tenant, current }) => paymentKey(tenant, current.paymentId));
    const rows = await readRows(store, 'payment.byIds', store.tables.engine, keys);
    return rows.map(paymentItem.decode);
  };

export const dynamoOrderLists = (store: Store, clock: Clock): OrderLists => ({
  list: async ({ tenant, filter, page }) => {
    const now = clock.now();
    const { statuses, userId, merchantOrderId } = filter;
    const matches = orderMatches(filter);
    const shown = (orders: readonly Order[]): Promise<ListedOrder[]> =>
      listedOrders(orders.filter(matches), {
        statuses,
        now,
        currentPayments: currentPayments(store),
      });
    if (merchantOrderId !== undefined) {
      return { items: await shown(await byMerchantOrder(store, tenant, merchantOrderId)) };
    }
    return listNewest(store, {
      tenant,
      item: 'ORDER',
      codec: orderItem,
      page,
      shown,
      timeIdOf: ({ order }) => timeId(order.createdAt, order.orderId),
      labels: { keys: 'order.list', rows: 'order.byIds' },
      now,
      ...(userId === undefined ? {} : { userId }),
    });
  },
});

const approvalOf = (payment: Payment) => ('approval' in payment ? payment.approval : undefined);

const paymentMatches =
  ({ orderId, userId, statuses, provider, pgTxId }: PaymentFilter, now: Instant) =>
  (payment: Payment): boolean =>
    (orderId === undefined || payment.orderId === orderId) &&
    (userId === undefined || payment.userId === userId) &&
    (statuses === undefined || statuses.includes(effectiveStatus(payment, now))) &&
    (provider === undefined || payment.provider === provider) &&
    (pgTxId === undefined || approvalOf(payment)?.pgTxId === pgTxId);

export const dynamoPaymentLists = (store: Store, clock: Clock): PaymentLists => ({
  list: ({ tenant, filter, page }) => {
    const now = clock.now();
    const matches = paymentMatches(filter, now);
    return listNewest(store, {
      tenant,
      item: 'PAYMENT',
      codec: paymentItem,
      page,
      shown: (payments) => Promise.resolve(payments.filter(matches)),
      timeIdOf: (payment: Payment) => timeId(payment.createdAt, payment.paymentId),
      labels: { keys: 'payment.list', rows: 'payment.byIds' },
      now,
      ...(filter.userId === undefined ? {} : { userId: filter.userId }),
    });
  },
});
