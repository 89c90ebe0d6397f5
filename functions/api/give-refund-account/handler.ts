// POST /api/v1/refunds/{refundId}/account.
import type { Answer } from '#core/contracts/http/answer.ts';
import type { giveRefundAccountContract } from '#core/contracts/http/give-refund-account.ts';
import { type GiveAccountDeps, giveAccount } from '#core/refunds/give-account.ts';
import type { RequestFor } from '#functions/_pipeline/exchange.ts';

export const giveRefundAccountHandler =
  (deps: GiveAccountDeps) =>
  (request: RequestFor<'give-refund-account', typeof giveRefundAccountContract>): Promise<Answer> =>
    giveAccount(deps)({
      tenant: request.tenant,
      cause: request.cause,
      claim: request.idempotency,
      refundId: request.path.refundId,
      refundAccount: request.body.refundAccount,
      remainingMs: () => request.remainingMs(),
    });
