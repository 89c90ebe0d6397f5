// GET /admin/v1/merchants/{merchantId}.
import type { Answer } from '#core/contracts/http/answer.ts';
import type { getMerchantContract } from '#core/contracts/http/desk-merchants.ts';
import type { MerchantId } from '#core/kernel/ids.ts';
import { getMerchant } from '#core/merchants/read-merchants.ts';
import type { AdminRequestFor } from '#functions/_pipeline/exchange.ts';

export const getMerchantHandler =
  (deps: Parameters<typeof getMerchant>[0]) =>
  ({ path }: AdminRequestFor<'get-merchant', typeof getMerchantContract>): Promise<Answer> =>
    getMerchant(deps)({ merchantId: path.merchantId as MerchantId });
