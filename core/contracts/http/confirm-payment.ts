// POST /api/v1/payments/confirm. Source: API specification, section 6.3.
import * as z from 'zod/mini';
import { paymentObject } from '#core/contracts/http/payment-object.ts';
import {
  foreignText,
  idempotencyKeyField,
  moneyInput,
  unitInput,
} from '#core/contracts/http/request-fields.ts';
import { nothing, type RequestOf } from '#core/contracts/http/route-contract.ts';

/** An order id, or the `pgOrderId` of its checkout as the PG's redirect brings it. */
const orderOrPgOrderId = z
  .string()
  .check(z.regex(/^ord_[0-7][0-9A-HJKMNP-TV-Z]{25}(?:-[1-9][0-9]?)?$/u));

export const confirmPaymentContract = {
  params: nothing,
  query: nothing,
  body: z.strictObject({
    orderId: orderOrPgOrderId,
    /** Required when PG money is due, else refused; the order decides. */
    paymentKey: z.exactOptional(foreignText(200)),
    /** Must equal the order's `pgAmount`. */
    amount: moneyInput(),
    currency: z.exactOptional(unitInput),
    ...idempotencyKeyField,
  }),
  result: paymentObject,
};

export type ConfirmPaymentRequest = RequestOf<typeof confirmPaymentContract>;
