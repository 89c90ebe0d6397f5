// Operators search payments: by a word that names one, by doubt, or a merchant's newest first.
import type { Answer } from '#core/contracts/http/answer.ts';
import type { Environment, Tenant } from '#core/contracts/tenant.ts';
import { present } from '#core/kernel/assert.ts';
import type { MerchantId, OrderId } from '#core/kernel/ids.ts';
import { toIso } from '#core/kernel/instant.ts';
import type { JsonObject } from '#core/kernel/json.ts';
import type { Clock } from '#core/kernel/ports.ts';
import { type PageAsk, type PageOf, pageAnswer } from '#core/orders/page.ts';
import type { Page, PageRequest } from '#core/orders/ports.ts';
import { type Attempt, isInDoubt } from './attempt.ts';
import { doubtfulCall } from './doubtful-call.ts';
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

/** A payment, and the call of it that is in doubt where doubts were asked for. */
interface Found {
  readonly payment: Payment;
  readonly attempt?: Attempt;
}

const placeOf = ({ payment: { createdAt, paymentId } }: Found): string =>
  `${toIso(createdAt)}#${paymentId}`;

/** One page of what is at hand already, newest first. */
const pageOfFew = (
  found: readonly Found[],
  { after, from, to, limit }: PageRequest,
): Page<Found> => {
  const wanted = found
    .filter(
      (one) =>
        (after === undefined || placeOf(one) < after) &&
        (from === undefined || one.payment.createdAt >= from) &&
        (to === undefined || one.payment.createdAt < to),
    )
    .toSorted((a, b) => (placeOf(a) < placeOf(b) ? 1 : -1));
  const items = wanted.slice(0, limit);
  if (wanted.length <= limit) return { items };
  return { items, next: placeOf(present(items.at(-1), 'a page has a place')) };
};

const matches =
  ({ merchantId, orderId, userId, pgTxId }: PaymentQuery) =>
  ({ payment }: Found): boolean =>
    (merchantId === undefined || payment.tenant.merchantId === merchantId) &&
    (orderId === undefined || payment.orderId === orderId) &&
    (userId === undefined || payment.userId === userId) &&
    (pgTxId === undefined || ('approval' in payment && payment.approval?.pgTxId === pgTxId));

/** What a word names; undefined where none was given. */
const namedBy = async (
  { search, tenants }: SearchDeps,
  environment: Environment,
  query: PaymentQuery,
): Promise<readonly Payment[] | undefined> => {
  const by = words.find((word) => query[word] !== undefined);
  if (by === undefined) return undefined;
  const { merchantId } = query;
  const among =
    merchantId === undefined ? await tenants(environment) : [{ environment, merchantId }];
  return search.named({ tenants: among, by, value: String(query[by]) });
};

/** Alone, IN_DOUBT asks for calls: a refund's too, beside which the payment keeps its status. */
const asksForDoubts = ({ status = [] }: PaymentQuery): boolean =>
  status.length > 0 && status.every((one) => one === 'IN_DOUBT');

/** What can be had without a merchant's list: payments that a word names, and doubts. */
const fewOf = async (
  deps: SearchDeps,
  environment: Environment,
  query: PaymentQuery,
): Promise<readonly Found[] | undefined> => {
  const { search, clock } = deps;
  const { merchantId, status } = query;
  const named = await namedBy(deps, environment, query);
  const now = clock.now();
  if (asksForDoubts(query)) {
    const calls =
      named === undefined
        ? await search.openCalls({ environment, merchantId })
        : await search.callsOf(named);
    return calls.filter(({ attempt }) => isInDoubt(attempt, now));
  }
  return named
    ?.filter((payment) => status?.includes(effectiveStatus(payment, now)) ?? true)
    .map((payment) => ({ payment }));
};

const read = async (
  deps: SearchDeps,
  environment: Environment,
  query: PaymentQuery,
  page: PageRequest,
): Promise<Page<Found>> => {
  const few = await fewOf(deps, environment, query);
  if (few !== undefined) return pageOfFew(few.filter(matches(query)), page);

  const { merchantId, userId, status, pgTxId } = query;
  const listed = await deps.lists.list({
    tenant: { environment, merchantId: merchantId as MerchantId },
    filter: {
      ...(userId === undefined ? {} : { userId }),
      ...(status === undefined ? {} : { statuses: status }),
      ...(pgTxId === undefined ? {} : { pgTxId }),
    },
    page,
  });
  return { ...listed, items: listed.items.map((payment) => ({ payment })) };
};

/** @returns 200 with a page, 400 VAL_005 for a cursor that is not of this list. */
export const searchPayments =
  (deps: SearchDeps) =>
  (ask: PageAsk & { readonly filter: PaymentQuery }): Promise<Answer> =>
    pageAnswer(deps, ask, async (page) => {
      const found = await read(deps, ask.tenant.environment, ask.filter, page);
      const now = deps.clock.now();
      const shown = ({ payment, attempt }: Found): JsonObject => ({
        merchantId: payment.tenant.merchantId,
        ...paymentItem(payment, now),
        ...(attempt === undefined ? {} : doubtfulCall([attempt], now)),
      });
      return { ...found, items: found.items.map(shown) };
    });
