// GET /admin/v1/policies.
import type { Answer } from '#core/contracts/http/answer.ts';
import { listPolicies, type PolicyReads } from '#core/pricing/read-policies.ts';

export const listPoliciesHandler = (deps: PolicyReads) => (): Promise<Answer> =>
  Promise.resolve(listPolicies(deps));
