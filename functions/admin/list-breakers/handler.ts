// GET /admin/v1/circuit-breakers.
import type { LookDeps } from '#core/breakers/look-at-breaker.ts';
import { listBreakers } from '#core/breakers/operate-breakers.ts';
import type { Answer } from '#core/contracts/http/answer.ts';
import type { listBreakersContract } from '#core/contracts/http/circuit-breakers.ts';
import type { AdminRequestFor } from '#functions/_pipeline/exchange.ts';

export const listBreakersHandler =
  (deps: LookDeps) =>
  (_request: AdminRequestFor<'list-breakers', typeof listBreakersContract>): Promise<Answer> =>
    listBreakers(deps)();
