// PATCH /admin/v1/merchants/{merchantId}.
import type { Answer } from '#core/contracts/http/answer.ts';
import type { changeMerchantContract } from '#core/contracts/http/desk-merchants.ts';
import type { MerchantId } from '#core/kernel/ids.ts';
import { type ChangeMerchant, changeMerchant } from '#core/merchants/change-merchant.ts';
import type { AdminRequestFor } from '#functions/_pipeline/exchange.ts';

export const changeMerchantHandler =
  (deps: Parameters<typeof changeMerchant>[0]) =>
  ({
    operator,
    cause,
    idempotency,
    path,
    body,
  }: AdminRequestFor<'change-merchant', typeof changeMerchantContract>): Promise<Answer> => {
    const { idempotencyKey: _alias, reason, ...changes } = body;
    return changeMerchant(deps)({
      merchantId: path.merchantId as MerchantId,
      changes: changes as ChangeMerchant['changes'],
      reason,
      environment: operator.environment,
      cause,
      claim: idempotency,
    });
  };
