// 202 PAY_005: the result of an operation of the payment is not known yet.
import { type Answer, refusal } from '#core/contracts/http/answer.ts';
import { type Instant, toIso } from '#core/kernel/instant.ts';
import type { Attempt } from './attempt.ts';
import type { Payment } from './payment.ts';

/** The same key, or the status URL, tells when it is known. */
export const inDoubtAnswer = (
  { paymentId, orderId }: Pick<Payment, 'paymentId' | 'orderId'>,
  { op: operation }: Pick<Attempt, 'op'>,
  since: Instant,
  nextCheckAt: Instant,
): Answer =>
  refusal(
    'PAY_005',
    {
      paymentId,
      orderId,
      status: 'IN_DOUBT',
      inDoubt: { operation, since: toIso(since), nextCheckAt: toIso(nextCheckAt) },
      statusUrl: `/api/v1/payments/${paymentId}`,
    },
    2,
  );
