// GET /admin/v1/audit.
import type { AuditReads } from '#core/audit/ports.ts';
import { listAudit } from '#core/audit/read-audit.ts';
import type { Answer } from '#core/contracts/http/answer.ts';
import type { listAuditContract } from '#core/contracts/http/audit.ts';
import { pageSizeDefault } from '#core/contracts/http/page.ts';
import type { MerchantId } from '#core/kernel/ids.ts';
import type { Clock } from '#core/kernel/ports.ts';
import { type KnownMerchants, sinceMerchant } from '#core/merchants/since-merchant.ts';
import type { PageOf } from '#core/orders/page.ts';
import type { AdminRequestFor } from '#functions/_pipeline/exchange.ts';

export const listAuditHandler =
  (deps: PageOf & KnownMerchants & { readonly reads: AuditReads; readonly clock: Clock }) =>
  async ({
    operator,
    query,
  }: AdminRequestFor<'list-audit', typeof listAuditContract>): Promise<Answer> => {
    const { limit = pageSizeDefault, cursor, from, to, merchantId, env: _env, ...filter } = query;
    const since = await sinceMerchant(deps, merchantId);
    if (!since.ok) return since.error;
    return listAudit(deps)({
      ...since.value,
      tenant: { environment: operator.environment, merchantId: merchantId as MerchantId },
      route: 'list-audit',
      limit,
      ...(cursor === undefined ? {} : { cursor }),
      ...(from === undefined ? {} : { from }),
      ...(to === undefined ? {} : { to }),
      filter,
    });
  };
