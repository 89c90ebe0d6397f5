// Small ways to break a finished world: each changes one of its parts.
import type { PgPayment, Row, Told } from '#test/support/invariants/view.ts';
import { type Parts, recordOf, soundParts } from './fixture-parts.ts';
import { attempt, orderId, paymentId, price, startedAt, step } from './fixture-rows.ts';
import type { RunRecord } from './run-record.ts';

export interface RuleFixture {
  /** The one rule that must report it. */
  readonly rule: string;
  readonly name: string;
  readonly run: () => RunRecord;
}

export type Breaking = (parts: Parts) => Partial<Parts>;

export const broken =
  (...breakings: readonly Breaking[]) =>
  (): RunRecord => {
    let parts = soundParts();
    for (const one of breakings) parts = { ...parts, ...one(parts) };
    return recordOf(parts);
  };

/** Sets facts of the run itself. */
export const withRun =
  (run: Partial<RunRecord>): Breaking =>
  (parts) => ({ run: { ...parts.run, ...run } });

export const withRow =
  (kind: Row['kind'], id: string, fields: Row['fields']): Breaking =>
  ({ rows }) => ({
    rows: rows.map((one) =>
      one.kind === kind && one.pk.endsWith(id)
        ? { ...one, fields: { ...one.fields, ...fields } }
        : one,
    ),
  });

export const withTold =
  (work: string, change: (told: Told) => Told): Breaking =>
  ({ told }) => ({ told: told.map((one) => (one.work === work ? change(one) : one)) });

export const moreTold =
  (...more: readonly Told[]): Breaking =>
  ({ told }) => ({ told: [...told, ...more] });

export const withoutTold =
  (work: string): Breaking =>
  ({ told }) => ({ told: told.filter((one) => one.work !== work) });

export const withPg =
  (paymentKey: string, change: (payment: PgPayment) => PgPayment): Breaking =>
  ({ pgPayments }) => ({
    pgPayments: pgPayments.map((one) => (one.paymentKey === paymentKey ? change(one) : one)),
  });

export const withoutEvent =
  (type: string, subject: string): Breaking =>
  ({ deliveries }) => ({
    deliveries: deliveries.filter(
      ({ event }) => !(event.type.endsWith(type) && event.subject === subject),
    ),
  });

export const comeAgain = { 'Retry-After': '2' };
export const secret = 'canary-secret-51-8842';
export const foundText = 'canary control line';

export const logged =
  (message: string): Breaking =>
  ({ logs }) => ({
    logs: [
      ...logs,
      { at: startedAt, folder: 'api/confirm-payment', level: 'INFO', message, fields: {} },
    ],
  });

export const planted = withRun({
  plantings: {
    secrets: [{ value: secret, allowed: [{ kind: 'KEY', attribute: 'secretCipher' }] }],
    control: foundText,
  },
});

export const oneFault = (kind: string): Partial<RunRecord> => ({
  faults: [{ kind, site: 'api/confirm-payment#c1.2/pg.confirm~0', at: startedAt + 1_000 }],
});

/** A doubt about a payment of nobody, with one planned read, 2 s after its begin by default. */
export const doubt =
  (from: number, to: number, end = 'SUCCEEDED', slotAt = from + 2_000): Breaking =>
  ({ steps }) => ({
    steps: [
      ...steps,
      step(900, from, 'api/confirm-payment#c9.2/TX-DOUBT~0', {
        next: attempt(9, 'IN_DOUBT', { nextReadAt: slotAt }),
      }),
      step(901, to, 'events/watchdog#c9/TX-END~0', { next: attempt(9, end) }),
    ],
  });

/** c1's client never hears of its callback, so the model allows both ends. */
export const silentCallback: Breaking = withTold('c1.3', (told) => ({
  ...told,
  status: 0,
  code: '',
  result: null,
}));

/** The same world as its engine would tell it after a needless cancel of c1's order. */
export const cancelledC1: readonly Breaking[] = [
  silentCallback,
  withRow('ORDER', orderId(1), { status: 'CANCELLED' }),
  withRow('PAYMENT', paymentId(1), {
    status: 'CANCELLED',
    amounts: { captured: { minor: price }, refunding: { minor: 0 }, refunded: { minor: price } },
  }),
  withPg('pk-1', (payment) => ({
    ...payment,
    effects: [
      ...payment.effects,
      {
        kind: 'CANCELED',
        at: startedAt + 70_000,
        amount: price,
        transactionKey: 'tx-late',
        op: 'cancel',
        idempotencyKey: 'key-r1',
      },
    ],
  })),
  withoutEvent('payment.confirmed', paymentId(1)),
  withoutEvent('order.completed', orderId(1)),
  ({ deliveries }) => ({
    deliveries: [
      ...deliveries,
      ...(
        [
          ['payment.refunded', paymentId(1), 3],
          ['order.cancelled', orderId(1), 3],
        ] as const
      ).map(([type, subject, sequence], index) => ({
        at: startedAt + 70_000,
        number: 1_000 + index,
        by: 'relay' as const,
        event: {
          id: `late-${index}`,
          type: `com.fluxpay.${type}`,
          subject,
          sequence: String(sequence).padStart(10, '0'),
          time: '2026-03-02T04:01:10.000Z',
          data: { orderId: orderId(1), pgAmount: price, status: 'CANCELLED' },
        },
      })),
    ],
  }),
  withTold('c1.9', (told) => ({
    ...told,
    result: { orderId: orderId(1), status: 'CANCELLED', refundedAmount: price },
  })),
  ({ run }) => ({ run: { ...run, abandoned: ['c1.3'] } }),
];
