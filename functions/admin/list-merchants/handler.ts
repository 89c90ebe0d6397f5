// GET /admin/v1/merchants.
import type { Answer } from '#core/contracts/http/answer.ts';
import type { listMerchantsContract } from '#core/contracts/http/desk-merchants.ts';
import type { MerchantId } from '#core/kernel/ids.ts';
import { listMerchants } from '#core/merchants/read-merchants.ts';
import type { AdminRequestFor } from '#functions/_pipeline/exchange.ts';
import { pageAndFilter } from '#functions/_pipeline/page-query.ts';

/** Operators stand in no tenant: their cursors are bound to the environment and the filter. */
const merchantId = 'all' as MerchantId;

export const listMerchantsHandler =
  (deps: Parameters<typeof listMerchants>[0]) =>
  ({
    operator: { environment },
    query,
  }: AdminRequestFor<'list-merchants', typeof listMerchantsContract>): Promise<Answer> =>
    listMerchants(deps)({
      ...pageAndFilter(query).page,
      tenant: { environment, merchantId },
      route: 'list-merchants',
      filter: {},
    });
