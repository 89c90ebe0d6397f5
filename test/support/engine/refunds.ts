// What a client asks back, with intent, and how its refunds stand.

import type { Answer } from '#core/contracts/http/answer.ts';
import type { RefundId } from '#core/kernel/ids.ts';
import type { RequestRefund } from '#core/refunds/check-refund.ts';
import type { Refund } from '#core/refunds/refund.ts';
import { requestRefund } from '#core/refunds/request-refund.ts';
import type { policy } from '#test/support/selling-policy.ts';
import { asListed } from '#test/support/world/listed-codes.ts';
import { viewOf } from './books.ts';
import { cause, claimOf, tenant } from './engine.ts';
import { confirm, type Sale, sell, shop } from './sale.ts';
import type { World } from './world.ts';

export const refundRoute = '/api/v1/payments/{paymentId}/refunds';

type RefundOver = Partial<Omit<RequestRefund, 'refundId' | 'claim'>> & {
  readonly refundId?: string;
  readonly key?: string;
  readonly fingerprint?: string;
};

/** A key of its own for every ask, unless the test names one. */
export const askRefund = (
  at: Pick<World, 'deps'>,
  { paymentId }: Sale,
  { key, fingerprint, refundId, ...over }: RefundOver = {},
): Promise<Answer> =>
  asListed(
    'request-refund',
    requestRefund(at.deps)({
      tenant,
      cause,
      claim: claimOf(refundRoute, {
        ...(key === undefined ? {} : { key }),
        ...(fingerprint === undefined ? {} : { fingerprint }),
      }),
      paymentId,
      reason: 'one image unusable',
      remainingMs: () => 25_000,
      ...(refundId === undefined ? {} : { refundId: refundId as RefundId }),
      ...over,
    }),
  );

/** A sale that is paid and delivered: its money can be asked back. */
export const sold = async (
  amount = 10_000n,
  over: Parameters<typeof policy>[0] = {},
): Promise<{ readonly at: World; readonly sale: Sale }> => {
  const at = shop(over);
  const sale = await sell(at, { amount });
  await confirm(at, sale);
  return { at, sale };
};

/** Oldest first. */
export const refundsOf = async (at: World, sale: Sale): Promise<readonly Refund[]> =>
  (await viewOf(at, sale)).refunds.toSorted((a, b) => a.createdAt - b.createdAt);

/** `refundable`, `refunding`, `refunded` of the payment, in won. */
export const amountsOf = async (at: World, sale: Sale): Promise<readonly bigint[]> => {
  const { amounts } = (await viewOf(at, sale)).payment;
  return [amounts.refundable.minor, amounts.refunding.minor, amounts.refunded.minor];
};
