// GET /api/v1/refunds/{refundId}.
import type { Answer } from '#core/contracts/http/answer.ts';
import type { getRefundContract } from '#core/contracts/http/get-refund.ts';
import type { RefundOwners } from '#core/refunds/ports.ts';
import { getRefund, type RefundReads } from '#core/refunds/read-refunds.ts';
import type { RequestFor } from '#functions/_pipeline/exchange.ts';

export const getRefundHandler =
  (deps: RefundReads & { readonly owners: RefundOwners }) =>
  ({ tenant, path }: RequestFor<'get-refund', typeof getRefundContract>): Promise<Answer> =>
    getRefund(deps)({ tenant, refundId: path.refundId });
