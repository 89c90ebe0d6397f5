// Sagas as operators list them: open work of every merchant, those of an order, or one merchant's.
import type { Answer } from '#core/contracts/http/answer.ts';
import type { Environment, Tenant } from '#core/contracts/tenant.ts';
import type { MerchantId, OrderId } from '#core/kernel/ids.ts';
import type { Clock } from '#core/kernel/ports.ts';
import { type PageAsk, type PageOf, pageAnswer } from '#core/orders/page.ts';
import type { SagaLists } from './ports.ts';
import { sagaObject } from './saga-object.ts';

export interface SagaQuery {
  readonly merchantId?: MerchantId;
  readonly orderId?: OrderId;
  readonly status?: readonly string[];
}

/** @returns 200 with a page, 400 VAL_005 for a cursor that is not of this list. */
export const listSagas =
  ({
    lists,
    tenants,
    ...deps
  }: PageOf & {
    readonly lists: SagaLists;
    readonly tenants: (environment: Environment) => Promise<readonly Tenant[]>;
    readonly clock: Clock;
  }) =>
  (ask: PageAsk & { readonly filter: SagaQuery }): Promise<Answer> =>
    pageAnswer(deps, ask, async (page) => {
      const { environment } = ask.tenant;
      const { status, ...filter } = ask.filter;
      const found = await lists.list({
        environment,
        tenants: await tenants(environment),
        ...filter,
        ...(status === undefined ? {} : { statuses: status }),
        page,
      });
      return { ...found, items: found.items.map(sagaObject) };
    });
