// Payments as operators search, inspect and refund them. Source: API specification, section 6.12.
import * as z from 'zod/mini';
import { timelineEntry } from '#core/contracts/http/get-payment-timeline.ts';
import { deskPaymentItem, deskPaymentObject } from '#core/contracts/http/operator-object.ts';
import { pageOf, pageQuery, repeatable } from '#core/contracts/http/page.ts';
import { refundObject } from '#core/contracts/http/payment-object.ts';
import {
  crossFieldCheck,
  type Fields,
  foreignText,
  id64,
  id100,
  orderIdInput,
} from '#core/contracts/http/request-fields.ts';
import { requestRefundBody } from '#core/contracts/http/request-refund.ts';
import { environmentQuery, nothing, type RequestOf } from '#core/contracts/http/route-contract.ts';
import type { Fault } from '#core/contracts/http/validate.ts';
import { paymentStatuses } from '#core/contracts/vocabulary.ts';
import { merchantId, paymentId } from '#core/contracts/wire-fields.ts';

/** Ids that name one payment are looked up under every merchant, and so are doubts: they are few. */
const namesTenant = (asked: Fields): readonly Fault[] => {
  const { merchantId: merchant, orderId, paymentKey, status } = asked;
  const isDoubts = Array.isArray(status) && status.every((one) => one === 'IN_DOUBT');
  const isFound =
    merchant !== undefined || orderId !== undefined || paymentKey !== undefined || isDoubts;
  return isFound ? [] : [{ fault: 'required', path: ['merchantId'] }];
};

export const searchPaymentsContract = {
  params: nothing,
  query: z
    .strictObject({
      ...pageQuery,
      ...environmentQuery,
      merchantId: z.exactOptional(merchantId),
      pgTxId: z.exactOptional(foreignText(200)),
      paymentKey: z.exactOptional(foreignText(200)),
      merchantOrderId: z.exactOptional(id64),
      orderId: z.exactOptional(orderIdInput),
      userId: z.exactOptional(id100),
      /** IN_DOUBT alone asks for calls in doubt, a refund's beside a payment of another status among them. */
      status: z.exactOptional(repeatable(paymentStatuses)),
    })
    .check(crossFieldCheck(namesTenant)),
  body: undefined,
  result: pageOf(deskPaymentItem),
};
export type SearchPaymentsRequest = RequestOf<typeof searchPaymentsContract>;

const one = { params: z.strictObject({ paymentId }) };

export const inspectPaymentContract = {
  ...one,
  query: z.strictObject({
    ...environmentQuery,
    /** `true` reads the PG first when the payment is not final, at most once per 2 s. */
    refresh: z.exactOptional(z.enum(['true', 'false'])),
  }),
  body: undefined,
  result: deskPaymentObject,
};
export type InspectPaymentRequest = RequestOf<typeof inspectPaymentContract>;

export const tracePaymentContract = {
  ...one,
  query: z.strictObject(environmentQuery),
  body: undefined,
  result: z.strictObject({ items: z.array(timelineEntry) }),
};
export type TracePaymentRequest = RequestOf<typeof tracePaymentContract>;

export const refundAsOperatorContract = {
  ...one,
  query: z.strictObject(environmentQuery),
  body: requestRefundBody,
  result: refundObject,
  answersAgain: true,
};
export type RefundAsOperatorRequest = RequestOf<typeof refundAsOperatorContract>;
