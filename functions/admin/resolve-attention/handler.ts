// POST /admin/v1/attention/{attentionId}/resolve.
import { type Desk, resolveAttention } from '#core/attention/act-on-item.ts';
import type { resolveAttentionContract } from '#core/contracts/http/act-on-attention.ts';
import type { Answer } from '#core/contracts/http/answer.ts';
import type { AdminRequestFor } from '#functions/_pipeline/exchange.ts';

export const resolveAttentionHandler =
  (deskFor: Desk) =>
  ({
    operator,
    cause,
    idempotency,
    path,
    body,
  }: AdminRequestFor<'resolve-attention', typeof resolveAttentionContract>): Promise<Answer> => {
    const { idempotencyKey: _alias, evidence: proof, ...rest } = body;
    const act = { ...rest, ...(proof === undefined ? {} : { proof }) };
    return resolveAttention(deskFor(operator.environment))({
      ...act,
      ...path,
      person: operator.person,
      cause,
      claim: idempotency,
    });
  };
