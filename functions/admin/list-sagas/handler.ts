// GET /admin/v1/sagas.
import type { Answer } from '#core/contracts/http/answer.ts';
import type { listSagasContract } from '#core/contracts/http/desk-sagas.ts';
import type { MerchantId } from '#core/kernel/ids.ts';
import { type KnownMerchants, sinceMerchant } from '#core/merchants/since-merchant.ts';
import { listSagas } from '#core/sagas/list-sagas.ts';
import type { AdminRequestFor } from '#functions/_pipeline/exchange.ts';
import { pageAndFilter } from '#functions/_pipeline/page-query.ts';

/** Operators stand in no tenant: their cursors are bound to the environment and the filter. */
const merchantId = 'all' as MerchantId;

export const listSagasHandler =
  (deps: Parameters<typeof listSagas>[0] & KnownMerchants) =>
  async ({
    operator: { environment },
    query,
  }: AdminRequestFor<'list-sagas', typeof listSagasContract>): Promise<Answer> => {
    const { page, filter } = pageAndFilter(query);
    const since = await sinceMerchant(deps, query.merchantId);
    if (!since.ok) return since.error;
    return listSagas(deps)({
      ...page,
      ...since.value,
      tenant: { environment, merchantId },
      route: 'list-sagas',
      filter: filter as object,
    });
  };
