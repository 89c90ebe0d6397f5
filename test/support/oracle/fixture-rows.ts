// The rows and writes of a small finished world: c1 buys with a callback, c2 is declined and pays again with
// fulfilment `none`, c3's service fails and the money goes back.
import type {
  Change,
  Fields,
  Row,
  RowKind,
  Step,
  TableName,
} from '#test/support/invariants/view.ts';

export const startedAt = Date.parse('2026-03-02T04:00:00.000Z');
export const healAt = startedAt + 25_000;
export const endAt = startedAt + 120_000;
export const tenant = 'test.M1';
export const price = 10_000;

const idOf = (prefix: string, number: number): string =>
  `${prefix}_${String(number).padStart(26, '0')}`;
export const orderId = (number: number): string => idOf('ord', number);
export const paymentId = (number: number): string => idOf('pay', number);

const tableOf = (kind: RowKind): TableName => {
  if (kind === 'OUT') return 'outbox';
  if (kind === 'CMD') return 'commands';
  return kind === 'IDEM' || kind === 'NONCE' ? 'idempotency' : 'engine';
};

export const row = (kind: RowKind, object: string, fields: Fields, sk: string = kind): Row => ({
  table: tableOf(kind),
  kind,
  pk: `${tenant}#${object}`,
  sk,
  tenant,
  root: undefined,
  fields,
});

const won = (minor: number): Fields => ({ minor, currency: 'KRW' });

export interface Deal {
  readonly number: number;
  readonly status: string;
  readonly fulfilment: 'callback' | 'none';
  /** Oldest first. */
  readonly payments: readonly {
    readonly number: number;
    readonly status: string;
    readonly captured: number;
    readonly refunded: number;
  }[];
}

export const deals: readonly Deal[] = [
  {
    number: 1,
    status: 'COMPLETED',
    fulfilment: 'callback',
    payments: [{ number: 1, status: 'CONFIRMED', captured: price, refunded: 0 }],
  },
  {
    number: 2,
    status: 'COMPLETED',
    fulfilment: 'none',
    payments: [
      { number: 2, status: 'FAILED', captured: 0, refunded: 0 },
      { number: 4, status: 'CONFIRMED', captured: price, refunded: 0 },
    ],
  },
  {
    number: 3,
    status: 'CANCELLED',
    fulfilment: 'callback',
    payments: [{ number: 3, status: 'CANCELLED', captured: price, refunded: price }],
  },
];

const orderRow = ({ number, status, payments }: Deal): Row =>
  row('ORDER', `ORDER#${orderId(number)}`, {
    orderId: orderId(number),
    status,
    amount: won(price),
    paymentIds: payments.map((payment) => paymentId(payment.number)),
    paidAt: startedAt + 2_000,
  });

const paymentRow = ({ number }: Deal, payment: Deal['payments'][number]): Row =>
  row('PAYMENT', `PAY#${paymentId(payment.number)}`, {
    paymentId: paymentId(payment.number),
    orderId: orderId(number),
    status: payment.status,
    amount: won(price),
    amounts: {
      captured: won(payment.captured),
      refundable: won(payment.captured - payment.refunded),
      refunding: won(0),
      refunded: won(payment.refunded),
    },
  });

const sagaRow = ({ number, status }: Deal): Row =>
  row('SAGA', `PAY#${paymentId(number)}`, {
    sagaId: idOf('saga', number),
    paymentId: paymentId(number),
    orderId: orderId(number),
    status: status === 'COMPLETED' ? 'COMPLETED' : 'COMPENSATED',
    step: 'CompleteOrder',
    runNo: 1,
  });

export const rowsOf = (deal: Deal): Row[] => [
  orderRow(deal),
  ...deal.payments.map((payment) => paymentRow(deal, payment)),
  ...(deal.fulfilment === 'callback' ? [sagaRow(deal)] : []),
  row('OUT', `U#user-${deal.number}`, { n: 4 }, `group-${deal.number}`),
  row('CMD', paymentId(deal.number), { kind: 'WATCHDOG' }, `command-${deal.number}`),
];

export const attempt = (number: number, state: string, fields: Fields = {}): Row =>
  row(
    'ATTEMPT',
    `PAY#${paymentId(number)}`,
    {
      paymentId: paymentId(number),
      op: 'CONFIRM',
      state,
      deadlineAt: startedAt + 16_000,
      ...fields,
    },
    `ATTEMPT#CONFIRM#${paymentId(number)}#001`,
  );

/** One committed write of one row. */
export const step = (number: number, at: number, site: string, change: Partial<Change>): Step => ({
  number,
  at,
  site,
  changes: [{ old: undefined, next: undefined, ...change }],
});

const as = (stored: Row, status: string): Row => ({
  ...stored,
  fields: { ...stored.fields, status },
});

export const stepsOf = (deal: Deal): Step[] => {
  const last = orderRow(deal);
  const work = `c${deal.number}.2`;
  const first = deal.number * 10;
  const paid = as(last, 'PAID');
  const pending = as(last, 'PENDING');
  return [
    step(first, startedAt + 1_000, `api/confirm-payment#${work}/TX-CLAIM~0`, {
      next: attempt(deal.number, 'SENT'),
    }),
    step(first + 1, startedAt + 2_000, `api/confirm-payment#${work}/TX-APPROVED~0`, {
      old: attempt(deal.number, 'SENT'),
      next: attempt(deal.number, 'SUCCEEDED'),
    }),
    step(first + 2, startedAt + 2_000, `api/confirm-payment#${work}/TX-APPROVED~0`, {
      old: pending,
      next: paid,
    }),
    step(first + 3, startedAt + 6_000, `saga/complete-order#p${deal.number}/TX-COMPLETE~0`, {
      old: paid,
      next: last,
    }),
  ];
};
