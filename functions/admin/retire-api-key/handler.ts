// POST /admin/v1/merchants/{merchantId}/api-keys/{keyId}/retire.
import type { Answer } from '#core/contracts/http/answer.ts';
import type { retireApiKeyContract } from '#core/contracts/http/desk-merchants.ts';
import type { MerchantId } from '#core/kernel/ids.ts';
import { endApiKey } from '#core/merchants/end-api-key.ts';
import type { AdminRequestFor } from '#functions/_pipeline/exchange.ts';

export const retireApiKeyHandler =
  (deps: Parameters<typeof endApiKey>[0]) =>
  ({
    cause,
    idempotency,
    path,
    body,
  }: AdminRequestFor<'retire-api-key', typeof retireApiKeyContract>): Promise<Answer> =>
    endApiKey(deps)({
      merchantId: path.merchantId as MerchantId,
      keyId: path.keyId,
      to: 'RETIRING',
      ...(body.expiresAt === undefined ? {} : { expiresAt: body.expiresAt }),
      reason: body.reason,
      cause,
      claim: idempotency,
    });
