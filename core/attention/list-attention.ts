// The manual queue as operators see it.
import type { Answer } from '#core/contracts/http/answer.ts';
import type { MerchantId } from '#core/kernel/ids.ts';
import type { Clock } from '#core/kernel/ports.ts';
import { type PageAsk, type PageOf, pageAnswer } from '#core/orders/page.ts';
import { attentionObject } from './attention-object.ts';
import type { AttentionItems } from './ports.ts';

export interface AttentionFilter {
  readonly merchantId?: MerchantId;
  readonly kinds?: readonly string[];
  readonly statuses?: readonly string[];
}

export const listAttention =
  ({ items, clock, ...deps }: PageOf & { readonly items: AttentionItems; readonly clock: Clock }) =>
  (ask: PageAsk & { readonly filter: AttentionFilter }): Promise<Answer> =>
    pageAnswer({ ...deps, clock }, ask, async (page) => {
      const { environment } = ask.tenant;
      const found = await items.list({ environment, ...ask.filter, page });
      return { ...found, items: found.items.map(attentionObject) };
    });
