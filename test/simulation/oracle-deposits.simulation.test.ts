// The oracle about accounts that a buyer pays into: what a bank takes back, what comes too late, and what cannot be
// sent to the account it was told.
import { describe, expect, it } from 'vitest';
import { count } from '#test/support/counters.ts';
import type { PgPayment, Told } from '#test/support/invariants/view.ts';
import { orderId, startedAt } from '#test/support/oracle/fixture-rows.ts';
import { answer, firstOrderTold } from '#test/support/oracle/fixture-stories.ts';
import { endingsOf } from '#test/support/oracle/money-model.ts';
import { observe } from '#test/support/oracle/observer.ts';
import { noPgMoney, pgMoneyByOrder } from '#test/support/oracle/pg-money.ts';
import { toldStory } from '#test/support/oracle/told-story.ts';

const price = 10_000;
const hour = 3_600_000;
const dueAt = startedAt + 2 * hour;

const issued = answer('c1.2', 'confirm-payment', 202, {
  orderId: orderId(1),
  virtualAccount: { dueAt: new Date(dueAt).toISOString() },
});

const given = (status: number): Told =>
  answer('c1.4', 'give-refund-account', status, { refund: { orderId: orderId(1) } });

type Move = readonly [kind: 'APPROVED' | 'REVERSED' | 'CANCELED', at: number];

const account = (moves: readonly Move[]): PgPayment => ({
  paymentKey: 'pk-1',
  pgOrderId: orderId(1),
  amount: price,
  currency: 'KRW',
  status: 'DONE',
  effects: moves.map(([kind, at]) => ({
    kind,
    at,
    amount: price,
    transactionKey: `${kind}-${at}`,
    op: kind === 'CANCELED' ? 'cancel' : 'deposit',
    idempotencyKey: kind === 'CANCELED' ? 'ours' : null,
  })),
  isLyingAboutFacts: false,
});

const soon = startedAt + 60_000;
const paid: Move = ['APPROVED', soon];
const takenBack: Move = ['REVERSED', soon + 60_000];
const again: Move = ['APPROVED', soon + 120_000];
const late: Move = ['APPROVED', dueAt - 5_000];
const sentBack: Move = ['CANCELED', dueAt + hour];

const sold = `COMPLETED/CONFIRMED ${price}`;
const unpaid = 'CANCELLED/FAILED|EXPIRED|CANCELLED 0';
const waits = 'COMPLETED/WAITING_FOR_DEPOSIT|EXPIRED 0';
const withdrawn = 'CANCELLED/CANCELLED 0';

const rows: readonly {
  readonly when: string;
  readonly fulfilment: 'callback' | 'none';
  readonly moves: readonly Move[];
  readonly requests?: readonly Told[];
  readonly isHandedOver?: boolean;
  readonly ends: readonly string[];
}[] = [
  { when: 'in time is a sale', fulfilment: 'none', moves: [paid], ends: [sold] },
  {
    when: 'taken back after the delivery is waited for',
    fulfilment: 'none',
    moves: [paid, takenBack],
    ends: [unpaid, waits],
  },
  {
    when: 'taken back and paid in again is the sale it was',
    fulfilment: 'none',
    moves: [paid, takenBack, again],
    ends: [sold, waits],
  },
  {
    when: 'taken back while its service worked ends the order',
    fulfilment: 'callback',
    moves: [paid, takenBack],
    ends: [unpaid, withdrawn],
  },
  {
    when: 'that comes into an order which is over goes back',
    fulfilment: 'callback',
    moves: [paid, takenBack, again, sentBack],
    ends: ['CANCELLED/CANCELLED 0', withdrawn],
  },
  {
    when: 'of the last moment is a sale, or all of it goes back',
    fulfilment: 'none',
    moves: [late],
    ends: [sold, unpaid],
  },
  {
    when: 'that the PG refuses to send where it was told is not kept without a person',
    fulfilment: 'none',
    moves: [late],
    requests: [given(422)],
    ends: [sold, unpaid],
  },
  {
    when: 'that the PG refuses to send where it was told stays with a person, and the order is over',
    fulfilment: 'none',
    moves: [late],
    requests: [given(422)],
    isHandedOver: true,
    ends: [
      sold,
      `CANCELLED/FAILED|EXPIRED|CANCELLED ${price}`,
      `PAID/APPROVED ${price}`,
      `PENDING/IN_DOUBT ${price}`,
    ],
  },
  {
    when: 'that a person has heard of, and nobody has refused to send, goes back all the same',
    fulfilment: 'none',
    moves: [late],
    requests: [given(201)],
    isHandedOver: true,
    ends: [sold, unpaid, `PAID/APPROVED ${price}`, `PENDING/IN_DOUBT ${price}`],
  },
];

describe('money model of a deposit', () => {
  it.each(rows)('$when', ({ fulfilment, moves, requests = [], isHandedOver = false, ends }) => {
    const order = toldStory([firstOrderTold(fulfilment, price), issued, ...requests]).orders.get(
      orderId(1),
    );
    const pg = pgMoneyByOrder([account(moves)]).get(orderId(1)) ?? noPgMoney;

    count('money model rows');
    expect(order).toBeDefined();
    if (order === undefined) return;
    const endings = endingsOf({
      order,
      pg,
      terms: { timeoutMs: 10_000, attemptsMax: 3 },
      now: startedAt + 10 * hour,
      isHandedOver,
    });
    const told = endings.map(
      ({ order: end, payments, kept }) => `${end}/${payments.join('|')} ${kept}`,
    );
    expect([...new Set(told)]).toEqual([...new Set(ends)]);
  });

  it('counts as taken what nobody has taken back', () => {
    const money = pgMoneyByOrder([account([paid, takenBack, again, sentBack])]).get(orderId(1));

    expect(money).toMatchObject({
      captured: price,
      reversed: price,
      cancelled: price,
      external: 0,
      keptPayments: 0,
    });
  });
});

describe('observer of a deposit', () => {
  it('takes back what the bank takes back', () => {
    const types = [
      'payment.waiting_for_deposit',
      'payment.approved',
      'payment.captured',
      'payment.deposit_reversed',
    ];
    const seen = observe(
      types.map((type, index) => ({
        at: startedAt,
        number: index,
        by: 'relay' as const,
        event: {
          id: `e${index}`,
          type: `com.fluxpay.${type}`,
          subject: 'pay_1',
          sequence: String(index + 1).padStart(10, '0'),
          time: '2026-03-02T04:00:00.000Z',
          data: { orderId: 'ord_1', amount: price, pgAmount: price },
        },
      })),
    );

    expect(seen.payments.get('pay_1')).toMatchObject({
      status: 'WAITING_FOR_DEPOSIT',
      captured: 0,
      refunded: 0,
    });
  });
});
