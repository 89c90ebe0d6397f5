// POST /admin/v1/attention/{attentionId}/approve.
import { approveAttention, type Desk } from '#core/attention/act-on-item.ts';
import type { approveAttentionContract } from '#core/contracts/http/act-on-attention.ts';
import type { Answer } from '#core/contracts/http/answer.ts';
import type { AdminRequestFor } from '#functions/_pipeline/exchange.ts';

export const approveAttentionHandler =
  (deskFor: Desk) =>
  ({
    operator,
    cause,
    idempotency,
    path,
    body,
  }: AdminRequestFor<'approve-attention', typeof approveAttentionContract>): Promise<Answer> => {
    const { idempotencyKey: _alias, ...act } = body;
    return approveAttention(deskFor(operator.environment))({
      ...act,
      ...path,
      person: operator.person,
      cause,
      claim: idempotency,
    });
  };
