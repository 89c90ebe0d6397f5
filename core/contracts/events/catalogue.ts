// Every event type that exists now: whose it is, where Kafka carries it, what its data holds.
// Inside a version only additions. Source: saga specification, sections 6.2, 6.3 and 7.1.
import type * as z from 'zod/mini';
import { opsBreakerChanged } from '#core/contracts/events/ops-events.ts';
import {
  orderCancelled,
  orderCompleted,
  orderCreated,
  orderPaid,
} from '#core/contracts/events/order-events.ts';
import {
  paymentApproved,
  paymentAuthorized,
  paymentCaptured,
  paymentConfirmed,
  paymentDeposit,
  paymentEnded,
  paymentFailed,
  paymentInDoubt,
  paymentInDoubtResolved,
  paymentLateSuccess,
  paymentRefunded,
} from '#core/contracts/events/payment-events.ts';
import { refundInDoubt, refundMoved } from '#core/contracts/events/refund-events.ts';
import {
  sagaAttentionResolved,
  sagaCompensated,
  sagaCompensating,
  sagaNeedsAttention,
} from '#core/contracts/events/saga-events.ts';
import {
  serviceCallbackRejected,
  serviceClosed,
  serviceCompleted,
  serviceFailed,
  serviceRequested,
} from '#core/contracts/events/service-events.ts';

export type EventAggregate = 'order' | 'payment' | 'refund' | 'service' | 'saga' | 'ops';

export interface EventRow {
  readonly aggregate: EventAggregate;
  readonly data: z.ZodMiniType;
  /** Kafka topic of the aggregate. */
  readonly topic: `fluxpay.${EventAggregate}.events`;
  /** Second topic, named like the event; published only when both have acknowledged. */
  readonly alsoTopic?: string;
}

const row = <A extends EventAggregate, D extends z.ZodMiniType>(aggregate: A, data: D) => ({
  aggregate,
  data,
  topic: `fluxpay.${aggregate}.events` as const,
});

export const eventCatalogue = {
  'order.created': row('order', orderCreated),
  'order.paid': row('order', orderPaid),
  'order.completed': row('order', orderCompleted),
  'order.cancelled': row('order', orderCancelled),
  'payment.approved': row('payment', paymentApproved),
  'payment.authorized': { ...row('payment', paymentAuthorized), alsoTopic: 'payment.authorized' },
  'payment.captured': { ...row('payment', paymentCaptured), alsoTopic: 'payment.captured' },
  'payment.confirmed': row('payment', paymentConfirmed),
  'payment.failed': row('payment', paymentFailed),
  'payment.in_doubt': row('payment', paymentInDoubt),
  'payment.in_doubt_resolved': row('payment', paymentInDoubtResolved),
  'payment.waiting_for_deposit': row('payment', paymentDeposit),
  'payment.deposit_reversed': row('payment', paymentDeposit),
  'payment.expired': row('payment', paymentEnded),
  'payment.cancelled': row('payment', paymentEnded),
  'payment.refunded': { ...row('payment', paymentRefunded), alsoTopic: 'payment.refunded' },
  'payment.late_success': row('payment', paymentLateSuccess),
  'refund.requested': row('refund', refundMoved),
  'refund.succeeded': row('refund', refundMoved),
  'refund.failed': row('refund', refundMoved),
  'refund.external': row('refund', refundMoved),
  'refund.in_doubt': row('refund', refundInDoubt),
  'refund.pending': row('refund', refundInDoubt),
  'refund.account_required': row('refund', refundInDoubt),
  'service.requested': row('service', serviceRequested),
  'service.completed': row('service', serviceCompleted),
  'service.failed': row('service', serviceFailed),
  'service.timed_out': row('service', serviceClosed),
  'service.cancelled': row('service', serviceClosed),
  'service.callback_rejected': row('service', serviceCallbackRejected),
  'saga.compensating': row('saga', sagaCompensating),
  'saga.compensated': row('saga', sagaCompensated),
  'saga.needs_attention': row('saga', sagaNeedsAttention),
  'ops.breaker_changed': row('ops', opsBreakerChanged),
  'saga.attention_resolved': row('saga', sagaAttentionResolved),
} as const satisfies Record<string, EventRow>;

export type EventType = keyof typeof eventCatalogue;

/** The whole `data` of a type, common fields included. */
export type EventData<T extends EventType> = z.infer<(typeof eventCatalogue)[T]['data']>;

/** What a module says of one event; the envelope fills in the rest. */
export type EventBody<T extends EventType> = Omit<
  EventData<T>,
  'eventId' | 'occurredAt' | 'requestId' | 'env' | 'userId'
>;

export const eventTypes = Object.keys(eventCatalogue) as EventType[];

export const isEventType = (text: string): text is EventType => Object.hasOwn(eventCatalogue, text);
