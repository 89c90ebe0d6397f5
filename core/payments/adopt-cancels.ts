// Adopts what the PG returned without us: one transaction per PG cancel, each once for ever.
import type { Tenant } from '#core/contracts/tenant.ts';
import type { PaymentId } from '#core/kernel/ids.ts';
import { isLess } from '#core/kernel/money.ts';
import type { Orders } from '#core/orders/ports.ts';
import { assembleCommit, type Cause } from '#core/outbox/assemble-commit.ts';
import type { CommitDeps } from '#core/outbox/commit-answer.ts';
import type { PgCancel } from './payment-gateway.ts';
import type { Payments } from './ports.ts';
import { recordExternal } from './record-return.ts';

interface Deps extends CommitDeps {
  readonly orders: Orders;
  readonly payments: Payments;
}

export interface Adopting {
  readonly tenant: Tenant;
  readonly paymentId: PaymentId;
  readonly cancels: readonly PgCancel[];
  readonly cause: Cause;
}

/** A cancel that is known already loses its condition and changes nothing. */
export const adoptCancels =
  (deps: Deps) =>
  async ({ tenant, paymentId, cancels, cause }: Adopting): Promise<void> => {
    for (const cancel of cancels) {
      const view = await deps.payments.byId({ tenant, paymentId });
      if (view === undefined) return;
      const isKnown = view.refunds.some(({ pgTxId }) => pgTxId === cancel.transactionKey);
      if (isKnown || isLess(view.payment.amounts.refundable, cancel.amount)) continue;

      const order = await deps.orders.byId({ tenant, orderId: view.payment.orderId });
      if (order === undefined) return;
      const kase = {
        order,
        payment: view.payment,
        ...(view.saga === undefined ? {} : { saga: view.saga }),
      };
      const { draft } = recordExternal(
        { case: kase, cancel, amount: cancel.amount, at: deps.clock.now(), cause },
        deps.ids,
      );
      await deps.unitOfWork.commit(assembleCommit(draft, deps.ids, deps.source));
    }
  };
