// TX-APPROVED: the PG took the money. With fulfilment `none` the same transaction goes on to the end;
// with `callback` it asks for the service and starts the saga; a cancel noted meanwhile starts the
// saga at its compensation instead.

import type { ServiceRequest } from '#core/fulfilment/service-request.ts';
import { type Instant, toIso } from '#core/kernel/instant.ts';
import { toWire } from '#core/kernel/money.ts';
import type { Ids } from '#core/kernel/ports.ts';
import type { LedgerGroup } from '#core/ledger/ledger-group.ts';
import {
  authorizationClosed,
  captured,
  captureKey,
  delivered,
  deliverKey,
  type MovementHead,
} from '#core/ledger/movements.ts';
import { completeOrder, isCancelNoted, type Order, payOrder } from '#core/orders/order.ts';
import type { EventDraft } from '#core/outbox/assemble-commit.ts';
import type { Change } from '#core/outbox/commit.ts';
import type { Saga } from '#core/sagas/saga.ts';
import { doubtClosing, fromDoubt, movementHead, type Told } from './case.ts';
import { keyTaken } from './claim-approval.ts';
import { actionOf, attemptEnded, type BareDraft, base, type Ending, resolved } from './ending.ts';
import { type Approval, approve, confirm, type Payment, type TakenPayment } from './payment.ts';
import type { PgPayment } from './payment-gateway.ts';
import { requestedEvent, sagaOf, serviceOf, startSaga } from './start-fulfilment.ts';

export interface Approving extends Omit<Ending, 'case'> {
  /** Without an attempt: a deposit came into the account that an earlier one issued. */
  readonly case: Told;
  readonly pg: PgPayment;
}

export interface Approved {
  readonly draft: BareDraft & { readonly groups: readonly LedgerGroup[] };
  readonly payment: TakenPayment;
  readonly order: Order;
}

export const approvalOf = (pg: PgPayment, at: Instant): Approval => ({
  pgTxId: pg.lastTransactionKey ?? pg.paymentKey,
  method: pg.method ?? { type: 'CARD' },
  ...(pg.approvalNumber === undefined ? {} : { approvalNumber: pg.approvalNumber }),
  ...(pg.receiptUrl === undefined ? {} : { receiptUrl: pg.receiptUrl }),
  approvedAt: at,
});

/** The money is there: of every payment, and of an order that is paid by it. */
export const takenEvents = (
  { case: kase, at }: Pick<Approving, 'case' | 'at'>,
  payment: TakenPayment,
  { isOrderPaid }: { readonly isOrderPaid: boolean },
): EventDraft[] => {
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
        ledgerGroups: [captureKey(payment.paymentId, payment.reversals?.length)],
      },
    },
    ...(isOrderPaid ? [paidEvent(order, payment, at)] : []),
  ];
};

const paidEvent = (order: Order, payment: TakenPayment, at: Instant): EventDraft => ({
  type: 'order.paid',
  of: order.orderId,
  data: {
    orderId: order.orderId,
    paymentId: payment.paymentId,
    amount: toWire(order.amount.minor),
    currency: order.amount.currency,
    fulfilment: order.terms.fulfilment,
    approvedAt: toIso(at),
  },
});

export const confirmedEvent = (order: Order, payment: TakenPayment, at: Instant): EventDraft => ({
  type: 'payment.confirmed',
  of: payment.paymentId,
  data: {
    paymentId: payment.paymentId,
    orderId: order.orderId,
    amount: toWire(payment.amount.minor),
    currency: payment.amount.currency,
    confirmedAt: toIso(at),
    ledgerGroups: [deliverKey(order.orderId, payment.reversals?.length)],
  },
});

/** The events of a deal that is final, with the saga's time where one ended with it. */
export const finalEvents = (
  order: Order,
  payment: TakenPayment,
  at: Instant,
  saga?: Saga,
): EventDraft[] => [
  confirmedEvent(order, payment, at),
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

/** What the approval makes of payment and order, and what it sets going. */
interface Outcome {
  readonly payment: TakenPayment;
  readonly order: Order;
  readonly saga: Saga | undefined;
  readonly service: ServiceRequest | undefined;
  /** The same transaction goes on to the end. */
  readonly isFinal: boolean;
}

const outcomeOf = (approving: Approving, ids: Ids): Outcome => {
  const { case: kase, pg, at } = approving;
  const isNoted = isCancelNoted(kase.order);
  const isFinal = kase.order.terms.fulfilment === 'none' && !isNoted;
  const service = isFinal || isNoted ? undefined : serviceOf(approving, ids);
  const saga = isFinal ? undefined : sagaOf(approving, service);

  const approved = approve(kase.payment, approvalOf(pg, at));
  const paid = payOrder(kase.order, at, service?.serviceRequestId);
  if (!isFinal) return { payment: approved, order: paid, saga, service, isFinal };
  return {
    payment: asOneVersion(confirm(approved, at), kase.payment as TakenPayment),
    order: asOneVersion(completeOrder(paid, at) as Order, kase.order),
    saga,
    service,
    isFinal,
  };
};

/** The attempt that took the money knows the PG's key from now on, also where the PG has made it. */
const attemptTaken = (approving: Approving): Change[] => {
  const { case: kase, pg } = approving;
  const { attempt } = kase;
  if (attempt === undefined) return [];
  const ending = { ...approving, case: { ...kase, attempt } };
  if (attempt.paymentKey !== undefined) return [attemptEnded(ending, 'SUCCEEDED')];
  const { paymentKey } = pg;
  return [
    attemptEnded(ending, 'SUCCEEDED', { paymentKey }),
    ...keyTaken({ ...attempt, paymentKey }),
  ];
};

const changesOf = (approving: Approving, outcome: Outcome): Change[] => {
  const { case: kase, pg } = approving;
  const { payment, order, saga, service, isFinal } = outcome;
  return [
    ...attemptTaken(approving),
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
};

const eventsOf = (approving: Approving, outcome: Outcome): EventDraft[] => {
  const { at } = approving;
  const { payment, order, service, isFinal } = outcome;
  return [
    ...resolved(approving, 'APPROVED'),
    ...takenEvents(approving, payment, { isOrderPaid: true }),
    ...(service === undefined ? [] : [requestedEvent(approving, service)]),
    ...(isFinal ? finalEvents(order, payment, at) : []),
  ];
};

/** E8: what was reserved is taken now. */
const letGo = ({ authorization, paymentId, amount }: Payment, head: MovementHead): LedgerGroup[] =>
  authorization === undefined ? [] : [authorizationClosed(head, { paymentId, amount })];

export const recordApproval = (approving: Approving, ids: Ids): Approved => {
  const { case: kase, at } = approving;
  const outcome = outcomeOf(approving, ids);
  const { payment, order, saga, service, isFinal } = outcome;
  const head = movementHead(kase, at);
  const { orderId, amount, taxFree } = order;
  const { paymentId, provider } = payment;
  return {
    payment,
    order,
    draft: {
      ...base(approving, 'TX-APPROVED'),
      changes: changesOf(approving, outcome),
      groups: [
        ...doubtClosing(kase, at),
        ...letGo(kase.payment, head),
        captured(head, { paymentId, provider, amount }),
        ...(isFinal ? [delivered(head, { orderId, amount, taxFree })] : []),
      ],
      events: eventsOf(approving, outcome),
      commands: saga === undefined ? [] : [startSaga(saga, service?.deadlineAt)],
      audit: {
        action: actionOf(approving),
        object: paymentId,
        statusBefore: kase.payment.status,
        statusAfter: payment.status,
      },
    },
  };
};
