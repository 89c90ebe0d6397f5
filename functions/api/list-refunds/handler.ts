// GET /api/v1/refunds.
import type { Answer } from '#core/contracts/http/answer.ts';
import type { listRefundsContract } from '#core/contracts/http/list-refunds.ts';
import type { Clock } from '#core/kernel/ports.ts';
import type { PageOf } from '#core/orders/page.ts';
import type { RefundLists } from '#core/refunds/ports.ts';
import { listRefunds } from '#core/refunds/read-refunds.ts';
import type { RequestFor } from '#functions/_pipeline/exchange.ts';
import { pageAsk } from '#functions/_pipeline/page-ask.ts';

export const listRefundsHandler =
  (deps: PageOf & { readonly lists: RefundLists; readonly clock: Clock }) =>
  (request: RequestFor<'list-refunds', typeof listRefundsContract>): Promise<Answer> =>
    listRefunds(deps)(pageAsk('list-refunds', request));
