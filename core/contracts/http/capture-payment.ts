// POST /payments/capture/{paymentId}. Source: API specification, section 6.4.
import * as z from 'zod/mini';
import { moneyInput } from '#core/contracts/http/request-fields.ts';
import { nothing, type RequestOf } from '#core/contracts/http/route-contract.ts';
import { twoStepFields, twoStepResult } from '#core/contracts/http/two-step-result.ts';
import { paymentId } from '#core/contracts/wire-fields.ts';

export const capturePaymentContract = {
  params: z.strictObject({ paymentId }),
  query: nothing,
  body: z.strictObject({
    ...twoStepFields,
    /** If sent, the whole of what is reserved. */
    amount: z.exactOptional(moneyInput(1n)),
  }),
  result: twoStepResult,
};

export type CapturePaymentRequest = RequestOf<typeof capturePaymentContract>;
