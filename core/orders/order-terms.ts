// The terms of its policy that an order begins with, whoever makes it.
import type { SellingPolicy } from '#core/pricing/selling-policy.ts';
import type { PolicyTerms } from './order.ts';

/** The terms of refunds, as far as the policy names them. */
const refundTerms = ({ refundWindowDays, refundPartialsMax }: SellingPolicy) => ({
  ...(refundWindowDays === undefined ? {} : { refundWindowDays }),
  ...(refundPartialsMax === undefined ? {} : { refundPartialsMax }),
});

export const termsOf = (policy: SellingPolicy): PolicyTerms => ({
  version: policy.version,
  provider: policy.provider,
  fulfilment: policy.fulfilment,
  timeoutSeconds: policy.timeoutSeconds,
  attemptsMax: policy.attemptsMax,
  canCancelWhilePaid: policy.canCancelWhilePaid,
  ...refundTerms(policy),
});
