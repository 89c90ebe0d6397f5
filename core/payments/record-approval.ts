// TX-APPROVED: the PG took the money. With fulfilment `none` the same transaction goes on to the end;
// with `callback` it asks for the service and starts the saga; a cancel noted meanwhile starts the
// saga at its compensation instead.
import type { SagaInput } from '#core/contracts/steps/saga-input.ts';
import { tenantText } from '#core/contracts/tenant.ts';
import type { ServiceRequest } from '#core/fulfilment/service-request.ts';
import { derivedId } from '#core/kernel/ids.ts';
import { type Instant, plus, toIso } from '#core/kernel/instant.ts';
import { toWire } from '#core/kernel/money.ts';
import type { Ids } from '#core/kernel/ports.ts';
import { firstVersion } from '#core/kernel/versioned.ts';
import { captured, delivered } from '#core/ledger/movements.ts';
import { completeOrder, type Order, payOrder } from '#core/orders/order.ts';
import type { Cause, CommandDraft, Draft, EventDraft } from '#core/outbox/assemble-commit.ts';
import type { Change } from '#core/outbox/commit.ts';
import { executionNameOf, type Saga } from '#core/sagas/saga.ts';
import { type Evidence, move } from './attempt.ts';
import { type Case, doubtClosing, doubtResolved, fromDoubt, movementHead } from './case.ts';
import { type Approval, approve, confirm, type TakenPayment } from './payment.ts';
import type { PgPayment } from './payment-gateway.ts';

export interface Approving {
  readonly case: Case;
  readonly pg: PgPayment;
  readonly evidence: Evidence;
  readonly cause: Cause;
  readonly at: Instant;
}

export interface Approved {
  readonly draft: Omit<Draft, 'idempotency'>;
  readonly payment: TakenPayment;
  readonly order: Order;
}

const approvalOf = (pg: PgPayment, at: Instant): Approval => ({
  pgTxId: pg.lastTransactionKey ?? pg.paymentKey,
  method: pg.method ?? { type: 'CARD' },
  ...(pg.approvalNumber === undefined ? {} : { approvalNumber: pg.approvalNumber }),
  ...(pg.receiptUrl === undefined ? {} : { receiptUrl: pg.receiptUrl }),
  approvedAt: at,
});

const sweepAfterMs = 60_000;

const sagaOf = (
  { case: { order, payment }, cause, at }: Approving,
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

const startSaga = (saga: Saga, deadlineAt: Instant | undefined): CommandDraft => ({
  objectId: saga.paymentId,
  body: {
    kind: 'START_SAGA',
    executionName: saga.executionName,
    input: sagaInputOf(saga, saga.entry, deadlineAt),
  },
});

const serviceOf = (
  { case: { order, payment }, cause, at }: Approving,
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

const takenEvents = (approving: Approving, payment: TakenPayment): EventDraft[] => {
  const { case: kase, at } = approving;
  const { order } = kase;
  const tenders = {
    amount: toWire(order.amount.minor),
    pgAmount: toWire(order.amount.minor),
    creditAmount: 0,
    currency: order.amount.currency,
  };
  const ids = { paymentId: payment.paymentId, orderId: order.orderId, status: 'APPROVED' };
  const key = { pgTransactionKey: payment.approval.pgTxId };
  return [
    {
      type: 'payment.approved',
      of: payment.paymentId,
      data: {
        ...ids,
        ...tenders,
        ...key,
        method: payment.approval.method.type,
        pg: payment.provider,
        ...fromDoubt(kase),
        ...(order.metadata === undefined ? {} : { metadata: order.metadata }),
      },
    },
    {
      type: 'payment.captured',
      of: payment.paymentId,
      data: {
        ...ids,
        ...tenders,
        ...key,
        ...fromDoubt(kase),
        ledgerGroups: [`capture:${payment.paymentId}`],
      },
    },
    {
      type: 'order.paid',
      of: order.orderId,
      data: {
        orderId: order.orderId,
        paymentId: payment.paymentId,
        amount: tenders.amount,
        currency: tenders.currency,
        fulfilment: order.terms.fulfilment,
        approvedAt: toIso(at),
      },
    },
  ];
};

const requestedEvent = ({ case: { order } }: Approving, service: ServiceRequest): EventDraft => ({
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

/** The events of a deal that is final, with the saga's time where one ended with it. */
export const finalEvents = (
  order: Order,
  payment: TakenPayment,
  at: Instant,
  saga?: Saga,
): EventDraft[] => [
  {
    type: 'payment.confirmed',
    of: payment.paymentId,
    data: {
      paymentId: payment.paymentId,
      orderId: order.orderId,
      amount: toWire(payment.amount.minor),
      currency: payment.amount.currency,
      confirmedAt: toIso(at),
      ledgerGroups: [`deliver:${order.orderId}`],
    },
  },
  {
    type: 'order.completed',
    of: order.orderId,
    data: {
      orderId: order.orderId,
      paymentId: payment.paymentId,
      approvedAt: toIso(payment.approval.approvedAt),
      completedAt: toIso(at),
      ...(saga === undefined
        ? {}
        : {
            saga: {
              startedAt: toIso(saga.startedAt),
              durationMs: Math.max(0, at - saga.startedAt),
            },
          }),
    },
  },
];

/** Two transitions of one aggregate in one transaction count as one version. */
const asOneVersion = <T extends { readonly version: number }>(row: T, before: T): T => ({
  ...row,
  version: before.version + 1,
});

export const recordApproval = (approving: Approving, ids: Ids): Approved => {
  const { case: kase, pg, evidence, cause, at } = approving;
  const isCancelNoted =
    'cancelRequestedAt' in kase.order && kase.order.cancelRequestedAt !== undefined;
  const isFinal = kase.order.terms.fulfilment === 'none' && !isCancelNoted;
  const service = isFinal || isCancelNoted ? undefined : serviceOf(approving, ids);
  const saga = isFinal ? undefined : sagaOf(approving, service);

  const approved = approve(kase.payment, approvalOf(pg, at));
  const paid = payOrder(kase.order, at, service?.serviceRequestId);
  const payment = isFinal
    ? asOneVersion(confirm(approved, at), kase.payment as TakenPayment)
    : approved;
  const order = isFinal ? asOneVersion(completeOrder(paid, at) as Order, kase.order) : paid;
  const head = movementHead(kase, at);
  const { amount, taxFree } = order;

  const changes: Change[] = [
    {
      change: 'attempt.advance',
      before: kase.attempt,
      after: move(kase.attempt, 'SUCCEEDED', [evidence]),
    },
    {
      change: 'payment.advance',
      before: kase.payment,
      after: payment,
      via: isFinal ? ['APPROVED', 'CONFIRMED'] : ['APPROVED'],
    },
    { change: 'order.advance', before: kase.order, after: order },
    {
      change: 'unique.create',
      tenant: order.tenant,
      kind: 'PGTX',
      value: `A:${pg.paymentKey}`,
      owner: payment.paymentId,
    },
    ...(saga === undefined ? [] : [{ change: 'saga.create' as const, saga }]),
    ...(service === undefined ? [] : [{ change: 'service.create' as const, service }]),
  ];
  return {
    payment,
    order,
    draft: {
      name: 'TX-APPROVED',
      tenant: order.tenant,
      userId: order.userId,
      rootId: order.orderId,
      at,
      cause,
      changes,
      groups: [
        ...doubtClosing(kase, at),
        captured(head, { paymentId: payment.paymentId, provider: payment.provider, amount }),
        ...(isFinal ? [delivered(head, { orderId: order.orderId, amount, taxFree })] : []),
      ],
      events: [
        ...doubtResolved(kase, 'APPROVED', evidence.source === 'REPLY' ? 'REPLY' : 'READ', at),
        ...takenEvents(approving, payment),
        ...(service === undefined ? [] : [requestedEvent(approving, service)]),
        ...(isFinal ? finalEvents(order, payment, at) : []),
      ],
      commands: saga === undefined ? [] : [startSaga(saga, service?.deadlineAt)],
      audit: {
        action: 'payment.confirm',
        object: payment.paymentId,
        statusBefore: kase.payment.status,
        statusAfter: payment.status,
      },
    },
  };
};
