// C25: an execution failed, was stopped, or hangs, and its saga has not ended. A new run reads the rows
// and goes on from them; after three runs a person is asked.
import { type AttentionItem, severityOf } from '#core/attention/attention-item.ts';
import { openItem } from '#core/attention/open-item.ts';
import type { Tenant } from '#core/contracts/tenant.ts';
import { closeOverdue } from '#core/fulfilment/close-service.ts';
import type { ServiceRequests } from '#core/fulfilment/ports.ts';
import type { ServiceRequest } from '#core/fulfilment/service-request.ts';
import type { PaymentId } from '#core/kernel/ids.ts';
import { plus } from '#core/kernel/instant.ts';
import { firstVersion, next } from '#core/kernel/versioned.ts';
import { assembleCommit, type Draft } from '#core/outbox/assemble-commit.ts';
import type { CommitDeps } from '#core/outbox/commit-answer.ts';
import { isOpen } from '#core/payments/attempt.ts';
import type { Payments, PaymentView } from '#core/payments/ports.ts';
import { sagaInputOf } from '#core/payments/start-fulfilment.ts';
import type { Sagas, Workflows } from './ports.ts';
import { executionNameOf, isEnded, moveSaga, runsMax, type Saga } from './saga.ts';

export interface RestartDeps extends CommitDeps {
  readonly payments: Payments;
  readonly services: ServiceRequests;
  readonly sagas: Sagas;
  readonly workflows: Workflows;
}

const lookAgainMs = 60_000;
const actor = 'engine:sweeper';

const stuckItem = (saga: Saga, deps: RestartDeps): AttentionItem => {
  const at = deps.clock.now();
  return {
    ...firstVersion,
    tenant: saga.tenant,
    attentionId: deps.ids.next('attn'),
    kind: 'SAGA_STUCK',
    objectType: 'saga',
    objectId: saga.sagaId,
    orderId: saga.orderId,
    paymentId: saga.paymentId,
    step: saga.step,
    evidence: [{ runs: saga.runNo, execution: saga.executionName }],
    suggestedActions: ['RETRY'],
    severity: severityOf('SAGA_STUCK'),
    status: 'OPEN',
    openedAt: at,
    dueAt: plus(at, 900_000),
  };
};

const base = (saga: Saga, deps: RestartDeps) => ({
  tenant: saga.tenant,
  userId: saga.userId,
  rootId: saga.orderId,
  at: deps.clock.now(),
  cause: { requestId: saga.requestId, actor },
});

const handOver = (saga: Saga, deps: RestartDeps): Draft => {
  const item = stuckItem(saga, deps);
  return {
    ...base(saga, deps),
    name: 'TX-ATTENTION',
    changes: [
      ...openItem(item),
      {
        change: 'saga.advance',
        before: saga,
        after: moveSaga(saga, 'NEEDS_ATTENTION', 'NeedsAttention', deps.clock.now()),
      },
    ],
    events: [
      {
        type: 'saga.needs_attention',
        of: saga.sagaId,
        data: {
          attentionId: item.attentionId,
          sagaId: saga.sagaId,
          kind: item.kind,
          step: saga.step,
        },
      },
    ],
    audit: { action: 'attention.open', object: item.attentionId, statusAfter: 'OPEN' },
  };
};

const nextRun = (
  saga: Saga,
  deps: RestartDeps,
  deadlineAt: Parameters<typeof sagaInputOf>[2],
): Draft => {
  const runNo = saga.runNo + 1;
  const executionName = executionNameOf(saga, runNo);
  const dueAt = plus(deps.clock.now(), lookAgainMs);
  const after = next(saga, { runNo, executionName, entry: 'RESUME' as const, dueAt }) as Saga;
  return {
    ...base(saga, deps),
    name: 'TX-RUN',
    changes: [{ change: 'saga.advance', before: saga, after }],
    commands: [
      {
        objectId: saga.paymentId,
        body: {
          kind: 'START_SAGA',
          executionName,
          input: sagaInputOf(after, 'RESUME', deadlineAt),
        },
      },
    ],
  };
};

/**
 * Our own refund is open, or waits for its account: the watchdog of its attempt, or a person, ends it, and
 * no new run would help.
 */
const waitsForRefund = (view: PaymentView, saga: Saga): boolean =>
  (saga.waiting !== undefined &&
    view.refunds.some(
      ({ refundId, status }) => refundId === saga.refundId && status === 'PENDING_ACCOUNT',
    )) ||
  view.attempts.some((attempt) => attempt.objectId === saga.refundId && isOpen(attempt));

/** What must be waited for instead of a new run: service, own refund, an execution that lives or will. */
const isUnderWay = async (
  deps: RestartDeps,
  view: PaymentView,
  saga: Saga,
  service: ServiceRequest | undefined,
): Promise<boolean> => {
  if (service?.state === 'OPEN') {
    if (deps.clock.now() >= service.deadlineAt) await closeOverdue(deps)(service, actor);
    return true;
  }
  if (waitsForRefund(view, saga)) return true;
  // An execution that was never started is not a dead one: the sweep hands its command out again.
  if (await deps.sagas.isStartPending(saga)) return true;
  return deps.workflows.isRunning(saga.executionName);
};

const roundsMax = 3;

/** @returns false when a row moved since it was read: what is needed now may be something else. */
const restartOnce = async (
  deps: RestartDeps,
  key: { readonly tenant: Tenant; readonly paymentId: PaymentId },
): Promise<boolean> => {
  const view = await deps.payments.byId(key);
  const saga = view?.saga;
  if (view === undefined || saga === undefined) return true;
  if (isEnded(saga) || saga.status === 'NEEDS_ATTENTION') return true;

  const { serviceRequestId, tenant } = saga;
  const service =
    serviceRequestId === undefined
      ? undefined
      : await deps.services.byId({ tenant, serviceRequestId });
  if (await isUnderWay(deps, view, saga, service)) {
    await deps.sagas.lookAgainAt({ ...key, at: plus(deps.clock.now(), lookAgainMs) });
    return true;
  }
  const draft =
    saga.runNo >= runsMax ? handOver(saga, deps) : nextRun(saga, deps, service?.deadlineAt);
  const result = await deps.unitOfWork.commit(assembleCommit(draft, deps.ids, deps.source));
  return result.ok;
};

/**
 * Does what an unfinished saga needs now. Safe to repeat and to run beside a living execution: a step
 * that outlived its execution may still write, and then the rows are read again.
 */
export const restartSaga =
  (deps: RestartDeps) =>
  async (key: { readonly tenant: Tenant; readonly paymentId: PaymentId }): Promise<void> => {
    for (let round = 0; round < roundsMax; round += 1) {
      if (await restartOnce(deps, key)) return;
    }
    await deps.sagas.lookAgainAt({ ...key, at: plus(deps.clock.now(), lookAgainMs) });
  };
