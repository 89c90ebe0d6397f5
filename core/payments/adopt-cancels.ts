// Adopts what the PG returned without us: one transaction per PG cancel, each once for ever.

import type { Tenant } from '#core/contracts/tenant.ts';
import type { ServiceRequests } from '#core/fulfilment/ports.ts';
import type { ServiceRequest } from '#core/fulfilment/service-request.ts';
import type { PaymentId } from '#core/kernel/ids.ts';
import { equals, isLess, isZero } from '#core/kernel/money.ts';
import type { Order } from '#core/orders/order.ts';
import type { Orders } from '#core/orders/ports.ts';
import { assembleCommit, type Cause } from '#core/outbox/assemble-commit.ts';
import type { CommitDeps } from '#core/outbox/commit-answer.ts';
import { type Refund, refundMark } from '#core/refunds/refund.ts';
import { giveWay, inTheWay } from './give-way.ts';
import type { PgCancel } from './payment-gateway.ts';
import type { Payments, PaymentView } from './ports.ts';
import { recordExternal } from './record-external.ts';

interface Deps extends CommitDeps {
  readonly orders: Orders;
  readonly payments: Payments;
  readonly services: ServiceRequests;
}

export interface Adopting {
  readonly tenant: Tenant;
  readonly paymentId: PaymentId;
  readonly cancels: readonly PgCancel[];
  readonly cause: Cause;
}

/** What the repairer must know: whether all is done, and what our books have no room for. */
export interface Adopted {
  readonly isSettled: boolean;
  readonly tooLarge: readonly PgCancel[];
}

/**
 * Between the service's outcome and the saga's end no step may find the payment changed under it, and
 * while a refund of our own is open nobody knows which of the PG's cancels is ours.
 */
const mustWait = ({ payment, saga }: PaymentView, service: ServiceRequest | undefined): boolean =>
  payment.openAttempt !== undefined ||
  (saga?.status === 'RUNNING' && service !== undefined && service.state !== 'OPEN') ||
  // A completion that is before a person comes about one day, and delivers what is paid.
  (saga?.status === 'NEEDS_ATTENTION' && service?.state === 'COMPLETED');

/** The mark says whose cancel it is, not that it returned what was asked for. */
const isFoundDone = ({ refundId, status, amount }: Refund, cancel: PgCancel): boolean =>
  status === 'FAILED' &&
  cancel.reason.endsWith(refundMark(refundId)) &&
  equals(amount, cancel.amount);

/**
 * A refund of ours that two persons vouched for: the key they read is not the PG's, and its mark tells it. The
 * first such cancel is meant; one more is one too many.
 */
const isVouchedFor = (
  { refunds, attempts }: PaymentView,
  { cancels }: Pick<Adopting, 'cancels'>,
  cancel: PgCancel,
): boolean =>
  refunds.some(({ refundId, status, amount }) => {
    const first = cancels.find(({ reason }) => reason.endsWith(refundMark(refundId)));
    return (
      first?.transactionKey === cancel.transactionKey &&
      status === 'SUCCEEDED' &&
      equals(amount, cancel.amount) &&
      attempts.some(
        ({ objectId, evidence }) =>
          objectId === refundId && evidence.some(({ source }) => source === 'OPERATOR'),
      )
    );
  });

/** What waits for its account gives way. What waits for its turn is refused by the PG, and makes room then. */
const makeRoom = async (
  deps: Deps,
  view: PaymentView,
  { order, cancel, cause }: { order: Order; cancel: PgCancel; cause: Cause },
): Promise<'LOST' | 'LATER' | 'TOO_LARGE'> => {
  const { payment } = view;
  const waiting = inTheWay(view, cancel.amount);
  if (waiting === undefined) return isZero(payment.amounts.refunding) ? 'TOO_LARGE' : 'LATER';
  await giveWay(deps)({ case: { order, payment }, refund: waiting, cause });
  return 'LOST';
};

/** `LOST`: a row moved since it was read, since a token, an outcome or another step came first. */
const adoptOnce = async (
  deps: Deps,
  { tenant, paymentId, cancels, cause }: Adopting,
  cancel: PgCancel,
): Promise<'DONE' | 'LOST' | 'LATER' | 'TOO_LARGE'> => {
  const view = await deps.payments.byId({ tenant, paymentId });
  if (view === undefined) return 'DONE';
  const isKnown = view.refunds.some(({ pgTxId }) => pgTxId === cancel.transactionKey);
  if (isKnown || isVouchedFor(view, { cancels }, cancel)) return 'DONE';

  const { orderId } = view.payment;
  const order = await deps.orders.byId({ tenant, orderId });
  if (order === undefined) return 'DONE';
  const { serviceRequestId } = order;
  const service =
    serviceRequestId === undefined
      ? undefined
      : await deps.services.byId({ tenant, serviceRequestId });
  if (mustWait(view, service)) return 'LATER';
  if (isLess(view.payment.amounts.refundable, cancel.amount)) {
    return makeRoom(deps, view, { order, cancel, cause });
  }
  const kase = {
    order,
    payment: view.payment,
    ...(view.saga === undefined ? {} : { saga: view.saga }),
  };
  const { refunds } = view;
  const failed = refunds.find((refund) => isFoundDone(refund, cancel));
  const draft = recordExternal(
    { case: kase, refunds, failed, service, cancel, at: deps.clock.now(), cause },
    deps.ids,
  );
  const committed = await deps.unitOfWork.commit(assembleCommit(draft, deps.ids, deps.source));
  return committed.ok ? 'DONE' : 'LOST';
};

const roundsMax = 3;

const adoptOne = async (deps: Deps, adopting: Adopting, cancel: PgCancel) => {
  for (let round = 0; round < roundsMax; round += 1) {
    const adopted = await adoptOnce(deps, adopting, cancel);
    if (adopted !== 'LOST') return adopted;
  }
  return 'LATER';
};

/** A cancel that is known already changes nothing. What is not settled is left to the repairer. */
export const adoptCancels =
  (deps: Deps) =>
  async (adopting: Adopting): Promise<Adopted> => {
    const tooLarge: PgCancel[] = [];
    let isSettled = true;
    for (const cancel of adopting.cancels) {
      const adopted = await adoptOne(deps, adopting, cancel);
      if (adopted === 'TOO_LARGE') tooLarge.push(cancel);
      if (adopted === 'LATER') isSettled = false;
    }
    return { isSettled, tooLarge };
  };
