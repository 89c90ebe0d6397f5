// GET /api/v1/orders.
import type { Answer } from '#core/contracts/http/answer.ts';
import type { listOrdersContract } from '#core/contracts/http/list-orders.ts';
import { pageSizeDefault } from '#core/contracts/http/page.ts';
import type { Clock } from '#core/kernel/ports.ts';
import type { PageOf } from '#core/orders/page.ts';
import type { OrderLists } from '#core/orders/ports.ts';
import { listOrders } from '#core/orders/read-orders.ts';
import type { RequestFor } from '#functions/_pipeline/exchange.ts';

export const listOrdersHandler =
  (deps: PageOf & { readonly lists: OrderLists; readonly clock: Clock }) =>
  ({
    tenant,
    merchant,
    query,
  }: RequestFor<'list-orders', typeof listOrdersContract>): Promise<Answer> => {
    const { limit = pageSizeDefault, cursor, from, to, status, ...filter } = query;
    return listOrders(deps)({
      tenant,
      route: 'list-orders',
      limit,
      floor: merchant.createdAt,
      ...(cursor === undefined ? {} : { cursor }),
      ...(from === undefined ? {} : { from }),
      ...(to === undefined ? {} : { to }),
      filter: { ...filter, ...(status === undefined ? {} : { statuses: status }) },
    });
  };
