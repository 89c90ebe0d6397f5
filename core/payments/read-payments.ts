// Reads of payments: one whole, a page of them, and the story of one.

import { type Answer, done, refusal } from '#core/contracts/http/answer.ts';
import type { Tenant } from '#core/contracts/tenant.ts';
import { present } from '#core/kernel/assert.ts';
import type { PaymentId } from '#core/kernel/ids.ts';
import type { Instant } from '#core/kernel/instant.ts';
import type { Clock, Instance } from '#core/kernel/ports.ts';
import { type PageAsk, type PageOf, pageAnswer } from '#core/orders/page.ts';
import { applyTruth } from './apply-truth.ts';
import { type Attempt, isInDoubt, isOpen } from './attempt.ts';
import { engineCause } from './case.ts';
import { paymentItem } from './payment-object.ts';
import type { PaymentFilter, PaymentLists, PaymentView } from './ports.ts';
import { type PaymentReads, paymentNow } from './present-payment.ts';
import type { ResolveDeps } from './resolve-attempt.ts';
import { readingEvidence, readPg } from './send-attempt.ts';

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
  readonly resolve: Omit<ResolveDeps, 'attempts' | 'callTimeoutMs'>;
  readonly instance: Instance;
}

/**
 * The call whose word is asked: one in doubt, or the one that issued an account, into which money may have
 * come and from which the bank may have taken it.
 */
const askedOf = ({ payment, attempts }: PaymentView, now: Instant): Attempt | undefined => {
  const open = attempts.find(isOpen);
  if (open !== undefined) return isInDoubt(open, now) ? open : undefined;
  const mayMove = payment.virtualAccount !== undefined && !('endedAt' in payment);
  return mayMove ? attempts.findLast(({ op }) => op === 'CONFIRM') : undefined;
};

/** Reads the PG and applies what it proves; a reading that proves nothing changes nothing. */
const refreshNow = async (
  deps: GetPaymentDeps,
  { payment: { tenant, paymentId } }: PaymentView,
  asked: Attempt,
): Promise<void> => {
  const reading = await readPg(deps.resolve, asked);
  if (reading.kind !== 'FOUND') return;
  const evidence = readingEvidence(reading, deps.clock.now());
  const cause = engineCause(asked, 'engine:refresh');
  await applyTruth(deps.resolve)({ tenant, paymentId, pg: reading.payment, evidence, cause });
};

/** @returns 200 with the payment, 404 PAY_006. */
export const getPayment =
  (deps: GetPaymentDeps) =>
  async ({ tenant, paymentId, refresh }: GetPayment): Promise<Answer> => {
    const view = await deps.payments.byId({ tenant, paymentId });
    if (view === undefined) return refusal('PAY_006');

    const now = deps.clock.now();
    const asked = refresh ? askedOf(view, now) : undefined;
    if (asked === undefined || !mayRefresh(deps.instance, paymentId, now)) {
      return done(await paymentNow(deps, view));
    }
    await refreshNow(deps, view, asked);
    const again = await deps.payments.byId({ tenant, paymentId });
    return done(await paymentNow(deps, present(again, 'a payment stays')));
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
