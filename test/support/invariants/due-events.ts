// Which events a change of state must bring, by the catalogue (saga specification 6.2, API section 7).
import { minorAt, numberAt, statusOf, textAt } from './field-reading.ts';
import type { Change, Row } from './view.ts';

export interface DueEvent {
  readonly subject: string;
  /** Without `com.fluxpay.`. */
  readonly type: string;
}

const orderEvents = (from: string, to: string): string[] => {
  if (from === 'PENDING' && to === 'COMPLETED') return ['order.paid', 'order.completed'];
  const word = to === 'PENDING' ? 'created' : to.toLowerCase();
  return [`order.${word}`];
};

const takenStates = new Set(['APPROVED', 'CONFIRMED', 'PARTIALLY_REFUNDED', 'REFUNDED']);

/** Out of READY, a doubt or an authorization the money is taken on the way to any of those states. */
function paymentEvents(from: string, to: string, isReturn: boolean): string[] {
  const resolved = from === 'IN_DOUBT' ? ['payment.in_doubt_resolved'] : [];
  const wasTaken = takenStates.has(from);
  const taken = takenStates.has(to) && !wasTaken ? ['payment.approved', 'payment.captured'] : [];
  const isFinal = takenStates.has(to) && to !== 'APPROVED' && (from === 'APPROVED' || !wasTaken);
  const confirmed = isFinal && !isReturn ? ['payment.confirmed'] : [];
  const refunded = isReturn ? ['payment.refunded'] : [];
  const others: Readonly<Record<string, string>> = {
    IN_DOUBT: 'payment.in_doubt',
    AUTHORIZED: 'payment.authorized',
    FAILED: 'payment.failed',
    EXPIRED: 'payment.expired',
    CANCELLED: 'payment.cancelled',
    WAITING_FOR_DEPOSIT: wasTaken ? 'payment.deposit_reversed' : 'payment.waiting_for_deposit',
  };
  const other = others[to];
  return [
    ...resolved,
    ...taken,
    ...confirmed,
    ...refunded,
    ...(other === undefined ? [] : [other]),
  ];
}

const refundEvents: Readonly<Record<string, string>> = {
  REQUESTED: 'refund.requested',
  PENDING_ACCOUNT: 'refund.account_required',
  SUCCEEDED: 'refund.succeeded',
  FAILED: 'refund.failed',
  IN_DOUBT: 'refund.in_doubt',
  PENDING_PG: 'refund.pending',
};

function refundEvent(row: Row, from: string, to: string): string[] {
  // Asked for already when it was queued.
  if (to === 'SENT') return from === 'REQUESTED' ? [] : ['refund.requested'];
  if (from === '' && to === 'SUCCEEDED' && textAt(row, 'origin') === 'EXTERNAL') {
    return ['refund.external'];
  }
  const event = refundEvents[to];
  return event === undefined ? [] : [event];
}

const sagaEvents: Readonly<Record<string, string>> = {
  COMPENSATING: 'saga.compensating',
  COMPENSATED: 'saga.compensated',
  NEEDS_ATTENTION: 'saga.needs_attention',
};

const named = (subject: string, types: readonly string[]): DueEvent[] =>
  types.map((type) => ({ subject, type }));

function serviceTypes(row: Row, old: Row | undefined, from: string, to: string): string[] {
  if (old !== undefined && numberAt(row, 'rejected') > numberAt(old, 'rejected')) {
    return ['service.callback_rejected'];
  }
  if (from === to) return [];
  return [to === 'OPEN' ? 'service.requested' : `service.${to.toLowerCase()}`];
}

/** A refused void or capture leaves what was reserved, or waits for its deposit, as it was told before. */
const isBackAsItWas = (old: Row | undefined, from: string, to: string): boolean =>
  from === 'IN_DOUBT' &&
  ((to === 'AUTHORIZED' && old?.fields['authorization'] !== undefined) ||
    (to === 'WAITING_FOR_DEPOSIT' && old?.fields['virtualAccount'] !== undefined));

function ofPayment(row: Row, old: Row | undefined, from: string, to: string): string[] {
  const before = old === undefined ? 0 : minorAt(old, 'amounts', 'refunded');
  const isReturn = minorAt(row, 'amounts', 'refunded') > before;
  if (from === to) return isReturn ? ['payment.refunded'] : [];
  if (isBackAsItWas(old, from, to)) return ['payment.in_doubt_resolved'];
  return to === 'READY' ? [] : paymentEvents(from, to, isReturn);
}

/** An item without a saga is its own aggregate. */
const itemTypes = (old: Row | undefined, row: Row): string[] => {
  if (textAt(row, 'objectType') === 'saga') return [];
  if (old === undefined) return ['saga.needs_attention'];
  const isOver = statusOf(old) !== 'RESOLVED' && statusOf(row) === 'RESOLVED';
  return isOver ? ['saga.attention_resolved'] : [];
};

const goesOn = new Set(['RUNNING', 'COMPENSATING']);

/** A saga that a person let go on tells of the person, not of a beginning. */
const sagaTypes = (from: string, to: string): string[] => {
  if (from === 'NEEDS_ATTENTION' && goesOn.has(to)) return ['saga.attention_resolved'];
  const event = sagaEvents[to];
  return event === undefined ? [] : [event];
};

/** The events one change of a row asks for. */
export function dueEvents({ old, next }: Change): readonly DueEvent[] {
  if (next === undefined) return [];
  const from = old === undefined ? '' : statusOf(old);
  const to = statusOf(next);
  const isMove = old === undefined || from !== to;
  switch (next.kind) {
    case 'ORDER':
      return isMove ? named(textAt(next, 'orderId'), orderEvents(from, to)) : [];
    case 'PAYMENT':
      return named(textAt(next, 'paymentId'), ofPayment(next, old, from, to));
    case 'REFUND':
      return isMove ? named(textAt(next, 'refundId'), refundEvent(next, from, to)) : [];
    case 'SVC':
      return named(textAt(next, 'serviceRequestId'), serviceTypes(next, old, from, to));
    case 'SAGA':
      return isMove ? named(textAt(next, 'sagaId'), sagaTypes(from, to)) : [];
    case 'ITEM':
      return named(textAt(next, 'attentionId'), itemTypes(old, next));
    default:
      return [];
  }
}
