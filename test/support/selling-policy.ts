// What a service may sell, as tests and worlds give it: paid by Toss, between 100 and 2,000,000 won, nothing to
// deliver. Each says what it needs otherwise.
import type { SellingPolicy } from '#core/pricing/selling-policy.ts';

export const policy = (over: Partial<SellingPolicy> = {}): SellingPolicy => ({
  serviceId: 'shop',
  version: 1,
  merchants: ['*'],
  provider: 'toss',
  currency: 'KRW',
  amountMin: 100n,
  amountMax: 2_000_000n,
  attemptsMax: 5,
  lineItemsMax: 20,
  expiresInSeconds: 1_800,
  canCancelWhilePaid: true,
  fulfilment: 'none',
  timeoutSeconds: 10,
  ...over,
});
