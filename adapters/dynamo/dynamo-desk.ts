// What operators look up across tenants: payments by the words that name them, open doubts, open sagas.
import { type Tenant, tenantText } from '#core/contracts/tenant.ts';
import type { OrderId } from '#core/kernel/ids.ts';
import type { Clock } from '#core/kernel/ports.ts';
import type { Payment } from '#core/payments/payment.ts';
import type { OpenCall, PaymentSearch } from '#core/payments/ports.ts';
import type { SagaLists } from '#core/sagas/ports.ts';
import type { Saga } from '#core/sagas/saga.ts';
import { attemptItem, attentionItem, orderItem, paymentItem, sagaItem } from './aggregate-items.ts';
import {
  attemptKey,
  duePartition,
  keyOfDue,
  orderKey,
  paymentKey,
  type RowKey,
  sagaKey,
  timeId,
  uniqueKey,
} from './keys.ts';
import { listNewest } from './list-newest.ts';
import { readRows, readStretch } from './read-rows.ts';
import type { Attributes } from './row-values.ts';
import { allShards, type Store } from './store.ts';

const openMax = 1_000;
/** Where those of some partitions alone are wanted, one tenant's or one merchant's: so many keys of all are looked through, a shard. */
const openReadMax = 10_000;

/** Keys of open work of one kind, those due first; a thousand per shard at most. @param prefix - Of their partitions. */
const openKeys = async (store: Store, item: string, prefix = ''): Promise<RowKey[]> => {
  const shards = await Promise.all(
    allShards(store.shards).map((shard) =>
      readStretch(store, 'desk.open', {
        table: store.tables.engine,
        index: 'due',
        partition: ['duePk', duePartition(item, shard)],
        limit: prefix === '' ? openMax : openReadMax,
      }),
    ),
  );
  return shards.flatMap((rows) =>
    rows
      .map((row) => keyOfDue(row['dueSk']?.S ?? ''))
      .filter(({ pk }) => pk.startsWith(prefix))
      .slice(0, openMax),
  );
};

const rowsAt = (store: Store, keys: readonly RowKey[]): Promise<Attributes[]> =>
  readRows(store, 'desk.rows', store.tables.engine, keys);

/** Rows of a payment lie together: the key of one tells those of the others. */
const siblings = (keys: readonly RowKey[], sk: string): RowKey[] =>
  [...new Set(keys.map(({ pk }) => pk))].map((pk) => ({ pk, sk }));

const openItems = async (store: Store) =>
  (await rowsAt(store, await openKeys(store, 'ITEM'))).map(attentionItem.decode);

const textOf = ({ pk, sk }: RowKey): string => `${pk} ${sk}`;

const ownersOf = async (
  store: Store,
  keys: readonly RowKey[],
): Promise<{ readonly pk: string; readonly owner: string }[]> => {
  const rows = await rowsAt(store, keys);
  return rows.map((row) => ({ pk: row['pk']?.S ?? '', owner: row['owner']?.S ?? '' }));
};

/** A unique value of each tenant, and who has it there. */
const uniqueOwners = async (
  store: Store,
  tenants: readonly Tenant[],
  kind: 'MORDER' | 'PGKEY',
  value: string,
): Promise<{ readonly tenant: Tenant; readonly owner: string }[]> => {
  const found = await ownersOf(
    store,
    tenants.map((tenant) => uniqueKey(tenant, kind, value)),
  );
  return tenants.flatMap((tenant) => {
    const { pk } = uniqueKey(tenant, kind, value);
    return found.filter((row) => row.pk === pk).map(({ owner }) => ({ tenant, owner }));
  });
};

const paymentsOfOrders = async (store: Store, keys: readonly RowKey[]): Promise<RowKey[]> => {
  const orders = (await rowsAt(store, keys)).map(orderItem.decode);
  return orders.flatMap(({ tenant, paymentIds }) =>
    paymentIds.map((paymentId) => paymentKey(tenant, paymentId)),
  );
};

/** A payment key is unique within its PG. */
const providers = ['toss', 'sandbox'];

const keysNamed = async (
  store: Store,
  { tenants, by, value }: Parameters<PaymentSearch['named']>[0],
): Promise<RowKey[]> => {
  if (by === 'orderId') {
    return paymentsOfOrders(
      store,
      tenants.map((tenant) => orderKey(tenant, value)),
    );
  }
  if (by === 'merchantOrderId') {
    const owners = await uniqueOwners(store, tenants, 'MORDER', value);
    return paymentsOfOrders(
      store,
      owners.map(({ tenant, owner }) => orderKey(tenant, owner)),
    );
  }
  const owners = await Promise.all(
    providers.map((provider) => uniqueOwners(store, tenants, 'PGKEY', `${provider}:${value}`)),
  );
  return owners.flat().map(({ tenant, owner }) => paymentKey(tenant, owner));
};

const decoded = async (store: Store, keys: readonly RowKey[]): Promise<Payment[]> =>
  (await rowsAt(store, keys)).map(paymentItem.decode);

const callsOf = async (store: Store, payments: readonly Payment[]): Promise<OpenCall[]> => {
  const keyOf = ({ tenant, paymentId, openAttempt }: Payment): RowKey | undefined =>
    openAttempt && attemptKey(tenant, paymentId, openAttempt.id);
  const keys = payments.map(keyOf).filter((key) => key !== undefined);
  const attempts = (await rowsAt(store, keys)).map(attemptItem.decode);
  const byKey = new Map(attempts.map((attempt) => [textOf(attemptItem.key(attempt)), attempt]));
  return payments.flatMap((payment) => {
    const key = keyOf(payment);
    const attempt = key && byKey.get(textOf(key));
    return attempt === undefined ? [] : [{ payment, attempt }];
  });
};

export const dynamoPaymentSearch = (store: Store): PaymentSearch => ({
  tenantOf: async ({ paymentId, tenants }) => {
    const keys = tenants.map((tenant) => paymentKey(tenant, paymentId));
    return (await decoded(store, keys))[0]?.tenant;
  },
  named: async (asked) => decoded(store, await keysNamed(store, asked)),
  callsOf: (payments) => callsOf(store, payments),
  openCalls: async ({ environment, merchantId }) => {
    const prefix =
      merchantId === undefined ? `${environment}.` : `${tenantText({ environment, merchantId })}#`;
    // A doubt whose reads are used up has left the line of due work; its item stands for it.
    const [attempts, items] = await Promise.all([
      openKeys(store, 'ATTEMPT', prefix),
      openItems(store),
    ]);
    const handedOver = items
      .flatMap(({ tenant, paymentId }) =>
        paymentId === undefined ? [] : [paymentKey(tenant, paymentId)],
      )
      .filter(({ pk }) => pk.startsWith(prefix));
    const keys = siblings([...attempts, ...handedOver], 'PAYMENT');
    return callsOf(store, await decoded(store, keys));
  },
});

const placeOf = ({ startedAt, sagaId }: Saga): string => timeId(startedAt, sagaId);

/** Sagas that run or wait for a person; of an order where one is named. */
const fewSagas = async (
  store: Store,
  orderId: OrderId | undefined,
  tenants: readonly Tenant[],
): Promise<Saga[]> => {
  const keys =
    orderId === undefined
      ? [
          ...(await openKeys(store, 'SAGA')),
          ...(await openItems(store)).flatMap(({ tenant, paymentId }) =>
            paymentId === undefined ? [] : [sagaKey(tenant, paymentId)],
          ),
        ]
      : await paymentsOfOrders(
          store,
          tenants.map((tenant) => orderKey(tenant, orderId)),
        );
  return (await rowsAt(store, siblings(keys, 'SAGA'))).map(sagaItem.decode);
};

export const dynamoSagaLists = (store: Store, clock: Clock): SagaLists => ({
  list: async ({ environment, merchantId, orderId, statuses, tenants, page }) => {
    const isAsked = ({ tenant, status }: Saga): boolean =>
      tenant.environment === environment &&
      (merchantId === undefined || tenant.merchantId === merchantId) &&
      (statuses === undefined || statuses.includes(status));
    if (merchantId !== undefined && orderId === undefined) {
      return listNewest(store, {
        tenant: { environment, merchantId },
        item: 'SAGA',
        codec: sagaItem,
        page,
        shown: (sagas: readonly Saga[]) => Promise.resolve(sagas.filter(isAsked)),
        timeIdOf: placeOf,
        labels: { keys: 'saga.list', rows: 'desk.rows' },
        now: clock.now(),
      });
    }
    const found = (await fewSagas(store, orderId, tenants))
      .filter(
        (saga) =>
          isAsked(saga) &&
          (page.from === undefined || saga.startedAt >= page.from) &&
          (page.to === undefined || saga.startedAt < page.to) &&
          (page.after === undefined || placeOf(saga) < page.after),
      )
      .toSorted((a, b) => (placeOf(a) < placeOf(b) ? 1 : -1));
    const items = found.slice(0, page.limit);
    const last = items.at(-1);
    return found.length > page.limit && last !== undefined
      ? { items, next: placeOf(last) }
      : { items };
  },
});
