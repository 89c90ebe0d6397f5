// Operators search payments: by a word that names one, by doubt, or a merchant's newest first.
import type { Answer } from '#core/contracts/http/answer.ts';
import type { Environment, Tenant } from '#core/contracts/tenant.ts';
import { present } from '#core/kernel/assert.ts';
import type { MerchantId, OrderId } from '#core/kernel/ids.ts';
import { type Instant, toIso } from '#core/kernel/instant.ts';
import type { JsonObject } from '#core/kernel/json.ts';
import type { Clock } from '#core/kernel/ports.ts';
import { type PageAsk, type PageOf, pageAnswer } from '#core/orders/page.ts';
import type { Page, PageRequest } from '#core/orders/ports.ts';
import type { Payment } from './payment.ts';
import { effectiveStatus, paymentItem } from './payment-object.ts';
import type { PaymentLists, PaymentSearch } from './ports.ts';

export interface PaymentQuery {
  readonly merchantId?: MerchantId;
  readonly pgTxId?: string;
  readonly paymentKey?: string;
  readonly merchantOrderId?: string;
  readonly orderId?: OrderId;
  readonly userId?: string;
  readonly status?: readonly string[];
}

export interface SearchDeps extends PageOf {
  readonly search: PaymentSearch;
  readonly lists: PaymentLists;
  readonly tenants: (environment: Environment) => Promise<readonly Tenant[]>;
  readonly clock: Clock;
}

const words = ['paymentKey', 'orderId', 'merchantOrderId'] as const;

const placeOf = ({ createdAt, paymentId }: Payment): string => `${toIso(createdAt)}#${paymentId}`;

/** One page of what is at hand already, newest first. */
const pageOfFew = (found: readonly Payment[], { after, from, to, limit }: PageRequest) => {
  const wanted = found
    .filter(
      (payment) =>
        (after === undefined || placeOf(payment) < after) &&
        (from === undefined || payment.createdAt >= from) &&
        (to === undefined || payment.createdAt < to),
    )
    .toSorted((a, b) => (placeOf(a) < placeOf(b) ? 1 : -1));
  const items = wanted.slice(0, limit);
  if (wanted.length <= limit) return { items };
  return { items, next: placeOf(present(items.at(-1), 'a page has a place')) };
};

const matches =
  ({ orderId, userId, status, pgTxId }: PaymentQuery, now: Instant) =>
  (payment: Payment): boolean =>
    (orderId === undefined || payment.orderId === orderId) &&
    (userId === undefined || payment.userId === userId) &&
    (pgTxId === undefined || ('approval' in payment && payment.approval?.pgTxId === pgTxId)) &&
    (status === undefined || status.includes(effectiveStatus(payment, now)));

/** What a word names; undefined where none was given. */
const namedBy = async (
  { search, tenants }: SearchDeps,
  environment: Environment,
  query: PaymentQuery,
): Promise<readonly Payment[] | undefined> => {
  const by = words.find((word) => query[word] !== undefined);
  if (by === undefined) {
    return query.merchantId === undefined ? search.inDoubt(environment) : undefined;
  }
  const { merchantId } = query;
  const among =
    merchantId === undefined ? await tenants(environment) : [{ environment, merchantId }];
  return search.named({ tenants: among, by, value: String(query[by]) });
};

const read = async (
  deps: SearchDeps,
  environment: Environment,
  query: PaymentQuery,
  page: PageRequest,
): Promise<Page<Payment>> => {
  const found = await namedBy(deps, environment, query);
  if (found !== undefined) {
    return pageOfFew(found.filter(matches(query, deps.clock.now())), page);
  }
  const { merchantId, userId, status, pgTxId } = query;
  return deps.lists.list({
    tenant: { environment, merchantId: merchantId as MerchantId },
    filter: {
      ...(userId === undefined ? {} : { userId }),
      ...(status === undefined ? {} : { statuses: status }),
      ...(pgTxId === undefined ? {} : { pgTxId }),
    },
    page,
  });
};

/** @returns 200 with a page, 400 VAL_005 for a cursor that is not of this list. */
export const searchPayments =
  (deps: SearchDeps) =>
  (ask: PageAsk & { readonly filter: PaymentQuery }): Promise<Answer> =>
    pageAnswer(deps, ask, async (page) => {
      const found = await read(deps, ask.tenant.environment, ask.filter, page);
      const now = deps.clock.now();
      const shown = (payment: Payment): JsonObject => ({
        merchantId: payment.tenant.merchantId,
        ...paymentItem(payment, now),
      });
      return { ...found, items: found.items.map(shown) };
    });
