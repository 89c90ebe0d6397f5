// GET by payment key and by order, from the present or, for the stale-read fault, from the past.
import { isProcessed, type PaymentRecord } from './payment-record.ts';
import { orderIndex, type PaymentEntry, type State } from './state.ts';

/** The payment an order means: the paid one, else the newest. */
export const paymentKeyOfOrder = (
  state: State,
  mId: string,
  orderId: string,
): string | undefined => {
  const keys = state.orders.get(orderIndex(mId, orderId)) ?? [];
  const paid = keys.find((key) => {
    const status = state.payments.get(key)?.current.status;
    return status !== undefined && isProcessed(status);
  });
  return paid ?? keys.at(-1);
};

/** The record as it stood at the given time; undefined if it did not exist yet. */
export const recordAt = (entry: PaymentEntry, atMs: number): PaymentRecord | undefined =>
  entry.versions.findLast((version) => version.at <= atMs)?.record;
