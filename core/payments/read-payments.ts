// Reads of payments: one whole, a page of them, and the story of one.

import { type Answer, done, refusal } from '#core/contracts/http/answer.ts';
import type { Tenant } from '#core/contracts/tenant.ts';
import type { PaymentId } from '#core/kernel/ids.ts';
import type { Instant } from '#core/kernel/instant.ts';
import type { Clock, Instance } from '#core/kernel/ports.ts';
import { type PageAsk, type PageOf, pageAnswer } from '#core/orders/page.ts';
import { isInDoubt, isOpen } from './attempt.ts';
import { paymentItem } from './payment-object.ts';
import type { PaymentFilter, PaymentLists, PaymentView } from './ports.ts';
import { type PaymentReads, paymentNow } from './present-payment.ts';
import type { AskNow } from './read-now.ts';

export interface GetPayment {
  readonly tenant: Tenant;
  readonly paymentId: PaymentId;
  /** Reads the PG first when the payment is in doubt, or when money moves without a call of ours. */
  readonly refresh: boolean;
}

const refreshEveryMs = 2_000;

/** At most one read of the PG per payment and 2 s, in this process. */
const mayRefresh = (instance: Instance, paymentId: PaymentId, now: number): boolean => {
  const last = instance.memory('payment.refreshed', () => new Map<string, number>());
  if ((last.get(paymentId) ?? 0) > now - refreshEveryMs) return false;
  if (last.size > 1_000) last.clear();
  last.set(paymentId, now);
  return true;
};

export interface GetPaymentDeps extends PaymentReads {
  readonly readNow: AskNow;
  readonly instance: Instance;
}

/** In doubt, or with an account into which money may come and from which the bank may take it. */
const mayHaveMoved = ({ payment, attempts }: PaymentView, now: Instant): boolean => {
  const open = attempts.find(isOpen);
  if (open !== undefined) return isInDoubt(open, now);
  return payment.virtualAccount !== undefined && !('endedAt' in payment);
};

/** The rows of a payment, after a read of the PG where one is asked for and due. */
export const viewNow =
  (deps: GetPaymentDeps) =>
  async ({ tenant, paymentId, refresh }: GetPayment): Promise<PaymentView | undefined> => {
    const view = await deps.payments.byId({ tenant, paymentId });
    const now = deps.clock.now();
    const isNews = view !== undefined && mayHaveMoved(view, now);
    if (!refresh || !isNews || !mayRefresh(deps.instance, paymentId, now)) return view;
    await deps.readNow({ tenant, paymentId, actor: 'engine:refresh' });
    return deps.payments.byId({ tenant, paymentId });
  };

/** @returns 200 with the payment, 404 PAY_006. */
export const getPayment =
  (deps: GetPaymentDeps) =>
  async (asked: GetPayment): Promise<Answer> => {
    const view = await viewNow(deps)(asked);
    return view === undefined ? refusal('PAY_006') : done(await paymentNow(deps, view));
  };

/** @returns 200 with a page, 400 VAL_005 for a cursor that is not of this list. */
export const listPayments =
  ({ lists, clock, ...deps }: PageOf & { readonly lists: PaymentLists; readonly clock: Clock }) =>
  (ask: PageAsk & { readonly filter: PaymentFilter }): Promise<Answer> =>
    pageAnswer({ ...deps, clock }, ask, async (page) => {
      const found = await lists.list({ tenant: ask.tenant, filter: ask.filter, page });
      const now = clock.now();
      return { ...found, items: found.items.map((payment) => paymentItem(payment, now)) };
    });
