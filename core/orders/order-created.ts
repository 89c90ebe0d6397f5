// The event of a new order, whoever makes it.
import { toIso } from '#core/kernel/instant.ts';
import type { JsonObject } from '#core/kernel/json.ts';
import { toWire } from '#core/kernel/money.ts';
import type { EventDraft } from '#core/outbox/assemble-commit.ts';
import type { PendingOrder } from './order.ts';

const createdEvent = (order: PendingOrder): JsonObject => ({
  orderId: order.orderId,
  kind: order.kind,
  serviceId: order.serviceId,
  amount: toWire(order.amount.minor),
  pgAmount: toWire(order.amount.minor),
  creditAmount: 0,
  currency: order.amount.currency,
  expiresAt: toIso(order.expiresAt),
  ...(order.metadata === undefined ? {} : { metadata: order.metadata }),
});

export const orderCreatedEvent = (order: PendingOrder): EventDraft => ({
  type: 'order.created',
  of: order.orderId,
  data: createdEvent(order),
});
