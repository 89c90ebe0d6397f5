// GET /admin/v1/attention.

import { listAttention } from '#core/attention/list-attention.ts';
import type { AttentionItems } from '#core/attention/ports.ts';
import type { Answer } from '#core/contracts/http/answer.ts';
import type { listAttentionContract } from '#core/contracts/http/list-attention.ts';
import { pageSizeDefault } from '#core/contracts/http/page.ts';
import type { MerchantId } from '#core/kernel/ids.ts';
import type { Clock } from '#core/kernel/ports.ts';
import { type KnownMerchants, sinceMerchant } from '#core/merchants/since-merchant.ts';
import type { PageOf } from '#core/orders/page.ts';
import type { AdminRequestFor } from '#functions/_pipeline/exchange.ts';

/** Operators stand in no tenant: their cursors are bound to the environment and the filter. */
const anyMerchant = 'all' as MerchantId;

export const listAttentionHandler =
  (deps: PageOf & KnownMerchants & { readonly items: AttentionItems; readonly clock: Clock }) =>
  async ({
    operator,
    query,
  }: AdminRequestFor<'list-attention', typeof listAttentionContract>): Promise<Answer> => {
    const { limit = pageSizeDefault, cursor, from, to, merchantId, kind, status } = query;
    const since = await sinceMerchant(deps, merchantId);
    if (!since.ok) return since.error;
    return listAttention(deps)({
      ...since.value,
      tenant: { environment: operator.environment, merchantId: anyMerchant },
      route: 'list-attention',
      limit,
      ...(cursor === undefined ? {} : { cursor }),
      ...(from === undefined ? {} : { from }),
      ...(to === undefined ? {} : { to }),
      filter: {
        ...(merchantId === undefined ? {} : { merchantId: merchantId as MerchantId }),
        ...(kind === undefined ? {} : { kinds: kind }),
        ...(status === undefined ? {} : { statuses: status }),
      },
    });
  };
