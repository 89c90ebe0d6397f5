// POST /api/v1/payments/{paymentId}/refunds. The destination CREDIT is refused as unknown
// until credits are built. Source: API specification, section 6.5.
import * as z from 'zod/mini';
import { refundObject } from '#core/contracts/http/payment-object.ts';
import {
  crossFieldCheck,
  type Fields,
  freeText,
  idempotencyKeyField,
  moneyInput,
  refundAccountInput,
  refundIdInput,
} from '#core/contracts/http/request-fields.ts';
import { nothing, type RequestOf } from '#core/contracts/http/route-contract.ts';
import type { Fault } from '#core/contracts/http/validate.ts';
import { paymentId } from '#core/contracts/wire-fields.ts';

/** Where the client names both, no part of the amount exceeds it. */
const partFits = ({ amount, taxFreeAmount }: Fields): readonly Fault[] =>
  typeof amount === 'bigint' && typeof taxFreeAmount === 'bigint' && taxFreeAmount > amount
    ? [{ fault: 'too_big', path: ['taxFreeAmount'], params: { maximum: String(amount) } }]
    : [];

export const requestRefundBody = z
  .strictObject({
    /** Left out: everything refundable. */
    amount: z.exactOptional(moneyInput(1n)),
    /** The caller's own id; without it the engine makes one. */
    refundId: z.exactOptional(refundIdInput),
    /** Guards against a stale view. */
    expectedRefundable: z.exactOptional(moneyInput()),
    reason: freeText(128),
    /** Left out: in proportion to what is left. */
    taxFreeAmount: z.exactOptional(moneyInput()),
    /** Of a deposit into a virtual account; other money goes back the way it came. */
    refundAccount: z.exactOptional(refundAccountInput),
    destination: z.exactOptional(z.enum(['ORIGINAL'])),
    ...idempotencyKeyField,
  })
  .check(crossFieldCheck(partFits));

export const requestRefundContract = {
  params: z.strictObject({ paymentId }),
  query: nothing,
  body: requestRefundBody,
  result: refundObject,
  answersAgain: true,
};

export type RequestRefundRequest = RequestOf<typeof requestRefundContract>;
