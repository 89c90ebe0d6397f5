// Reads of refunds: one whole, those of a payment, a page of all.
import { type Answer, done, refusal } from '#core/contracts/http/answer.ts';
import type { Tenant } from '#core/contracts/tenant.ts';
import { present } from '#core/kernel/assert.ts';
import type { PaymentId, RefundId } from '#core/kernel/ids.ts';
import { instant, toIso } from '#core/kernel/instant.ts';
import type { Clock } from '#core/kernel/ports.ts';
import { type PageAsk, type PageOf, pageAnswer } from '#core/orders/page.ts';
import type { Page, PageRequest } from '#core/orders/ports.ts';
import type { Payments, PaymentView } from '#core/payments/ports.ts';
import type { RefundFilter, RefundLists, RefundOwners } from './ports.ts';
import type { Refund } from './refund.ts';
import { refundItem, refundObject } from './refund-object.ts';

export interface RefundReads {
  readonly payments: Payments;
  readonly clock: Clock;
}

/** @returns 200 with the refund, 404 REF_001. */
export const getRefund =
  ({ owners, payments, clock }: RefundReads & { readonly owners: RefundOwners }) =>
  async (key: { readonly tenant: Tenant; readonly refundId: RefundId }): Promise<Answer> => {
    const { tenant, refundId } = key;
    const paymentId = await owners.paymentOf(key);
    const view = paymentId === undefined ? undefined : await payments.byId({ tenant, paymentId });
    const refund = view?.refunds.find((one) => one.refundId === refundId);
    if (refund === undefined) return refusal('REF_001');
    const attempt = view?.attempts.findLast(({ objectId }) => objectId === refundId);
    return done(refundObject(refund, attempt, clock.now()));
  };

/** Time first, so that text order is time order; the position of a list is one of these. */
const placeOf = ({ createdAt, refundId }: Refund): string => `${toIso(createdAt)}#${refundId}`;

const newestFirst = (a: Refund, b: Refund): number => (placeOf(a) < placeOf(b) ? 1 : -1);

/** One page of what is at hand already. */
const pageOfView = (
  { refunds }: PaymentView,
  { limit, after, from = instant(0), to }: PageRequest,
): Page<Refund> => {
  const wanted = refunds
    .filter(({ createdAt }) => createdAt >= from && (to === undefined || createdAt < to))
    .filter((refund) => after === undefined || placeOf(refund) < after)
    .toSorted(newestFirst);
  const items = wanted.slice(0, limit);
  if (wanted.length <= limit) return { items };
  return { items, next: placeOf(present(items.at(-1), 'a page has a limit above zero')) };
};

const withoutAttempts = ({ items, ...page }: Page<Refund>) => ({
  ...page,
  items: items.map(refundItem),
});

/** @returns 200 with a page, 404 PAY_006, 400 VAL_005 for a cursor that is not of this list. */
export const listPaymentRefunds =
  ({ payments, ...deps }: PageOf & RefundReads) =>
  async (
    ask: PageAsk & { readonly filter: { readonly paymentId: PaymentId } },
  ): Promise<Answer> => {
    const { tenant, filter } = ask;
    const view = await payments.byId({ tenant, paymentId: filter.paymentId });
    if (view === undefined) return refusal('PAY_006');
    return pageAnswer(deps, ask, (page) =>
      Promise.resolve(withoutAttempts(pageOfView(view, page))),
    );
  };

/** @returns 200 with a page, 400 VAL_005 for a cursor that is not of this list. */
export const listRefunds =
  ({ lists, ...deps }: PageOf & { readonly lists: RefundLists; readonly clock: Clock }) =>
  (ask: PageAsk & { readonly filter: RefundFilter }): Promise<Answer> =>
    pageAnswer(deps, ask, async (page) =>
      withoutAttempts(await lists.list({ tenant: ask.tenant, filter: ask.filter, page })),
    );
