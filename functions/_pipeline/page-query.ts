// What a list of operators asks: the page apart from the filter.
import { pageSizeDefault } from '#core/contracts/http/page.ts';
import type { Environment } from '#core/contracts/tenant.ts';
import type { Instant } from '#core/kernel/instant.ts';

interface PageQuery {
  readonly limit?: number;
  readonly cursor?: string;
  readonly from?: Instant;
  readonly to?: Instant;
  readonly env?: Environment;
}

export const pageAndFilter = <Q extends PageQuery>(query: Q) => {
  const { limit = pageSizeDefault, cursor, from, to, env: _environment, ...filter } = query;
  const page = {
    limit,
    ...(cursor === undefined ? {} : { cursor }),
    ...(from === undefined ? {} : { from }),
    ...(to === undefined ? {} : { to }),
  };
  return { page, filter };
};
