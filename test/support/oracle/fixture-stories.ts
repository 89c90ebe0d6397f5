// What the PG, the events, the clients and the executions tell of the small world, each in its own words.
import type {
  Delivery,
  EventCopy,
  ExecutionCopy,
  PgCall,
  PgPayment,
  Told,
} from '#test/support/invariants/view.ts';
import { type Deal, orderId, paymentId, price, startedAt } from './fixture-rows.ts';

type EventBody = readonly [type: string, subject: string, data?: Readonly<Record<string, unknown>>];

const eventsOf = ({ number, status, payments }: Deal): EventBody[] => {
  const order = orderId(number);
  const taken = payments.find(({ captured }) => captured > 0)?.number ?? number;
  const pay = paymentId(taken);
  const money = { pgAmount: price, amount: price };
  const failed = payments.filter((payment) => payment.status === 'FAILED');
  const end: EventBody[] =
    status === 'COMPLETED'
      ? [
          ['payment.confirmed', pay],
          ['order.completed', order],
        ]
      : [
          ['payment.refunded', pay, { ...money, status: 'CANCELLED' }],
          ['payment.cancelled', pay],
          ['order.cancelled', order],
        ];
  return [
    ['order.created', order, money],
    ...failed.map((payment): EventBody => ['payment.failed', paymentId(payment.number)]),
    ['payment.approved', pay],
    ['payment.captured', pay, money],
    ['order.paid', order],
    ...end,
  ];
};

export const deliveriesOf = (deal: Deal): Delivery[] => {
  const sequences = new Map<string, number>();
  return eventsOf(deal).map(([type, subject, data], index) => {
    const sequence = (sequences.get(subject) ?? 0) + 1;
    sequences.set(subject, sequence);
    const event: EventCopy = {
      id: `event-${deal.number}-${index}`,
      type: `com.fluxpay.${type}`,
      subject,
      sequence: String(sequence).padStart(10, '0'),
      time: '2026-03-02T04:00:00.000Z',
      data: { orderId: orderId(deal.number), ...data },
    };
    const number = deal.number * 100 + index;
    return { at: startedAt + number, number, by: 'relay' as const, event };
  });
};

const effect = (kind: string, at: number, op: string): PgPayment['effects'][number] => ({
  kind,
  at,
  amount: price,
  transactionKey: kind === 'APPROVED' || kind === 'CANCELED' ? `tx-${kind}-${at}` : null,
  op,
  idempotencyKey: null,
});

export const pgPaymentsOf = ({ number, payments }: Deal): PgPayment[] =>
  payments.map((payment, index) => ({
    paymentKey: `pk-${payment.number}`,
    pgOrderId: index === 0 ? orderId(number) : `${orderId(number)}-${index + 1}`,
    amount: price,
    currency: 'KRW',
    status: 'DONE',
    effects: [
      effect('OPENED', startedAt + 500, 'open'),
      effect(payment.captured > 0 ? 'APPROVED' : 'ABORTED', startedAt + 1_500, 'confirm'),
      ...(payment.refunded > 0 ? [effect('CANCELED', startedAt + 5_000, 'cancel')] : []),
    ],
    isLyingAboutFacts: false,
  }));

export const pgCallsOf = ({ payments }: Deal): PgCall[] =>
  payments.map(({ number }) => ({
    at: startedAt + 1_200,
    afterStep: number * 10,
    op: 'confirm',
    idempotencyKey: `key-${number}`,
    paymentKey: `pk-${number}`,
    requestHash: `hash-${number}`,
  }));

/** One answer of a client. */
export const answer = (
  work: string,
  route: string,
  status: number,
  result: Told['result'],
  more: Partial<Told> = {},
): Told => ({
  at: startedAt + 2_500,
  sentAt: startedAt + 1_000,
  client: work.slice(0, work.indexOf('.')),
  work,
  retry: 0,
  route,
  key: `key-${work}`,
  payload: `payload-${work}`,
  status,
  code: status < 300 ? 'COMMON_000' : 'PAY_002',
  result,
  headers: {},
  ...more,
});

/** The first order as its client heard of it. @param pgAmount - A price of its own, in won. */
export const firstOrderTold = (fulfilment: 'callback' | 'none', pgAmount: number): Told =>
  answer('c1.1', 'POST /api/v1/orders', 201, {
    orderId: orderId(1),
    status: 'PENDING',
    pgAmount,
    currency: 'KRW',
    fulfilment,
    serviceId: 'shop',
    expiresAt: '2026-03-02T04:30:00.000Z',
  });

const madeAnswer = ({ number, fulfilment }: Deal): Told =>
  answer(
    `c${number}.1`,
    'create-order',
    201,
    {
      orderId: orderId(number),
      status: 'PENDING',
      pgAmount: price,
      currency: 'KRW',
      fulfilment,
      serviceId: 'shop',
      expiresAt: '2026-03-02T04:30:00.000Z',
      refundedAmount: 0,
      payments: [{ paymentId: paymentId(number), status: 'READY' }],
    },
    { sentAt: startedAt, at: startedAt + 200 },
  );

const paidAnswer = (work: string, { number }: Deal, payment: number): Told =>
  answer(work, 'confirm-payment', 200, {
    paymentId: paymentId(payment),
    orderId: orderId(number),
    status: 'APPROVED',
    capturedAmount: price,
    refundedAmount: 0,
  });

const declinedAnswer = ({ number }: Deal): Told =>
  answer(`c${number}.2`, 'confirm-payment', 402, {
    payment: {
      paymentId: paymentId(number),
      orderId: orderId(number),
      status: 'FAILED',
      capturedAmount: 0,
      refundedAmount: 0,
    },
    nextPaymentId: paymentId(number + 2),
  });

const callbackAnswer = ({ number, status }: Deal): Told => {
  const isCompleted = status === 'COMPLETED';
  return answer(
    `c${number}.3`,
    isCompleted ? 'complete-service' : 'fail-service',
    200,
    { orderId: orderId(number), outcome: isCompleted ? 'COMPLETED' : 'FAILED' },
    { sentAt: startedAt + 3_000, at: startedAt + 3_500 },
  );
};

const seenAnswer = ({ number, status }: Deal): Told =>
  answer(
    `c${number}.9`,
    'get-order',
    200,
    { orderId: orderId(number), status, refundedAmount: status === 'CANCELLED' ? price : 0 },
    { sentAt: startedAt + 60_000, at: startedAt + 60_100, key: undefined },
  );

export const toldOf = (deal: Deal): Told[] => [
  madeAnswer(deal),
  ...(deal.number === 2 ? [declinedAnswer(deal)] : []),
  paidAnswer(
    deal.number === 2 ? 'c2.3' : `c${deal.number}.2`,
    deal,
    deal.payments.at(-1)?.number ?? 0,
  ),
  ...(deal.fulfilment === 'callback' ? [callbackAnswer(deal)] : []),
  seenAnswer(deal),
];

export const executionOf = ({ number }: Deal): ExecutionCopy => ({
  name: `M1-${paymentId(number)}`,
  input: { paymentId: paymentId(number) },
  status: 'SUCCEEDED',
  startedAt: startedAt + 2_200,
  stoppedAt: startedAt + 6_000,
  entered: ['ExecuteService'],
});
