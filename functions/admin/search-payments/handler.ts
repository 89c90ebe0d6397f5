// GET /admin/v1/payments.
import type { Answer } from '#core/contracts/http/answer.ts';
import type { searchPaymentsContract } from '#core/contracts/http/desk-payments.ts';
import type { MerchantId } from '#core/kernel/ids.ts';
import { type KnownMerchants, sinceMerchant } from '#core/merchants/since-merchant.ts';
import { type SearchDeps, searchPayments } from '#core/payments/search-payments.ts';
import type { AdminRequestFor } from '#functions/_pipeline/exchange.ts';
import { pageAndFilter } from '#functions/_pipeline/page-query.ts';

/** Operators stand in no tenant: their cursors are bound to the environment and the filter. */
const merchantId = 'all' as MerchantId;

export const searchPaymentsHandler =
  (deps: SearchDeps & KnownMerchants) =>
  async ({
    operator: { environment },
    query,
  }: AdminRequestFor<'search-payments', typeof searchPaymentsContract>): Promise<Answer> => {
    const { page, filter } = pageAndFilter(query);
    const since = await sinceMerchant(deps, query.merchantId);
    if (!since.ok) return since.error;
    return searchPayments(deps)({
      ...page,
      ...since.value,
      tenant: { environment, merchantId },
      route: 'search-payments',
      filter: filter as object,
    });
  };
