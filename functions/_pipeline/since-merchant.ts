// Where the lists of one merchant end: at the merchant's beginning. A list without an end hands out cursors
// into an empty past for ever.
import type { MerchantId } from '#core/kernel/ids.ts';
import type { Instant } from '#core/kernel/instant.ts';
import type { MerchantReads } from '#core/merchants/ports.ts';

/** What an operator's list of one merchant needs. */
export interface KnownMerchants {
  readonly merchants: Pick<MerchantReads, 'byId'>;
}

/** @returns no floor where no merchant is named, undefined for one that nobody knows. */
export const sinceMerchant = async (
  { merchants }: KnownMerchants,
  merchantId: string | undefined,
): Promise<{ readonly floor?: Instant } | undefined> => {
  if (merchantId === undefined) return {};
  const merchant = await merchants.byId({ merchantId: merchantId as MerchantId });
  return merchant === undefined ? undefined : { floor: merchant.createdAt };
};
