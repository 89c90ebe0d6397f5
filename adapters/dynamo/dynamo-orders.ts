// Orders and service requests, found by their id.
import type { ServiceRequests } from '#core/fulfilment/ports.ts';
import type { Orders } from '#core/orders/ports.ts';
import { orderItem, serviceItem } from './aggregate-items.ts';
import { orderKey, serviceKey } from './keys.ts';
import { readRow } from './read-rows.ts';
import type { Store } from './store.ts';

export const dynamoOrders = (store: Store): Orders => ({
  byId: async ({ tenant, orderId }) => {
    const item = await readRow(store, 'order.byId', store.tables.engine, orderKey(tenant, orderId));
    return item === undefined ? undefined : orderItem.decode(item);
  },
});

export const dynamoServiceRequests = (store: Store): ServiceRequests => ({
  byId: async ({ tenant, serviceRequestId }) => {
    const key = serviceKey(tenant, serviceRequestId);
    const item = await readRow(store, 'service.byId', store.tables.engine, key);
    return item === undefined ? undefined : serviceItem.decode(item);
  },
});
