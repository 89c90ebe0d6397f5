// What really happened at the PG, by the PG's own word: how much it took, and how much it gave back.
import type { PgPayment, View } from './view.ts';

const sum = ({ effects }: PgPayment, kind: string): number => {
  let total = 0;
  for (const effect of effects) if (effect.kind === kind) total += effect.amount;
  return total;
};

/** A deposit that the bank took back was not taken after all. */
export const takenAt = (payment: PgPayment): number =>
  sum(payment, 'APPROVED') - sum(payment, 'REVERSED');
export const returnedAt = (payment: PgPayment): number => sum(payment, 'CANCELED');

const times = ({ effects }: PgPayment, wanted: string): number =>
  effects.filter(({ kind }) => kind === wanted).length;

/** When the bank took each of them back. */
export const reversalTimesAt = ({ effects }: PgPayment): readonly number[] =>
  effects.filter(({ kind }) => kind === 'REVERSED').map(({ at }) => at);
export const approvalsAt = (payment: PgPayment): number =>
  times(payment, 'APPROVED') - times(payment, 'REVERSED');
export const authorizationsAt = (payment: PgPayment): number => times(payment, 'AUTHORIZED');

/** The order number we give to the PG: the order's id, and the payment's number from the second on. */
export const pgOrderIdOf = (orderId: string, number: number): string =>
  number === 1 ? orderId : `${orderId}-${number}`;

/** The order behind an order number of the PG. */
export const orderIdOf = (pgOrderId: string): string => pgOrderId.split('-')[0] ?? '';

export const pgPaymentsOf = (
  { pgPayments }: View,
  orderId: string,
  number?: number,
): readonly PgPayment[] =>
  pgPayments.filter(({ pgOrderId }) =>
    number === undefined
      ? orderIdOf(pgOrderId) === orderId
      : pgOrderId === pgOrderIdOf(orderId, number),
  );
