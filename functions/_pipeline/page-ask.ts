// What every list of a tenant asks of its use case: the page, and the filter in the words of its port.
import { pageSizeDefault } from '#core/contracts/http/page.ts';
import type { RouteId } from '#core/contracts/http/route-table.ts';
import type { Instant } from '#core/kernel/instant.ts';
import type { PageAsk } from '#core/orders/page.ts';
import type { Caller } from './exchange.ts';

interface ListQuery {
  readonly limit?: number;
  readonly cursor?: string;
  readonly from?: Instant;
  readonly to?: Instant;
  readonly status?: readonly string[];
}

interface ListRequest<Query> extends Pick<Caller, 'tenant' | 'merchant'> {
  readonly query: Query;
}

/** `status` may be repeated: ports hear it as `statuses`. */
type FilterIn<Query extends ListQuery> = Omit<Query, keyof ListQuery> & {
  readonly statuses?: NonNullable<Query['status']>;
};

export const pageAsk = <Query extends ListQuery>(
  route: RouteId,
  { tenant, merchant, query }: ListRequest<Query>,
): PageAsk & { readonly filter: FilterIn<Query> } => {
  const { limit = pageSizeDefault, cursor, from, to, status, ...filter } = query;
  return {
    tenant,
    route,
    limit,
    floor: merchant.createdAt,
    ...(cursor === undefined ? {} : { cursor }),
    ...(from === undefined ? {} : { from }),
    ...(to === undefined ? {} : { to }),
    filter: { ...filter, ...(status === undefined ? {} : { statuses: status }) },
  };
};
