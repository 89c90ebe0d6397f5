// POST /admin/v1/circuit-breakers/{name}.
import type { LookDeps } from '#core/breakers/look-at-breaker.ts';
import { changeBreaker } from '#core/breakers/operate-breakers.ts';
import type { Answer } from '#core/contracts/http/answer.ts';
import type { changeBreakerContract } from '#core/contracts/http/circuit-breakers.ts';
import type { CommitDeps } from '#core/outbox/commit-answer.ts';
import type { AdminRequestFor } from '#functions/_pipeline/exchange.ts';

export const changeBreakerHandler =
  (deps: LookDeps & CommitDeps) =>
  ({
    operator,
    cause,
    idempotency,
    path,
    body,
  }: AdminRequestFor<'change-breaker', typeof changeBreakerContract>): Promise<Answer> => {
    const { idempotencyKey: _alias, ...change } = body;
    return changeBreaker(deps)({
      ...change,
      ...path,
      environment: operator.environment,
      cause,
      claim: idempotency,
    });
  };
