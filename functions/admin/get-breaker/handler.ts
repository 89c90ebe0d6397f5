// GET /admin/v1/circuit-breakers/{name}.
import type { LookDeps } from '#core/breakers/look-at-breaker.ts';
import { getBreaker } from '#core/breakers/operate-breakers.ts';
import type { Answer } from '#core/contracts/http/answer.ts';
import type { getBreakerContract } from '#core/contracts/http/circuit-breakers.ts';
import type { AdminRequestFor } from '#functions/_pipeline/exchange.ts';

export const getBreakerHandler =
  (deps: LookDeps) =>
  ({ path }: AdminRequestFor<'get-breaker', typeof getBreakerContract>): Promise<Answer> =>
    getBreaker(deps)(path);
