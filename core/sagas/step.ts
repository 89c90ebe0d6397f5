// What the steps of the saga share: the rows they look at first, and the way they commit.
import type { SagaInput } from '#core/contracts/steps/saga-input.ts';
import { parseTenant, type Tenant } from '#core/contracts/tenant.ts';
import type { ServiceRequests } from '#core/fulfilment/ports.ts';
import type { ServiceRequest } from '#core/fulfilment/service-request.ts';
import { present } from '#core/kernel/assert.ts';
import { DependencyUnavailable } from '#core/kernel/faults.ts';
import type { PaymentId } from '#core/kernel/ids.ts';
import type { Order } from '#core/orders/order.ts';
import type { Orders } from '#core/orders/ports.ts';
import { assembleCommit, type Cause, type Draft } from '#core/outbox/assemble-commit.ts';
import type { Commit, CommitLost } from '#core/outbox/commit.ts';
import type { CommitDeps } from '#core/outbox/commit-answer.ts';
import type { Payments, PaymentView } from '#core/payments/ports.ts';
import type { Saga } from './saga.ts';

export interface StepDeps extends CommitDeps {
  readonly orders: Orders;
  readonly payments: Payments;
  readonly services: ServiceRequests;
}

export interface StepRows {
  readonly order: Order;
  readonly view: PaymentView;
  readonly saga: Saga;
  readonly service: ServiceRequest | undefined;
}

export const stepCause = (input: SagaInput, state: string): Cause => ({
  requestId: input.requestId,
  ...(input.traceparent === undefined ? {} : { traceparent: input.traceparent }),
  actor: `saga:${state}`,
});

/**
 * Reads what a step needs: each row as it is, the order a moment before or after the others. What a former try has
 * done, any of the rows that it moved may tell alone.
 *
 * @throws AssertionFailed when a row of its saga is missing.
 */
export const readStep =
  ({ orders, payments, services }: StepDeps) =>
  async (input: SagaInput): Promise<StepRows> => {
    const tenant = present(parseTenant(input.tenant), 'a saga names its tenant');
    const [order, view, service] = await Promise.all([
      orders.byId({ tenant, orderId: input.orderId }),
      payments.byId({ tenant, paymentId: input.paymentId }),
      input.serviceRequestId === undefined
        ? undefined
        : services.byId({ tenant, serviceRequestId: input.serviceRequestId }),
    ]);
    return {
      order: present(order, 'a saga has its order'),
      view: present(view, 'a saga has its payment'),
      saga: present(view?.saga, 'a saga has its row'),
      service,
    };
  };

export const stepBase = (
  { order }: StepRows,
  input: SagaInput,
  state: string,
  at: Draft['at'],
) => ({
  tenant: order.tenant,
  userId: order.userId,
  rootId: order.orderId,
  at,
  cause: stepCause(input, state),
});

/** Somebody moved a row since the step read it: nothing was written, and the rows say more now. */
export class RowMoved extends DependencyUnavailable {
  readonly lost: CommitLost['lost'];

  constructor(name: Draft['name'], lost: CommitLost['lost']) {
    super(`${name} (${lost} moved meanwhile)`);
    this.lost = lost;
  }
}

/**
 * Commits a step. A lost condition means that somebody moved a row since it was read: the state's
 * retry reads again, so it leaves as an outage and never as an outcome.
 *
 * @returns What was stored, with the sequences and the group time it was stamped with.
 * @throws RowMoved when a condition was lost.
 */
export const commitStep =
  (deps: StepDeps) =>
  async (draft: Draft): Promise<Commit> => {
    const commit = assembleCommit(draft, deps.ids, deps.source);
    const committed = await deps.unitOfWork.commit(commit);
    if (!committed.ok) throw new RowMoved(draft.name, committed.error.lost);
    return commit;
  };

/** Whose saga an input belongs to. */
export const sagaOfInput = (
  input: SagaInput,
): { readonly tenant: Tenant; readonly paymentId: PaymentId } => ({
  tenant: present(parseTenant(input.tenant), 'a saga names its tenant'),
  paymentId: input.paymentId,
});
