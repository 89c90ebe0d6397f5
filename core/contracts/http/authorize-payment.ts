// POST /payments/authorize. Source: API specification, section 6.4.
import * as z from 'zod/mini';
import { metadataInput } from '#core/contracts/http/client-json.ts';
import {
  foreignText,
  moneyInput,
  slugInput,
  unitInput,
  userIdInput,
} from '#core/contracts/http/request-fields.ts';
import { nothing, type RequestOf } from '#core/contracts/http/route-contract.ts';
import { twoStepFields, twoStepResult } from '#core/contracts/http/two-step-result.ts';
import { orderId } from '#core/contracts/wire-fields.ts';

export const authorizePaymentContract = {
  params: nothing,
  query: nothing,
  body: z.strictObject({
    ...twoStepFields,
    amount: moneyInput(1n),
    /** Left out: the order's, and KRW for an order of its own. */
    currency: z.exactOptional(unitInput),
    /** Without it the engine makes an order of kind DIRECT. */
    orderId: z.exactOptional(orderId),
    userId: z.exactOptional(userIdInput),
    serviceId: z.exactOptional(slugInput),
    /** Required for live; without it the test PG takes a card that approves. */
    paymentKey: z.exactOptional(foreignText(200)),
    metadata: z.exactOptional(metadataInput),
  }),
  result: twoStepResult,
};

export type AuthorizePaymentRequest = RequestOf<typeof authorizePaymentContract>;
