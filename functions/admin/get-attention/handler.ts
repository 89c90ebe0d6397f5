// GET /admin/v1/attention/{attentionId}.
import { getAttention } from '#core/attention/get-attention.ts';
import type { AttentionLookUp } from '#core/attention/ports.ts';
import type { getAttentionContract } from '#core/contracts/http/act-on-attention.ts';
import type { Answer } from '#core/contracts/http/answer.ts';
import type { Environment, Tenant } from '#core/contracts/tenant.ts';
import type { AdminRequestFor } from '#functions/_pipeline/exchange.ts';

export interface GetAttentionDeps {
  readonly items: AttentionLookUp;
  readonly tenants: (environment: Environment) => Promise<readonly Tenant[]>;
}

export const getAttentionHandler =
  ({ items, tenants }: GetAttentionDeps) =>
  ({
    operator,
    path,
  }: AdminRequestFor<'get-attention', typeof getAttentionContract>): Promise<Answer> =>
    getAttention({ items, tenants: () => tenants(operator.environment) })(path);
