// GET /api/v1/payments.
import type { Answer } from '#core/contracts/http/answer.ts';
import type { listPaymentsContract } from '#core/contracts/http/list-payments.ts';
import { pageSizeDefault } from '#core/contracts/http/page.ts';
import type { Clock } from '#core/kernel/ports.ts';
import type { PageOf } from '#core/orders/page.ts';
import type { PaymentLists } from '#core/payments/ports.ts';
import { listPayments } from '#core/payments/read-payments.ts';
import type { RequestFor } from '#functions/_pipeline/exchange.ts';

export const listPaymentsHandler =
  (deps: PageOf & { readonly lists: PaymentLists; readonly clock: Clock }) =>
  ({
    tenant,
    merchant,
    query,
  }: RequestFor<'list-payments', typeof listPaymentsContract>): Promise<Answer> => {
    const { limit = pageSizeDefault, cursor, from, to, status, ...filter } = query;
    return listPayments(deps)({
      tenant,
      route: 'list-payments',
      limit,
      floor: merchant.createdAt,
      ...(cursor === undefined ? {} : { cursor }),
      ...(from === undefined ? {} : { from }),
      ...(to === undefined ? {} : { to }),
      filter: { ...filter, ...(status === undefined ? {} : { statuses: status }) } as never,
    });
  };
