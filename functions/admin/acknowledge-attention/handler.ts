// POST /admin/v1/attention/{attentionId}/ack.
import { acknowledge, type Desk } from '#core/attention/act-on-item.ts';
import type { acknowledgeAttentionContract } from '#core/contracts/http/act-on-attention.ts';
import type { Answer } from '#core/contracts/http/answer.ts';
import type { AdminRequestFor } from '#functions/_pipeline/exchange.ts';

export const acknowledgeAttentionHandler =
  (deskFor: Desk) =>
  ({
    operator,
    cause,
    idempotency,
    path,
    body,
  }: AdminRequestFor<
    'acknowledge-attention',
    typeof acknowledgeAttentionContract
  >): Promise<Answer> => {
    const { idempotencyKey: _alias, ...act } = body;
    return acknowledge(deskFor(operator.environment))({
      ...act,
      ...path,
      person: operator.person,
      cause,
      claim: idempotency,
    });
  };
