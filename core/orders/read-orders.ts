// Reads of orders: one whole, or a page of them.
import { type Answer, done, refusal } from '#core/contracts/http/answer.ts';
import type { Tenant } from '#core/contracts/tenant.ts';
import type { OrderId } from '#core/kernel/ids.ts';
import type { Clock } from '#core/kernel/ports.ts';
import { orderItem } from './order-object.ts';
import { type PageAsk, type PageOf, pageAnswer } from './page.ts';
import type { OrderFilter, OrderLists } from './ports.ts';
import { type OrderReads, orderNow } from './present-order.ts';

/** @returns 200 with the order, 404 ORD_001. */
export const getOrder =
  (reads: OrderReads) =>
  async (query: { readonly tenant: Tenant; readonly orderId: OrderId }): Promise<Answer> => {
    const order = await orderNow(reads, query.tenant, query.orderId);
    return order === null ? refusal('ORD_001') : done(order);
  };

/** @returns 200 with a page, 400 VAL_005 for a cursor that is not of this list. */
export const listOrders =
  ({ lists, clock, ...deps }: PageOf & { readonly lists: OrderLists; readonly clock: Clock }) =>
  (ask: PageAsk & { readonly filter: OrderFilter }): Promise<Answer> =>
    pageAnswer({ ...deps, clock }, ask, async (page) => {
      const found = await lists.list({ tenant: ask.tenant, filter: ask.filter, page });
      return { ...found, items: found.items.map(({ order, over }) => orderItem(order, over)) };
    });
