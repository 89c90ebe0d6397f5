// GET /api/v1/refunds.
import type { Answer } from '#core/contracts/http/answer.ts';
import type { listRefundsContract } from '#core/contracts/http/list-refunds.ts';
import { pageSizeDefault } from '#core/contracts/http/page.ts';
import type { Clock } from '#core/kernel/ports.ts';
import type { PageOf } from '#core/orders/page.ts';
import type { RefundLists } from '#core/refunds/ports.ts';
import { listRefunds } from '#core/refunds/read-refunds.ts';
import type { RequestFor } from '#functions/_pipeline/exchange.ts';

export const listRefundsHandler =
  (deps: PageOf & { readonly lists: RefundLists; readonly clock: Clock }) =>
  ({
    tenant,
    merchant,
    query,
  }: RequestFor<'list-refunds', typeof listRefundsContract>): Promise<Answer> => {
    const { limit = pageSizeDefault, cursor, from, to, status, ...filter } = query;
    return listRefunds(deps)({
      tenant,
      route: 'list-refunds',
      limit,
      floor: merchant.createdAt,
      ...(cursor === undefined ? {} : { cursor }),
      ...(from === undefined ? {} : { from }),
      ...(to === undefined ? {} : { to }),
      filter: { ...filter, ...(status === undefined ? {} : { statuses: status }) } as never,
    });
  };
