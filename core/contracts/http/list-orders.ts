// GET /api/v1/orders. Source: API specification, section 6.2.
import * as z from 'zod/mini';
import { orderItem } from '#core/contracts/http/order-object.ts';
import { pageOf, pageQuery, repeatable } from '#core/contracts/http/page.ts';
import { id64, id100, slugInput } from '#core/contracts/http/request-fields.ts';
import { nothing, type RequestOf } from '#core/contracts/http/route-contract.ts';
import { orderStatuses } from '#core/contracts/vocabulary.ts';

export const listOrdersContract = {
  params: nothing,
  query: z.strictObject({
    ...pageQuery,
    userId: z.exactOptional(id100),
    status: z.exactOptional(repeatable(orderStatuses)),
    serviceId: z.exactOptional(slugInput),
    merchantOrderId: z.exactOptional(id64),
  }),
  body: undefined,
  result: pageOf(orderItem),
};

export type ListOrdersRequest = RequestOf<typeof listOrdersContract>;
