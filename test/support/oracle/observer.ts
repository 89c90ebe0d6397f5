// The observer: rebuilds orders, payments and their money from delivered events alone, as a consumer of one
// sink would. It drops repeats by event id and orders by sequence, and never looks at a table.
import type { Delivery, EventCopy } from '#test/support/invariants/view.ts';

export interface SeenPayment {
  readonly paymentId: string;
  orderId: string;
  /** Undefined until an event names a state: READY is told by none. */
  status: string | undefined;
  captured: number;
  refunded: number;
}

export interface SeenOrder {
  readonly orderId: string;
  status: string;
  amount: number;
  readonly payments: SeenPayment[];
}

export interface ObservedStory {
  readonly orders: ReadonlyMap<string, SeenOrder>;
  readonly payments: ReadonlyMap<string, SeenPayment>;
  /** Subjects whose sequence is not 1 to n, with the first number that is missing. */
  readonly gaps: ReadonlyMap<string, number>;
  /** Events without repeats. */
  readonly events: number;
}

type Data = EventCopy['data'];

interface Books {
  readonly orders: Map<string, SeenOrder>;
  readonly payments: Map<string, SeenPayment>;
}

const amountOf = (data: Data, name: string): number => Number(data[name] ?? 0);

const orderOf = ({ orders }: Books, data: Data): SeenOrder => {
  const orderId = String(data['orderId']);
  const known = orders.get(orderId) ?? { orderId, status: 'UNKNOWN', amount: 0, payments: [] };
  orders.set(orderId, known);
  return known;
};

const paymentOf = (books: Books, subject: string, data: Data): SeenPayment => {
  const known = books.payments.get(subject);
  const payment: SeenPayment = known ?? {
    paymentId: subject,
    orderId: '',
    status: undefined,
    captured: 0,
    refunded: 0,
  };
  books.payments.set(subject, payment);
  const { orderId } = data as { readonly orderId?: string };
  if (payment.orderId === '' && orderId !== undefined) {
    payment.orderId = orderId;
    orderOf(books, data).payments.push(payment);
  }
  return payment;
};

const confirmedStatus = ({ captured, refunded }: SeenPayment): string => {
  if (refunded === 0) return 'CONFIRMED';
  return refunded < captured ? 'PARTIALLY_REFUNDED' : 'REFUNDED';
};

type Effect = (books: Books, event: EventCopy) => void;

const orderBecomes =
  (status: string): Effect =>
  (books, { data }) => {
    orderOf(books, data).status = status;
  };

const paymentBecomes =
  (status: string): Effect =>
  (books, { subject, data }) => {
    paymentOf(books, subject, data).status = status;
  };

/** Types that tell nothing of an order's money or state are left out. */
const effects: Readonly<Record<string, Effect>> = {
  'order.created': (books, { data }) => {
    const order = orderOf(books, data);
    order.status = 'PENDING';
    order.amount = amountOf(data, 'pgAmount');
  },
  'order.paid': orderBecomes('PAID'),
  'order.completed': orderBecomes('COMPLETED'),
  'order.cancelled': orderBecomes('CANCELLED'),
  'payment.approved': paymentBecomes('APPROVED'),
  'payment.captured': (books, { subject, data }) => {
    paymentOf(books, subject, data).captured += amountOf(data, 'pgAmount');
  },
  'payment.waiting_for_deposit': paymentBecomes('WAITING_FOR_DEPOSIT'),
  'payment.deposit_reversed': (books, { subject, data }) => {
    const payment = paymentOf(books, subject, data);
    payment.captured -= amountOf(data, 'amount');
    // What had ended before its money came stays so.
    const { status = 'WAITING_FOR_DEPOSIT' } = data as { readonly status?: string };
    payment.status = status;
  },
  'payment.refunded': (books, { subject, data }) => {
    const payment = paymentOf(books, subject, data);
    payment.refunded += amountOf(data, 'pgAmount');
    payment.status = String(data['status']);
  },
  'payment.confirmed': (books, { subject, data }) => {
    const payment = paymentOf(books, subject, data);
    payment.status = confirmedStatus(payment);
  },
  'payment.failed': paymentBecomes('FAILED'),
  'payment.expired': paymentBecomes('EXPIRED'),
  'payment.cancelled': paymentBecomes('CANCELLED'),
  'payment.in_doubt': paymentBecomes('IN_DOUBT'),
  'payment.in_doubt_resolved': (books, { subject, data }) => {
    paymentOf(books, subject, data).status = String(data['outcome']);
  },
};

const prefix = 'com.fluxpay.';

const bySubject = (deliveries: readonly Delivery[]): Map<string, EventCopy[]> => {
  const seen = new Set<string>();
  const subjects = new Map<string, EventCopy[]>();
  for (const { event } of deliveries) {
    if (seen.has(event.id)) continue;
    seen.add(event.id);
    const list = subjects.get(event.subject);
    if (list === undefined) subjects.set(event.subject, [event]);
    else list.push(event);
  }
  return subjects;
};

const bySequence = (left: EventCopy, right: EventCopy): number =>
  left.sequence < right.sequence ? -1 : left.sequence > right.sequence ? 1 : 0;

/** @returns The first number that is missing or doubled in 1 to n. */
const gapIn = (events: readonly EventCopy[]): number | undefined => {
  const wrong = events.findIndex(({ sequence }, index) => Number(sequence) !== index + 1);
  return wrong === -1 ? undefined : wrong + 1;
};

/** @param deliveries - Those of one sink, repeats included. */
export const observe = (deliveries: readonly Delivery[]): ObservedStory => {
  const books: Books = { orders: new Map(), payments: new Map() };
  const gaps = new Map<string, number>();
  let count = 0;
  for (const [subject, events] of bySubject(deliveries)) {
    events.sort(bySequence);
    const gap = gapIn(events);
    if (gap !== undefined) gaps.set(subject, gap);
    for (const event of events) effects[event.type.replace(prefix, '')]?.(books, event);
    count += events.length;
  }
  return { ...books, gaps, events: count };
};
