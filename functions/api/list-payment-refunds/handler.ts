// GET /api/v1/payments/{paymentId}/refunds.
import type { Answer } from '#core/contracts/http/answer.ts';
import type { listPaymentRefundsContract } from '#core/contracts/http/list-refunds.ts';
import { pageSizeDefault } from '#core/contracts/http/page.ts';
import type { PageOf } from '#core/orders/page.ts';
import { listPaymentRefunds, type RefundReads } from '#core/refunds/read-refunds.ts';
import type { RequestFor } from '#functions/_pipeline/exchange.ts';

export const listPaymentRefundsHandler =
  (deps: PageOf & RefundReads) =>
  ({
    tenant,
    path,
    query,
  }: RequestFor<'list-payment-refunds', typeof listPaymentRefundsContract>): Promise<Answer> => {
    const { limit = pageSizeDefault, ...page } = query;
    return listPaymentRefunds(deps)({
      ...page,
      tenant,
      route: 'list-payment-refunds',
      limit,
      filter: { paymentId: path.paymentId },
    });
  };
