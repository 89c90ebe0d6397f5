// Merchants and their keys as operators look them up.
import { type Answer, done, refusal } from '#core/contracts/http/answer.ts';
import type { MerchantId } from '#core/kernel/ids.ts';
import type { Clock } from '#core/kernel/ports.ts';
import { type PageAsk, type PageOf, pageAnswer } from '#core/orders/page.ts';
import { keyObject, merchantObject, type WebhookRoads } from './merchant-object.ts';
import type { MerchantLists, MerchantReads } from './ports.ts';

/** @returns 200 with a page, 400 VAL_005 for a cursor that is not of this list. */
export const listMerchants =
  ({
    lists,
    ...deps
  }: PageOf & WebhookRoads & { readonly lists: MerchantLists; readonly clock: Clock }) =>
  (ask: PageAsk): Promise<Answer> =>
    pageAnswer(deps, ask, async (page) => {
      const found = await lists.list({ page });
      return { ...found, items: found.items.map((one) => merchantObject(one, deps)) };
    });

/** @returns 200 with the merchant, 404 SYS_005. */
export const getMerchant =
  (deps: WebhookRoads & { readonly merchants: MerchantReads }) =>
  async (key: { readonly merchantId: MerchantId }): Promise<Answer> => {
    const merchant = await deps.merchants.byId(key);
    return merchant === undefined ? refusal('SYS_005') : done(merchantObject(merchant, deps));
  };

/** Usable ones of both environments first, then the last that are over. @returns 200, or 404 SYS_005. */
export const listApiKeys =
  ({ merchants }: { readonly merchants: MerchantReads }) =>
  async (key: { readonly merchantId: MerchantId }): Promise<Answer> => {
    const merchant = await merchants.byId(key);
    if (merchant === undefined) return refusal('SYS_005');
    const { live, test } = merchant.keyIds;
    const past = (merchant.pastKeyIds ?? []).toReversed();
    const keys = await merchants.keysOf([...live, ...test, ...past]);
    return done({ items: keys.map(keyObject) });
  };
