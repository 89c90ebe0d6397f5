// GET by payment key and by order, from the present or, for the stale-read fault, from the past.
import { isSeenBy, isTaken, type PaymentRecord, type Surface } from './payment-record.ts';
import { orderIndex, type PaymentEntry, type State } from './state.ts';

/** The payment an order means: the paid or reserved one, else the newest. */
export const paymentKeyOfOrder = (
  state: State,
  { mId, orderId, surface }: { mId: string; orderId: string; surface: Surface },
): string | undefined => {
  const known = (state.orders.get(orderIndex(mId, orderId)) ?? [])
    .map((key) => state.payments.get(key)?.current)
    .filter((payment) => payment !== undefined && isSeenBy(payment, surface));
  const taken = known.find((payment) => payment && isTaken(payment)) ?? known.at(-1);
  return taken?.paymentKey;
};

/** The record as it stood at the given time; undefined if it did not exist yet. */
export const recordAt = (entry: PaymentEntry, atMs: number): PaymentRecord | undefined =>
  entry.versions.findLast((version) => version.at <= atMs)?.record;
