// The PG's word for one of its payments, in the words of the invariants: whoever asks it, over HTTP or in the same
// process, puts it so.
import { numberAt, textAt } from './field-reading.ts';
import { pgOrderIdOf } from './pg-truth.ts';
import type { PgPayment, Row } from './view.ts';

/** What the control surface of the PG that lies tells of one payment. */
export interface ToldTruth {
  readonly payment: {
    readonly paymentKey?: unknown;
    readonly orderId?: unknown;
    readonly totalAmount?: unknown;
    readonly currency?: unknown;
  };
  readonly status: string;
  readonly effects: readonly {
    readonly kind: string;
    readonly at: string;
    readonly amount: number;
    readonly transactionKey: string | null;
    readonly cause: { readonly op: string; readonly idempotencyKey: string | null };
  }[];
  readonly lies: { readonly integrity: unknown; readonly unknownEnum: unknown };
}

export const pgPaymentOf = ({ payment, status, effects, lies }: ToldTruth): PgPayment => ({
  paymentKey: String(payment.paymentKey),
  pgOrderId: String(payment.orderId),
  amount: Number(payment.totalAmount),
  currency: String(payment.currency),
  status,
  effects: effects.map(({ kind, at, amount, transactionKey, cause }) => ({
    kind,
    at: Date.parse(at),
    amount,
    transactionKey,
    op: cause.op,
    idempotencyKey: cause.idempotencyKey,
  })),
  isLyingAboutFacts: lies.integrity !== null || lies.unknownEnum !== null,
});

/** The order number under which the PG knows a payment of ours. */
export const pgOrderIdOfRow = (payment: Row): string =>
  pgOrderIdOf(textAt(payment, 'orderId'), numberAt(payment, 'number'));
