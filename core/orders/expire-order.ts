// Writes what every reader sees already: an unpaid order past its time is cancelled, its payment expired.
// While a PG call is under way or in doubt, or money is reserved, nothing expires; the sweep looks again.
import type { Tenant } from '#core/contracts/tenant.ts';
import type { OrderId } from '#core/kernel/ids.ts';
import { assembleCommit } from '#core/outbox/assemble-commit.ts';
import type { CommitDeps } from '#core/outbox/commit-answer.ts';
import type { Payments } from '#core/payments/ports.ts';
import { closeOrder } from './close-order.ts';
import { overBy } from './order-object.ts';
import type { Orders } from './ports.ts';

export interface ExpireDeps extends CommitDeps {
  readonly orders: Orders;
  readonly payments: Payments;
}

/** @returns true when the order was closed now. */
export const expireOrder =
  (deps: ExpireDeps) =>
  async ({
    tenant,
    orderId,
  }: {
    readonly tenant: Tenant;
    readonly orderId: OrderId;
  }): Promise<boolean> => {
    const order = await deps.orders.byId({ tenant, orderId });
    if (order === undefined || order.status !== 'PENDING') return false;
    const view = await deps.payments.byId({ tenant, paymentId: order.current.paymentId });
    const at = deps.clock.now();
    // What was reserved and has lapsed ends by itself first, and the order with it or after it.
    if (view?.payment.status !== 'READY' || overBy(order, view.payment, at) === undefined) {
      return false;
    }

    const cause = { requestId: order.requestId, actor: 'engine:sweeper' };
    const closed = closeOrder({ order, payment: view.payment, reason: 'EXPIRED', cause, at });
    const committed = await deps.unitOfWork.commit(
      assembleCommit(closed.draft, deps.ids, deps.source),
    );
    return committed.ok;
  };
