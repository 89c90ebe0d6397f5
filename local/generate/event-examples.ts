// One valid example of each event type, as the documents show it and the contract test checks it.

import {
  type EventBody,
  type EventType,
  eventCatalogue,
} from '#core/contracts/events/catalogue.ts';
import {
  type CloudEvent,
  cloudEventType,
  eventDataSchema,
  eventSequence,
} from '#core/contracts/events/cloud-event.ts';
import { present } from '#core/kernel/assert.ts';
import { derivedId, type IdPrefix, type IdTypes, parseId } from '#core/kernel/ids.ts';

const id = <P extends IdPrefix>(prefix: P, text: string): IdTypes[P] =>
  present(parseId(prefix, text), `not an id: ${text}`);

const orderId = id('ord', 'ord_01KJPBG54TEGFV0XS2T709NSFK');
const paymentId = id('pay', 'pay_01KJPBG54TFCY9TKJZC1RR54X4');
const nextPaymentId = id('pay', 'pay_01KJPBH3Q8F1A9M4S6T7V8W9X0');
const sagaId = derivedId('saga', paymentId);
const serviceRequestId = id('svc', 'svc_01KJPBH91CEATA3HBDFT7S04HM');
const attentionId = id('attn', 'attn_01KJPBMV5TE3B8A2N4P6Q8R0S2');
const refundId = 'rf_01KJPBG54TFCY9TKJZC1RR54X4';

const at = '2026-03-02T04:05:06.789Z';
const later = '2026-03-02T04:05:16.789Z';
const currency = 'KRW';
const tenders = { amount: 11_000, pgAmount: 8_000, creditAmount: 3_000 };
const payment = { paymentId, orderId, amount: 11_000, currency };
const failure = { type: 'HARD', pgCode: 'REJECT_CARD_PAYMENT', pgMessage: 'limit' } as const;
const service = { serviceRequestId, orderId };
const saga = { sagaId, paymentId, orderId, reason: 'service_failed' } as const;

const refund = {
  refundId,
  paymentId,
  orderId,
  ...tenders,
  currency,
  origin: 'COMPENSATION',
  destination: 'ORIGINAL',
  reason: 'service failed',
  ledgerGroups: [`refund-claim:${refundId}`] as string[],
} as const;

const bodies: { readonly [T in EventType]: EventBody<T> } = {
  'order.created': {
    orderId,
    kind: 'PURCHASE',
    serviceId: 'lumen-ai',
    ...tenders,
    currency,
    expiresAt: later,
    metadata: { sku: 'A-1' },
  },
  'order.paid': {
    orderId,
    paymentId,
    amount: 11_000,
    currency,
    fulfilment: 'callback',
    approvedAt: at,
  },
  'order.completed': {
    orderId,
    paymentId,
    approvedAt: at,
    completedAt: later,
    saga: { startedAt: at, durationMs: 10_000 },
  },
  'order.cancelled': { orderId, paymentId, reason: 'SERVICE_FAILED', serviceOutcome: 'FAILED' },
  'payment.approved': {
    orderId,
    paymentId,
    status: 'APPROVED',
    ...tenders,
    currency,
    method: 'CARD',
    pg: 'toss',
    pgTransactionKey: 'txrd_a0k3m9',
    fromDoubt: false,
    metadata: { sku: 'A-1' },
  },
  'payment.authorized': {
    paymentId,
    orderId,
    status: 'AUTHORIZED',
    amount: 8_000,
    currency,
    approvalNumber: '00012345',
    pgTransactionKey: 'txrd_a0k3m8',
    expiresAt: later,
    ledgerGroups: [`auth:${paymentId}:open`],
  },
  'payment.captured': {
    paymentId,
    orderId,
    status: 'APPROVED',
    ...tenders,
    amount: 8_000,
    currency,
    pgTransactionKey: 'txrd_a0k3m9',
    ledgerGroups: [`capture:${paymentId}`],
  },
  'payment.confirmed': { ...payment, confirmedAt: later, ledgerGroups: [`confirm:${paymentId}`] },
  'payment.failed': { ...payment, failure, nextPaymentId },
  'payment.in_doubt': {
    ...payment,
    operation: 'CONFIRM',
    pg: 'toss',
    since: at,
    nextCheckAt: later,
  },
  'payment.in_doubt_resolved': {
    paymentId,
    operation: 'CONFIRM',
    outcome: 'APPROVED',
    by: 'READ',
    durationMs: 4_210,
  },
  'payment.expired': { ...payment, origin: 'ENGINE', reason: 'EXPIRED' },
  'payment.cancelled': { ...payment, origin: 'COMPENSATION', reason: 'SERVICE_FAILED' },
  'payment.refunded': {
    paymentId,
    orderId,
    refundId,
    ...tenders,
    currency,
    refundedTotal: 11_000,
    origin: 'COMPENSATION',
    status: 'CANCELLED',
    ledgerGroups: [`refund:${refundId}`],
  },
  'refund.requested': refund,
  'refund.succeeded': { ...refund, pgTransactionKey: 'txrd_a0k3n2' },
  'refund.failed': { ...refund, failure },
  'refund.external': { ...refund, origin: 'EXTERNAL', pgTransactionKey: 'txrd_a0k3n3' },
  'payment.waiting_for_deposit': { ...payment, dueAt: later },
  'payment.deposit_reversed': { ...payment, dueAt: later },
  'payment.late_success': { ...payment, pgTransactionKey: 'txrd_a0k3n2', refundId },
  'refund.in_doubt': { refundId, paymentId, amount: 11_000, currency, since: at },
  'refund.pending': { refundId, paymentId, amount: 8_000, currency, since: at },
  'refund.account_required': { refundId, paymentId, amount: 8_000, currency, since: at },
  'service.requested': {
    ...service,
    paymentId,
    serviceId: 'lumen-ai',
    deadline: later,
    amount: 11_000,
    creditAmount: 3_000,
    currency,
    metadata: { sku: 'A-1' },
  },
  'service.completed': { ...service, captureCreditAmount: 2_500 },
  'service.failed': { ...service, reasonCode: 'gpu-unavailable', reason: 'no card free' },
  'service.timed_out': { ...service, deadline: later },
  'service.cancelled': { ...service, deadline: later, reason: 'CUSTOMER' },
  'service.callback_rejected': { ...service, received: 'COMPLETED', recorded: 'TIMED_OUT' },
  'saga.compensating': { ...saga, failedStep: 'ExecuteService' },
  'saga.compensated': { ...saga, startedAt: at, durationMs: 3_120 },
  'saga.needs_attention': {
    attentionId,
    sagaId,
    kind: 'CANCEL_REFUSED',
    step: 'CancelPayment',
    amount: 11_000,
    currency,
  },
  'ops.breaker_changed': {
    name: 'pg-toss-confirm',
    from: 'CLOSED',
    to: 'OPEN',
    cause: 'failures',
  },
  'saga.attention_resolved': {
    attentionId,
    sagaId,
    kind: 'CANCEL_REFUSED',
    action: 'MANUAL_REFUND_DONE',
    actor: 'kim',
    approvedBy: 'lee',
  },
};

const subjects = {
  ops: 'pg-toss-confirm',
  order: orderId,
  payment: paymentId,
  refund: refundId,
  service: serviceRequestId,
  saga: sagaId,
} as const;

/** A whole event of that type; equal in every run. */
export const eventExample = <T extends EventType>(type: T): CloudEvent => {
  const { aggregate } = eventCatalogue[type];
  const eventId = '019cacb8-a065-7000-9d3e-5b2f8c1a4e77';
  const requestId = 'req-7f3a21c8';
  return {
    specversion: '1.0',
    id: eventId,
    source: '/fluxpay/prod',
    type: cloudEventType(type),
    subject: subjects[aggregate],
    time: at,
    datacontenttype: 'application/json',
    dataschema: eventDataSchema(type),
    partitionkey: 'user-42',
    tenantid: 'M123',
    aggregatetype: aggregate,
    sequence: eventSequence(1),
    requestid: requestId,
    data: {
      eventId,
      occurredAt: at,
      requestId,
      env: 'live',
      userId: 'user-42',
      ...(bodies[type] as object),
    },
  } as CloudEvent;
};
