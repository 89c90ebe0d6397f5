// An item with the rows it is about, as they are now, and what may be done about them now.
import type { Tenant } from '#core/contracts/tenant.ts';
import type { AttentionAction, TwoPersonAction } from '#core/contracts/vocabulary.ts';
import { twoPersonActions } from '#core/contracts/vocabulary.ts';
import type { ServiceRequests } from '#core/fulfilment/ports.ts';
import type { AttentionId } from '#core/kernel/ids.ts';
import type { Instant } from '#core/kernel/instant.ts';
import { type Attempt, isExhausted, isInDoubt, isOpen } from '#core/payments/attempt.ts';
import { isReserved, type ReservedPayment } from '#core/payments/payment.ts';
import type { Payments, PaymentView } from '#core/payments/ports.ts';
import { isEnded, type Saga } from '#core/sagas/saga.ts';
import type { AttentionItem } from './attention-item.ts';
import type { AttentionLookUp } from './ports.ts';

export interface MatterDeps {
  readonly items: AttentionLookUp;
  readonly tenants: () => Promise<readonly Tenant[]>;
  readonly payments: Payments;
  readonly services: ServiceRequests;
}

export interface Matter {
  readonly item: AttentionItem;
  readonly view?: PaymentView;
  /** The service's deadline, where the saga asks one. */
  readonly deadlineAt?: Instant;
}

const deadlineOf = async (
  { services }: MatterDeps,
  { tenant, serviceRequestId }: Saga,
): Promise<{ readonly deadlineAt?: Instant }> => {
  if (serviceRequestId === undefined) return {};
  const service = await services.byId({ tenant, serviceRequestId });
  return service === undefined ? {} : { deadlineAt: service.deadlineAt };
};

export const matterOf = async (deps: MatterDeps, item: AttentionItem): Promise<Matter> => {
  const { tenant, paymentId } = item;
  const view =
    paymentId === undefined ? undefined : await deps.payments.byId({ tenant, paymentId });
  if (view === undefined) return { item };
  return { item, view, ...(view.saga === undefined ? {} : await deadlineOf(deps, view.saga)) };
};

/** @returns undefined for an id that nobody knows. */
export const loadMatter = async (
  deps: MatterDeps,
  attentionId: AttentionId,
): Promise<Matter | undefined> => {
  const item = await deps.items.findAnywhere(attentionId, await deps.tenants());
  return item === undefined ? undefined : matterOf(deps, item);
};

/** The saga that this item holds up; undefined where the item is of a payment. */
export const heldSaga = ({ item, view }: Matter): Saga | undefined =>
  item.objectType === 'saga' && view?.saga?.status === 'NEEDS_ATTENTION' ? view.saga : undefined;

/** The one PG call of the payment that has no end yet. */
export const openAttempt = ({ view }: Matter): Attempt | undefined => view?.attempts.find(isOpen);

const returnsMoney = new Set<string>(['CANCEL_REFUSED', 'COMPENSATION_STUCK']);

/** Money that the saga was to give back, and no call of ours that may still do it. */
const mayReturn = (matter: Matter): boolean =>
  returnsMoney.has(matter.item.kind) &&
  heldSaga(matter) !== undefined &&
  openAttempt(matter) === undefined;

/** What the PG would not let go of: it is reserved until a void is taken, or its time is over. */
export const heldAtPg = (matter: Matter): ReservedPayment | undefined => {
  const { item, view } = matter;
  if (item.kind !== 'CANCEL_REFUSED' || item.objectType !== 'payment') return undefined;
  if (view === undefined || openAttempt(matter) !== undefined) return undefined;
  return isReserved(view.payment) ? view.payment : undefined;
};

const mayRetry = (matter: Matter): boolean => {
  const open = openAttempt(matter);
  return (
    heldAtPg(matter) !== undefined ||
    heldSaga(matter) !== undefined ||
    (open !== undefined && isExhausted(open)) ||
    (matter.item.kind === 'SAGA_STUCK' && matter.item.objectType === 'payment')
  );
};

/** Nothing hangs on the item: no saga that only it brings back, no doubt that only it remembers. */
const mayClose = (matter: Matter): boolean => {
  const open = openAttempt(matter);
  const saga = matter.view?.saga;
  if (matter.item.objectType === 'saga') return saga !== undefined && isEnded(saga);
  if (heldAtPg(matter) !== undefined) return false;
  return open === undefined || !isExhausted(open);
};

const mayAdopt = (matter: Matter, now: Instant): boolean => {
  const open = openAttempt(matter);
  return open !== undefined && isInDoubt(open, now);
};

/** Whether the rows, as they are now, leave room for an action. */
export const isPossible = (action: AttentionAction, matter: Matter, now: Instant): boolean => {
  switch (action) {
    case 'READ_AGAIN':
      return matter.item.objectType !== 'saga' || openAttempt(matter) !== undefined;
    case 'RETRY':
      return mayRetry(matter);
    case 'REFUND':
    case 'MANUAL_REFUND_DONE':
      return mayReturn(matter);
    case 'ADOPT_SUCCESS':
    case 'ADOPT_FAILURE':
      return mayAdopt(matter, now);
    case 'CLOSE':
      return mayClose(matter);
  }
};

const bySecond: ReadonlySet<string> = new Set(twoPersonActions);

export const isTwoPerson = (action: AttentionAction): action is TwoPersonAction =>
  bySecond.has(action);
