// Canaries about a person who must hear: c2's second payment was a deposit, and its bank took it back after the
// delivery.
import type { Row } from '#test/support/invariants/view.ts';
import {
  type Breaking,
  broken,
  type RuleFixture,
  withPg,
  withRow,
  withRun,
} from './fixture-breaks.ts';
import { orderId, paymentId, price, row, startedAt } from './fixture-rows.ts';

const reversedAt = startedAt + 60_000;
const none = { minor: 0, currency: 'KRW' };

const ended = (order: string, payment: string, hasItem: boolean) => ({ order, payment, hasItem });

/** What the template says of the three, with c2 at that end. */
const expecting = (c2: ReturnType<typeof ended>): Breaking =>
  withRun({
    expected: [
      { client: 'c1', order: 'COMPLETED', payment: 'CONFIRMED' },
      { client: 'c2', ...c2 },
      { client: 'c3', order: 'CANCELLED', payment: 'CANCELLED' },
    ],
  });

/** Tables, events and PG tell the same: the deposit is gone, and the account waits again. */
const takenBack: readonly Breaking[] = [
  withRow('PAYMENT', paymentId(4), {
    status: 'WAITING_FOR_DEPOSIT',
    amounts: { captured: none, refundable: none, refunding: none, refunded: none },
  }),
  withPg('pk-4', (payment) => ({
    ...payment,
    effects: [
      ...payment.effects,
      {
        kind: 'REVERSED',
        at: reversedAt,
        amount: price,
        transactionKey: 'tx-reversed',
        op: 'deposit',
        idempotencyKey: null,
      },
    ],
  })),
  ({ deliveries }) => ({
    deliveries: [
      ...deliveries,
      {
        at: reversedAt,
        number: 1_000,
        by: 'relay' as const,
        event: {
          id: 'reversed',
          type: 'com.fluxpay.payment.deposit_reversed',
          subject: paymentId(4),
          sequence: '0000000004',
          time: '2026-03-02T04:01:00.000Z',
          data: { orderId: orderId(2), amount: price },
        },
      },
    ],
  }),
];

/** An item about that payment. */
const itemOf = (status: string): Row =>
  row('ITEM', 'ATTN#attn_1', {
    attentionId: 'attn_1',
    status,
    paymentId: paymentId(4),
    objectId: paymentId(4),
  });

const reversed = (hasItem: boolean) =>
  expecting(ended('COMPLETED', 'WAITING_FOR_DEPOSIT', hasItem));

/** A person has it, or had it: nothing is wrong. */
export const heardRun = (status: string) =>
  broken(...takenBack, reversed(true), ({ rows }) => ({ rows: [...rows, itemOf(status)] }));

export const depositFixtures: readonly RuleFixture[] = [
  {
    rule: 'R05',
    name: 'no person ever heard of what the template puts before one',
    run: broken(expecting(ended('COMPLETED', 'CONFIRMED', true))),
  },
  {
    rule: 'R13',
    name: 'a bank took a deposit back after the delivery, and no person ever heard of it',
    run: broken(...takenBack, reversed(false)),
  },
];
