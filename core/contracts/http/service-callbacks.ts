// POST /api/v1/service-callbacks/completed and /failed: a service reports what became of the paid
// work. Source: API specification, section 6.8.
import * as z from 'zod/mini';
import { detailInput } from '#core/contracts/http/client-json.ts';
import {
  crossFieldCheck,
  type Fields,
  foreignText,
  freeText,
  idempotencyKeyField,
  moneyInput,
  orderIdInput,
  serviceRequestIdInput,
  slugInput,
  wholeNumber,
} from '#core/contracts/http/request-fields.ts';
import { nothing, type RequestOf } from '#core/contracts/http/route-contract.ts';
import type { Fault } from '#core/contracts/http/validate.ts';
import { callbackOutcomes } from '#core/contracts/vocabulary.ts';
import { instantText, orderId, serviceRequestId } from '#core/contracts/wire-fields.ts';

const target = {
  serviceRequestId: z.exactOptional(serviceRequestIdInput),
  orderId: z.exactOptional(orderIdInput),
};

/** Told to readers of documents; `namesOne` holds it. */
const oneTarget = { oneOf: [{ required: ['serviceRequestId'] }, { required: ['orderId'] }] };

/** Exactly one names the request. */
const namesOne = (body: Fields): readonly Fault[] => {
  const hasRequest = body.serviceRequestId !== undefined;
  const hasOrder = body.orderId !== undefined;
  if (hasRequest !== hasOrder) return [];
  return hasRequest
    ? [{ fault: 'unknown', path: ['orderId'] }]
    : [{ fault: 'required', path: ['serviceRequestId'] }];
};

const measuresOnce = (body: Fields): readonly Fault[] =>
  body.captureCreditAmount !== undefined && body.usage !== undefined
    ? [{ fault: 'unknown', path: ['usage'] }]
    : [];

const result = z.strictObject({
  orderId,
  serviceRequestId,
  outcome: z.enum(callbackOutcomes),
  recordedAt: instantText,
});

export type CallbackResult = z.infer<typeof result>;

export const completeServiceContract = {
  params: nothing,
  query: nothing,
  body: z
    .strictObject({
      ...target,
      serviceRef: z.exactOptional(foreignText(100)),
      /** These two need the policy's `fulfilment.actualUsage`. */
      captureCreditAmount: z.exactOptional(moneyInput()),
      usage: z.exactOptional(
        z
          .array(z.strictObject({ priceCode: slugInput, quantity: wholeNumber(1, 1_000_000_000) }))
          .check(z.minLength(1), z.maxLength(100)),
      ),
      detail: z.exactOptional(detailInput),
      ...idempotencyKeyField,
    })
    .check(crossFieldCheck(namesOne), crossFieldCheck(measuresOnce))
    .register(z.globalRegistry, oneTarget as never),
  result,
};

export type CompleteServiceRequest = RequestOf<typeof completeServiceContract>;

export const failServiceContract = {
  params: nothing,
  query: nothing,
  body: z
    .strictObject({
      ...target,
      reasonCode: slugInput,
      reasonMessage: z.exactOptional(freeText(500)),
      detail: z.exactOptional(detailInput),
      ...idempotencyKeyField,
    })
    .check(crossFieldCheck(namesOne))
    .register(z.globalRegistry, oneTarget as never),
  result,
};

export type FailServiceRequest = RequestOf<typeof failServiceContract>;
