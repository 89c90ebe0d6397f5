// Order as the API shows it. Source: API specification, section 6.1.
import * as z from 'zod/mini';
import {
  cancelReasons,
  displayStatuses,
  fulfilmentModes,
  orderKinds,
  orderStatuses,
  paymentStatuses,
  serviceStates,
} from '#core/contracts/vocabulary.ts';
import {
  count,
  instantText,
  orderId,
  paymentId,
  serviceRequestId,
  slug,
  storedObject,
  unit,
  userId,
  wireMoney,
} from '#core/contracts/wire-fields.ts';

/** What the shop hands to the PG window; there while the order can be paid and PG money is due. */
export const checkoutObject = z.strictObject({
  provider: z.string(),
  /** The PG's public key; the secret one never leaves the engine. */
  clientKey: z.string(),
  /** The order id, and `{orderId}-{n}` from the second payment on. */
  pgOrderId: z.string(),
  amount: wireMoney,
  currency: unit,
  orderName: z.string(),
  expiresAt: instantText,
});

export const lineItemObject = z.strictObject({
  productId: z.optional(z.string()),
  productName: z.optional(z.string()),
  priceCode: z.optional(slug),
  quantity: count,
  unitPrice: z.optional(wireMoney),
  amount: wireMoney,
});

const serviceObject = z.strictObject({
  serviceRequestId,
  state: z.enum(serviceStates),
  deadlineAt: instantText,
});

/** Items of a list leave these out: other rows hold them. */
const joinedFields = {
  displayStatus: z.enum(displayStatuses),
  service: z.optional(serviceObject),
  /** Newest first; the first is current. */
  payments: z.array(z.strictObject({ paymentId, status: z.enum(paymentStatuses) })),
  checkout: z.optional(checkoutObject),
  hold: z.optional(
    z.strictObject({ holdId: z.string(), amount: wireMoney, expiresAt: instantText }),
  ),
  refundStatus: z.enum(['NONE', 'PARTIAL', 'FULL']),
  refundedAmount: wireMoney,
};

/** Masked: `홍*동`, `k***@example.com`, `010****5678`. */
const customerObject = z.strictObject({
  name: z.optional(z.string()),
  email: z.optional(z.string()),
  phone: z.optional(z.string()),
});

const ownFields = {
  orderId,
  merchantOrderId: z.optional(z.string()),
  userId,
  serviceId: slug,
  policyVersion: count,
  kind: z.enum(orderKinds),
  status: z.enum(orderStatuses),
  amount: wireMoney,
  pgAmount: wireMoney,
  creditAmount: wireMoney,
  taxFreeAmount: wireMoney,
  currency: unit,
  orderName: z.string(),
  lineItems: z.array(lineItemObject),
  metadata: z.optional(storedObject),
  customer: z.optional(customerObject),
  fulfilment: z.enum(fulfilmentModes),
  cancelReason: z.optional(z.enum(cancelReasons)),
  version: count,
  createdAt: instantText,
  expiresAt: z.optional(instantText),
  paidAt: z.optional(instantText),
  completedAt: z.optional(instantText),
  cancelledAt: z.optional(instantText),
};

export const orderObject = z.strictObject({ ...ownFields, ...joinedFields });

export type OrderObject = z.infer<typeof orderObject>;

/** An order in a list. */
export const orderItem = z.strictObject(ownFields);

export type OrderItem = z.infer<typeof orderItem>;

export type CheckoutObject = z.infer<typeof checkoutObject>;

export type LineItemObject = z.infer<typeof lineItemObject>;
