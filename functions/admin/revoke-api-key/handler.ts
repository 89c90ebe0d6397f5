// POST /admin/v1/merchants/{merchantId}/api-keys/{keyId}/revoke.
import type { Answer } from '#core/contracts/http/answer.ts';
import type { revokeApiKeyContract } from '#core/contracts/http/desk-merchants.ts';
import type { MerchantId } from '#core/kernel/ids.ts';
import { endApiKey } from '#core/merchants/end-api-key.ts';
import type { AdminRequestFor } from '#functions/_pipeline/exchange.ts';

export const revokeApiKeyHandler =
  (deps: Parameters<typeof endApiKey>[0]) =>
  ({
    cause,
    idempotency,
    path,
    body,
  }: AdminRequestFor<'revoke-api-key', typeof revokeApiKeyContract>): Promise<Answer> =>
    endApiKey(deps)({
      merchantId: path.merchantId as MerchantId,
      keyId: path.keyId,
      to: 'REVOKED',
      reason: body.reason,
      cause,
      claim: idempotency,
    });
