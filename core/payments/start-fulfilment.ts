// What an approval sets going: the service request, the saga that waits for it, and the command that
// starts the machine. A cancel noted during the doubt starts the saga at its compensation instead.
import type { SagaInput } from '#core/contracts/steps/saga-input.ts';
import { tenantText } from '#core/contracts/tenant.ts';
import type { ServiceRequest } from '#core/fulfilment/service-request.ts';
import { derivedId } from '#core/kernel/ids.ts';
import { type Instant, plus, toIso } from '#core/kernel/instant.ts';
import { toWire } from '#core/kernel/money.ts';
import type { Ids } from '#core/kernel/ports.ts';
import { firstVersion } from '#core/kernel/versioned.ts';
import type { Cause, CommandDraft, EventDraft } from '#core/outbox/assemble-commit.ts';
import { executionNameOf, type Saga } from '#core/sagas/saga.ts';
import type { Case } from './case.ts';

interface Approved {
  readonly case: Pick<Case, 'order' | 'payment'>;
  readonly cause: Cause;
  readonly at: Instant;
}

const sweepAfterMs = 60_000;

export const sagaOf = (
  { case: { order, payment }, cause, at }: Approved,
  service?: ServiceRequest,
): Saga => {
  const base = {
    ...firstVersion,
    tenant: order.tenant,
    sagaId: derivedId('saga', payment.paymentId),
    paymentId: payment.paymentId,
    orderId: order.orderId,
    userId: order.userId,
    status: 'RUNNING' as const,
    step: 'ExecuteService',
    steps: {},
    runNo: 1,
    approvedAt: at,
    startedAt: at,
    requestId: cause.requestId,
    ...(cause.traceparent === undefined ? {} : { traceparent: cause.traceparent }),
  };
  return {
    ...base,
    executionName: executionNameOf(base, 1),
    entry: service === undefined ? 'COMPENSATE' : 'EXECUTE',
    ...(service === undefined ? { reason: 'cancel_requested' as const } : {}),
    ...(service === undefined ? {} : { serviceRequestId: service.serviceRequestId }),
    timeoutSeconds: service === undefined ? 0 : order.terms.timeoutSeconds,
    dueAt: plus(service?.deadlineAt ?? at, sweepAfterMs),
  };
};

/** @param deadlineAt - The service's deadline; without a service the input names none. */
export const sagaInputOf = (saga: Saga, entry: Saga['entry'], deadlineAt?: Instant): SagaInput => ({
  v: 1,
  tenant: tenantText(saga.tenant),
  sagaId: saga.sagaId,
  paymentId: saga.paymentId,
  orderId: saga.orderId,
  ...(saga.serviceRequestId === undefined ? {} : { serviceRequestId: saga.serviceRequestId }),
  userId: saga.userId,
  entry,
  from: null,
  ...(deadlineAt === undefined
    ? {}
    : { service: { timeoutSeconds: saga.timeoutSeconds, deadline: toIso(deadlineAt) } }),
  approvedAt: toIso(saga.approvedAt),
  requestId: saga.requestId,
  ...(saga.traceparent === undefined ? {} : { traceparent: saga.traceparent }),
});

export const startSaga = (saga: Saga, deadlineAt: Instant | undefined): CommandDraft => ({
  objectId: saga.paymentId,
  body: {
    kind: 'START_SAGA',
    executionName: saga.executionName,
    input: sagaInputOf(saga, saga.entry, deadlineAt),
  },
});

export const serviceOf = (
  { case: { order, payment }, cause, at }: Approved,
  ids: Ids,
): ServiceRequest => ({
  ...firstVersion,
  tenant: order.tenant,
  serviceRequestId: ids.next('svc'),
  orderId: order.orderId,
  paymentId: payment.paymentId,
  sagaId: derivedId('saga', payment.paymentId),
  userId: order.userId,
  serviceId: order.serviceId,
  state: 'OPEN',
  deadlineAt: plus(at, order.terms.timeoutSeconds * 1_000),
  rejected: 0,
  requestId: cause.requestId,
});

export const requestedEvent = (
  { case: { order } }: Approved,
  service: ServiceRequest,
): EventDraft => ({
  type: 'service.requested',
  of: service.serviceRequestId,
  data: {
    serviceRequestId: service.serviceRequestId,
    orderId: order.orderId,
    paymentId: service.paymentId,
    serviceId: order.serviceId,
    deadline: toIso(service.deadlineAt),
    amount: toWire(order.amount.minor),
    creditAmount: 0,
    currency: order.amount.currency,
    ...(order.metadata === undefined ? {} : { metadata: order.metadata }),
  },
});
