// GET /admin/v1/audit/{auditId}/proof.
import { getAuditProof, type ProofDeps } from '#core/audit/read-audit.ts';
import type { Answer } from '#core/contracts/http/answer.ts';
import type { getAuditProofContract } from '#core/contracts/http/audit.ts';
import type { Environment, Tenant } from '#core/contracts/tenant.ts';
import type { AdminRequestFor } from '#functions/_pipeline/exchange.ts';

export interface GetAuditProofDeps extends ProofDeps {
  readonly tenants: (environment: Environment) => Promise<readonly Tenant[]>;
}

export const getAuditProofHandler =
  ({ tenants, ...deps }: GetAuditProofDeps) =>
  async ({
    operator,
    path,
  }: AdminRequestFor<'get-audit-proof', typeof getAuditProofContract>): Promise<Answer> =>
    getAuditProof(deps)({
      auditId: path.auditId,
      tenants: await tenants(operator.environment),
    });
