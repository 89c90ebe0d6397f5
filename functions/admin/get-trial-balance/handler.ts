// GET /admin/v1/ledger/trial-balance.
import type { Answer } from '#core/contracts/http/answer.ts';
import type { getTrialBalanceContract } from '#core/contracts/http/desk-books.ts';
import type { MerchantId } from '#core/kernel/ids.ts';
import { type KnownMerchants, sinceMerchant } from '#core/merchants/since-merchant.ts';
import { readTrialBalance, type TrialBalanceDeps } from '#core/payments/read-trial-balance.ts';
import type { AdminRequestFor } from '#functions/_pipeline/exchange.ts';
import { pageAndFilter } from '#functions/_pipeline/page-query.ts';

export const getTrialBalanceHandler =
  (deps: TrialBalanceDeps & KnownMerchants) =>
  async ({
    operator: { environment },
    query,
  }: AdminRequestFor<'get-trial-balance', typeof getTrialBalanceContract>): Promise<Answer> => {
    const since = await sinceMerchant(deps, query.merchantId);
    if (!since.ok) return since.error;
    return readTrialBalance(deps)({
      ...pageAndFilter(query).page,
      ...since.value,
      tenant: { environment, merchantId: query.merchantId as MerchantId },
      route: 'get-trial-balance',
      filter: {},
    });
  };
