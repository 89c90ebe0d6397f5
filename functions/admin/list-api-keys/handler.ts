// GET /admin/v1/merchants/{merchantId}/api-keys.
import type { Answer } from '#core/contracts/http/answer.ts';
import type { listApiKeysContract } from '#core/contracts/http/desk-merchants.ts';
import type { MerchantId } from '#core/kernel/ids.ts';
import type { MerchantReads } from '#core/merchants/ports.ts';
import { listApiKeys } from '#core/merchants/read-merchants.ts';
import type { AdminRequestFor } from '#functions/_pipeline/exchange.ts';

export const listApiKeysHandler =
  (deps: { readonly merchants: MerchantReads }) =>
  ({ path }: AdminRequestFor<'list-api-keys', typeof listApiKeysContract>): Promise<Answer> =>
    listApiKeys(deps)({ merchantId: path.merchantId as MerchantId });
