// GET /api/v1/orders.
import type { Answer } from '#core/contracts/http/answer.ts';
import type { listOrdersContract } from '#core/contracts/http/list-orders.ts';
import type { Clock } from '#core/kernel/ports.ts';
import type { PageOf } from '#core/orders/page.ts';
import type { OrderLists } from '#core/orders/ports.ts';
import { listOrders } from '#core/orders/read-orders.ts';
import type { RequestFor } from '#functions/_pipeline/exchange.ts';
import { pageAsk } from '#functions/_pipeline/page-ask.ts';

export const listOrdersHandler =
  (deps: PageOf & { readonly lists: OrderLists; readonly clock: Clock }) =>
  (request: RequestFor<'list-orders', typeof listOrdersContract>): Promise<Answer> =>
    listOrders(deps)(pageAsk('list-orders', request));
