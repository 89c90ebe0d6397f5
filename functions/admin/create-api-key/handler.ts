// POST /admin/v1/merchants/{merchantId}/api-keys.
import type { Answer } from '#core/contracts/http/answer.ts';
import type { createApiKeyContract } from '#core/contracts/http/create-api-key.ts';
import type { MerchantId } from '#core/kernel/ids.ts';
import { createApiKey, type KeySecrets } from '#core/merchants/create-merchant.ts';
import type { MerchantReads } from '#core/merchants/ports.ts';
import type { CommitDeps } from '#core/outbox/commit-answer.ts';
import type { AdminRequestFor } from '#functions/_pipeline/exchange.ts';

export const createApiKeyHandler =
  (deps: CommitDeps & { readonly merchants: MerchantReads; readonly secrets: KeySecrets }) =>
  ({
    cause,
    idempotency,
    path,
    body,
  }: AdminRequestFor<'create-api-key', typeof createApiKeyContract>): Promise<Answer> =>
    createApiKey(deps)({
      merchantId: path.merchantId as MerchantId,
      environment: body.environment,
      scopes: body.scopes,
      label: body.label ?? '',
      reason: body.reason,
      cause,
      claim: idempotency,
    });
