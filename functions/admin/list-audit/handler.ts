// GET /admin/v1/audit.
import type { AuditReads } from '#core/audit/ports.ts';
import { listAudit } from '#core/audit/read-audit.ts';
import { type Answer, refusal } from '#core/contracts/http/answer.ts';
import type { listAuditContract } from '#core/contracts/http/audit.ts';
import { pageSizeDefault } from '#core/contracts/http/page.ts';
import type { MerchantId } from '#core/kernel/ids.ts';
import type { Clock } from '#core/kernel/ports.ts';
import type { PageOf } from '#core/orders/page.ts';
import type { AdminRequestFor } from '#functions/_pipeline/exchange.ts';
import { type KnownMerchants, sinceMerchant } from '#functions/_pipeline/since-merchant.ts';

export const listAuditHandler =
  (deps: PageOf & KnownMerchants & { readonly reads: AuditReads; readonly clock: Clock }) =>
  async ({
    operator,
    query,
  }: AdminRequestFor<'list-audit', typeof listAuditContract>): Promise<Answer> => {
    const { limit = pageSizeDefault, cursor, from, to, merchantId, env: _env, ...filter } = query;
    const since = await sinceMerchant(deps, merchantId);
    if (since === undefined) return refusal('SYS_005');
    return listAudit(deps)({
      ...since,
      tenant: { environment: operator.environment, merchantId: merchantId as MerchantId },
      route: 'list-audit',
      limit,
      ...(cursor === undefined ? {} : { cursor }),
      ...(from === undefined ? {} : { from }),
      ...(to === undefined ? {} : { to }),
      filter,
    });
  };
