// Refunds by their id, and lists of them, newest first.
import type { PaymentId } from '#core/kernel/ids.ts';
import type { Clock } from '#core/kernel/ports.ts';
import type { RefundFilter, RefundLists, RefundOwners } from '#core/refunds/ports.ts';
import type { Refund } from '#core/refunds/refund.ts';
import { refundItem } from './aggregate-items.ts';
import { timeId, uniqueKey } from './keys.ts';
import { listNewest } from './list-newest.ts';
import { readRow } from './read-rows.ts';
import type { Store } from './store.ts';

export const dynamoRefundOwners = (store: Store): RefundOwners => ({
  paymentOf: async ({ tenant, refundId }) => {
    const key = uniqueKey(tenant, 'REFUND', refundId);
    const row = await readRow(store, 'unique.owner', store.tables.engine, key);
    return row?.owner?.S as PaymentId | undefined;
  },
});

const matches =
  ({ paymentId, orderId, statuses }: RefundFilter) =>
  (refund: Refund): boolean =>
    (paymentId === undefined || refund.paymentId === paymentId) &&
    (orderId === undefined || refund.orderId === orderId) &&
    (statuses === undefined || statuses.includes(refund.status));

export const dynamoRefundLists = (store: Store, clock: Clock): RefundLists => ({
  list: ({ tenant, filter, page }) =>
    listNewest(store, {
      tenant,
      item: 'REFUND',
      codec: refundItem,
      page,
      shown: (refunds) => Promise.resolve(refunds.filter(matches(filter))),
      timeIdOf: (refund: Refund) => timeId(refund.createdAt, refund.refundId),
      labels: { keys: 'refund.list', rows: 'refund.byIds' },
      now: clock.now(),
    }),
});
