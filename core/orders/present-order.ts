// Shows an order as it is now, for reads and for answers past their life.

import type { Tenant } from '#core/contracts/tenant.ts';
import type { ServiceRequests } from '#core/fulfilment/ports.ts';
import type { IdempotencyRecord } from '#core/idempotency/idempotency-record.ts';
import { present } from '#core/kernel/assert.ts';
import type { OrderId } from '#core/kernel/ids.ts';
import type { JsonObject } from '#core/kernel/json.ts';
import type { Clock } from '#core/kernel/ports.ts';
import type { Payments } from '#core/payments/ports.ts';
import type { Order } from './order.ts';
import { type OrderParts, orderObject } from './order-object.ts';
import type { Orders } from './ports.ts';

export interface OrderReads {
  readonly orders: Orders;
  readonly payments: Payments;
  readonly services: ServiceRequests;
  readonly clock: Clock;
}

/** Payments newest first, and the service request where the order has one; all read together. */
export const orderParts = async (
  { payments, services }: Pick<OrderReads, 'payments' | 'services'>,
  order: Order,
): Promise<OrderParts> => {
  const { tenant, serviceRequestId } = order;
  const newestFirst = order.paymentIds.toReversed();
  const [views, service] = await Promise.all([
    Promise.all(newestFirst.map((paymentId) => payments.byId({ tenant, paymentId }))),
    serviceRequestId === undefined ? undefined : services.byId({ tenant, serviceRequestId }),
  ]);
  const rows = views.map((view) => present(view, 'an order has the payments it names').payment);
  return { order, payments: rows, service };
};

/** @returns null when there is no such order of this tenant. */
export const orderNow = async (
  reads: OrderReads,
  tenant: Tenant,
  orderId: OrderId,
): Promise<JsonObject | null> => {
  const order = await reads.orders.byId({ tenant, orderId });
  if (order === undefined) return null;
  return orderObject(await orderParts(reads, order), reads.clock.now());
};

/** The order an idempotency record made, as it is now. */
export const presentOrder =
  (reads: OrderReads, tenant: Tenant) =>
  (record: IdempotencyRecord): Promise<JsonObject | null> =>
    record.resourceId === undefined
      ? Promise.resolve(null)
      : orderNow(reads, tenant, record.resourceId as OrderId);
