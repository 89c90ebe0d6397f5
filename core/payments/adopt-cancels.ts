// Adopts what the PG returned without us: one transaction per PG cancel, each once for ever.

import type { Tenant } from '#core/contracts/tenant.ts';
import type { ServiceRequests } from '#core/fulfilment/ports.ts';
import type { PaymentId } from '#core/kernel/ids.ts';
import { isLess } from '#core/kernel/money.ts';
import type { Orders } from '#core/orders/ports.ts';
import { assembleCommit, type Cause } from '#core/outbox/assemble-commit.ts';
import type { CommitDeps } from '#core/outbox/commit-answer.ts';
import type { PgCancel } from './payment-gateway.ts';
import type { Payments } from './ports.ts';
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

/** @returns false when a row moved since it was read: a token, an outcome or another step came first. */
const adoptOnce = async (
  deps: Deps,
  { tenant, paymentId, cause }: Adopting,
  cancel: PgCancel,
): Promise<boolean> => {
  const view = await deps.payments.byId({ tenant, paymentId });
  const isKnown = view?.refunds.some(({ pgTxId }) => pgTxId === cancel.transactionKey);
  if (view === undefined || isKnown !== false) return true;
  if (isLess(view.payment.amounts.refundable, cancel.amount)) return true;

  const { orderId } = view.payment;
  const order = await deps.orders.byId({ tenant, orderId });
  if (order === undefined) return true;
  const { serviceRequestId } = order;
  const service =
    serviceRequestId === undefined
      ? undefined
      : await deps.services.byId({ tenant, serviceRequestId });
  const kase = {
    order,
    payment: view.payment,
    ...(view.saga === undefined ? {} : { saga: view.saga }),
  };
  const { draft } = recordExternal(
    { case: kase, service, cancel, at: deps.clock.now(), cause },
    deps.ids,
  );
  return (await deps.unitOfWork.commit(assembleCommit(draft, deps.ids, deps.source))).ok;
};

const roundsMax = 3;

/** A cancel that is known already changes nothing. */
export const adoptCancels =
  (deps: Deps) =>
  async (adopting: Adopting): Promise<void> => {
    for (const cancel of adopting.cancels) {
      for (let round = 0; round < roundsMax; round += 1) {
        if (await adoptOnce(deps, adopting, cancel)) break;
      }
    }
  };
