// POST /admin/v1/merchants.
import type { Answer } from '#core/contracts/http/answer.ts';
import type { createMerchantContract } from '#core/contracts/http/create-merchant.ts';
import type { MerchantId } from '#core/kernel/ids.ts';
import { createMerchant } from '#core/merchants/create-merchant.ts';
import type { AdminRequestFor } from '#functions/_pipeline/exchange.ts';

export const createMerchantHandler =
  (deps: Parameters<typeof createMerchant>[0]) =>
  ({
    operator,
    cause,
    idempotency,
    body,
  }: AdminRequestFor<'create-merchant', typeof createMerchantContract>): Promise<Answer> =>
    createMerchant(deps)({
      merchantId: body.merchantId as MerchantId,
      name: body.name,
      services: body.services ?? [],
      providers: (body.providers ?? {}) as never,
      status: body.status ?? 'ACTIVE',
      reason: body.reason,
      environment: operator.environment,
      cause,
      claim: idempotency,
    });
