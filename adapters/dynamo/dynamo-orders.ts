// Orders, service requests and what else is found by one key.
import type { ServiceRequests } from '#core/fulfilment/ports.ts';
import type { Clock } from '#core/kernel/ports.ts';
import type { Order } from '#core/orders/order.ts';
import type { OrderFilter, Orders } from '#core/orders/ports.ts';
import { orderItem, serviceItem } from './aggregate-items.ts';
import { orderKey, serviceKey, timeId, uniqueKey } from './keys.ts';
import { listNewest } from './list-newest.ts';
import { readRow } from './read-rows.ts';
import type { Store } from './store.ts';

const matches =
  ({ statuses, serviceId, userId, merchantOrderId }: OrderFilter) =>
  (order: Order): boolean =>
    (statuses === undefined || statuses.includes(order.status)) &&
    (serviceId === undefined || order.serviceId === serviceId) &&
    (userId === undefined || order.userId === userId) &&
    (merchantOrderId === undefined || order.merchantOrderId === merchantOrderId);

export const dynamoOrders = (store: Store, clock: Clock): Orders => {
  const byId: Orders['byId'] = async ({ tenant, orderId }) => {
    const item = await readRow(store, 'order.byId', store.tables.engine, orderKey(tenant, orderId));
    return item === undefined ? undefined : orderItem.decode(item);
  };
  const byMerchantOrder = async (
    tenant: Parameters<Orders['list']>[0]['tenant'],
    merchantOrderId: string,
  ): Promise<Order[]> => {
    const key = uniqueKey(tenant, 'MORDER', merchantOrderId);
    const row = await readRow(store, 'unique.owner', store.tables.engine, key);
    const owner = row?.owner?.S;
    const order = owner === undefined ? undefined : await byId({ tenant, orderId: owner as never });
    return order === undefined ? [] : [order];
  };
  return {
    byId,
    list: async ({ tenant, filter, page }) => {
      if (filter.merchantOrderId !== undefined) {
        const found = await byMerchantOrder(tenant, filter.merchantOrderId);
        return { items: found.filter(matches(filter)) };
      }
      return listNewest(store, {
        tenant,
        item: 'ORDER',
        codec: orderItem,
        page,
        matches: matches(filter),
        timeIdOf: (order) => timeId(order.createdAt, order.orderId),
        labels: { keys: 'order.list', rows: 'order.byIds' },
        now: clock.now(),
        ...(filter.userId === undefined ? {} : { userId: filter.userId }),
      });
    },
  };
};

export const dynamoServiceRequests = (store: Store): ServiceRequests => ({
  byId: async ({ tenant, serviceRequestId }) => {
    const key = serviceKey(tenant, serviceRequestId);
    const item = await readRow(store, 'service.byId', store.tables.engine, key);
    return item === undefined ? undefined : serviceItem.decode(item);
  },
});
