// Where the lists of one merchant end: at the merchant's beginning. A list without an end hands out cursors
// into an empty past for ever.
import { type Answer, refusal } from '#core/contracts/http/answer.ts';
import type { MerchantId } from '#core/kernel/ids.ts';
import type { Instant } from '#core/kernel/instant.ts';
import { err, ok, type Result } from '#core/kernel/result.ts';
import type { MerchantReads } from './ports.ts';

/** What an operator's list of one merchant needs. */
export interface KnownMerchants {
  readonly merchants: Pick<MerchantReads, 'byId'>;
}

/** @returns no floor where no merchant is named; 404 SYS_005 for one that nobody knows. */
export const sinceMerchant = async (
  { merchants }: KnownMerchants,
  merchantId: string | undefined,
): Promise<Result<{ readonly floor?: Instant }, Answer>> => {
  if (merchantId === undefined) return ok({});
  const merchant = await merchants.byId({ merchantId: merchantId as MerchantId });
  return merchant === undefined ? err(refusal('SYS_005')) : ok({ floor: merchant.createdAt });
};
