// The order of an authorization that names none: one line, no window, ended with what is reserved for it.
import type { Tenant } from '#core/contracts/tenant.ts';
import { type Instant, plus } from '#core/kernel/instant.ts';
import type { JsonObject } from '#core/kernel/json.ts';
import { type Money, zero } from '#core/kernel/money.ts';
import type { Ids } from '#core/kernel/ports.ts';
import { firstVersion } from '#core/kernel/versioned.ts';
import type { SellingPolicy } from '#core/pricing/selling-policy.ts';
import type { PendingOrder } from './order.ts';
import { termsOf } from './order-terms.ts';

export interface DirectSale {
  readonly tenant: Tenant;
  readonly policy: SellingPolicy;
  readonly clientKey: string;
  readonly amount: Money;
  /** Without it the buyer is `anon:{paymentId}`. */
  readonly userId?: string;
  readonly metadata?: JsonObject;
  readonly requestId: string;
  readonly at: Instant;
}

export const directOrder = (sale: DirectSale, ids: Ids): PendingOrder => {
  const { tenant, policy, clientKey, amount, metadata, requestId, at } = sale;
  const paymentId = ids.next('pay');
  return {
    ...firstVersion,
    tenant,
    orderId: ids.next('ord'),
    userId: sale.userId ?? `anon:${paymentId}`,
    serviceId: policy.serviceId,
    kind: 'DIRECT',
    status: 'PENDING',
    terms: { ...termsOf(policy), fulfilment: 'none' },
    amount,
    taxFree: zero(amount.currency),
    orderName: policy.serviceId,
    lineItems: [
      {
        productId: policy.serviceId,
        productName: policy.serviceId,
        quantity: 1,
        unitPrice: amount.minor,
        amount: amount.minor,
      },
    ],
    ...(metadata === undefined ? {} : { metadata }),
    clientKey,
    paymentIds: [paymentId],
    current: { paymentId, number: 1, attemptNo: 0, version: 1, seq: 0, createdAt: at },
    createdAt: at,
    expiresAt: plus(at, policy.expiresInSeconds * 1_000),
    requestId,
  };
};
