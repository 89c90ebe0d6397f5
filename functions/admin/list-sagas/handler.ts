// GET /admin/v1/sagas.
import { type Answer, refusal } from '#core/contracts/http/answer.ts';
import type { listSagasContract } from '#core/contracts/http/desk-sagas.ts';
import type { MerchantId } from '#core/kernel/ids.ts';
import { listSagas } from '#core/sagas/list-sagas.ts';
import type { AdminRequestFor } from '#functions/_pipeline/exchange.ts';
import { pageAndFilter } from '#functions/_pipeline/page-query.ts';
import { type KnownMerchants, sinceMerchant } from '#functions/_pipeline/since-merchant.ts';

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
    if (since === undefined) return refusal('SYS_005');
    return listSagas(deps)({
      ...page,
      ...since,
      tenant: { environment, merchantId },
      route: 'list-sagas',
      filter: filter as object,
    });
  };
