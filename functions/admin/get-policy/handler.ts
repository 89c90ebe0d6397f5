// GET /admin/v1/policies/{serviceId}.
import type { Answer } from '#core/contracts/http/answer.ts';
import type { getPolicyContract } from '#core/contracts/http/desk-books.ts';
import { getPolicy, type PolicyReads } from '#core/pricing/read-policies.ts';
import type { AdminRequestFor } from '#functions/_pipeline/exchange.ts';

export const getPolicyHandler =
  (deps: PolicyReads) =>
  ({ path, query }: AdminRequestFor<'get-policy', typeof getPolicyContract>): Promise<Answer> => {
    const { version } = query;
    return Promise.resolve(
      getPolicy(deps, { ...path, ...(version === undefined ? {} : { version }) }),
    );
  };
