// GET /api/v1/payments/{paymentId}/timeline.
import type { Answer } from '#core/contracts/http/answer.ts';
import type { getPaymentTimelineContract } from '#core/contracts/http/get-payment-timeline.ts';
import { paymentTimeline, type TimelineDeps } from '#core/payments/payment-timeline.ts';
import type { RequestFor } from '#functions/_pipeline/exchange.ts';

export const getPaymentTimelineHandler =
  (deps: TimelineDeps) =>
  ({
    tenant,
    path,
  }: RequestFor<'get-payment-timeline', typeof getPaymentTimelineContract>): Promise<Answer> =>
    paymentTimeline(deps)({ tenant, paymentId: path.paymentId });
