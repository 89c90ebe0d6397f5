// GET /api/v1/payments.
import type { Answer } from '#core/contracts/http/answer.ts';
import type { listPaymentsContract } from '#core/contracts/http/list-payments.ts';
import type { Clock } from '#core/kernel/ports.ts';
import type { PageOf } from '#core/orders/page.ts';
import type { PaymentLists } from '#core/payments/ports.ts';
import { listPayments } from '#core/payments/read-payments.ts';
import type { RequestFor } from '#functions/_pipeline/exchange.ts';
import { pageAsk } from '#functions/_pipeline/page-ask.ts';

export const listPaymentsHandler =
  (deps: PageOf & { readonly lists: PaymentLists; readonly clock: Clock }) =>
  (request: RequestFor<'list-payments', typeof listPaymentsContract>): Promise<Answer> =>
    listPayments(deps)(pageAsk('list-payments', request));
