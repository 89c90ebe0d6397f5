// The manual queue: open items of every tenant together, one item by its id, and those of one object.
import type { AttentionItem } from '#core/attention/attention-item.ts';
import type { AttentionItems, AttentionLookUp } from '#core/attention/ports.ts';
import type { Tenant } from '#core/contracts/tenant.ts';
import { attentionKinds } from '#core/contracts/vocabulary.ts';
import type { Clock } from '#core/kernel/ports.ts';
import { attentionItem } from './aggregate-items.ts';
import { attentionKey, duePartition, keyOfDue, timeId, uniqueKey } from './keys.ts';
import { listNewest } from './list-newest.ts';
import { readRows, readStretch } from './read-rows.ts';
import { allShards, type Store } from './store.ts';

const openMax = 1_000;

type Listing = Parameters<AttentionItems['list']>[0];

const timeIdOf = (item: AttentionItem): string => timeId(item.openedAt, item.attentionId);

const isAsked =
  ({ kinds, statuses }: Listing) =>
  (item: AttentionItem): boolean =>
    (kinds === undefined || kinds.includes(item.kind)) &&
    (statuses === undefined || statuses.includes(item.status));

/** Open items of every tenant stand in the due index until they are resolved; they are few. */
export const dynamoAttentionItems = (store: Store, clock: Clock): AttentionItems => {
  const openItems = async (): Promise<AttentionItem[]> => {
    const shards = await Promise.all(
      allShards(store.shards).map((shard) =>
        readStretch(store, 'attention.list', {
          table: store.tables.engine,
          index: 'due',
          partition: ['duePk', duePartition('ITEM', shard)],
          limit: openMax,
        }),
      ),
    );
    const keys = shards.flat().map((item) => keyOfDue(item.dueSk?.S ?? ''));
    return (await readRows(store, 'attention.byIds', store.tables.engine, keys)).map(
      attentionItem.decode,
    );
  };
  /** Resolved ones are found by their day, so their merchant has to be named. */
  const history = (asked: Listing, tenant: Tenant) =>
    listNewest(store, {
      tenant,
      item: 'ITEM',
      codec: attentionItem,
      page: asked.page,
      shown: (items) => Promise.resolve(items.filter(isAsked(asked))),
      timeIdOf,
      labels: { keys: 'attention.list', rows: 'attention.byIds' },
      now: clock.now(),
    });
  return {
    list: async (asked) => {
      const { environment, merchantId, statuses, page } = asked;
      if (merchantId !== undefined && statuses?.includes('RESOLVED') === true) {
        return history(asked, { environment, merchantId });
      }
      const found = (await openItems())
        .filter(
          (item) =>
            item.tenant.environment === environment &&
            (merchantId === undefined || item.tenant.merchantId === merchantId) &&
            isAsked(asked)(item) &&
            (page.from === undefined || item.openedAt >= page.from) &&
            (page.to === undefined || item.openedAt < page.to) &&
            (page.after === undefined || timeIdOf(item) < page.after),
        )
        .toSorted((a, b) => (timeIdOf(a) < timeIdOf(b) ? 1 : -1));
      const items = found.slice(0, page.limit);
      const last = items.at(-1);
      return found.length > page.limit && last !== undefined
        ? { items, next: timeIdOf(last) }
        : { items };
    },
  };
};

const itemsOf = async (
  store: Store,
  keys: readonly { readonly tenant: Tenant; readonly attentionId: string }[],
): Promise<AttentionItem[]> => {
  const asked = keys.map(({ tenant, attentionId }) => attentionKey(tenant, attentionId));
  const rows = await readRows(store, 'attention.byId', store.tables.engine, asked);
  return rows.map(attentionItem.decode);
};

export const dynamoAttentionLookUp = (store: Store): AttentionLookUp => ({
  findAnywhere: async (attentionId, tenants) => {
    const keys = tenants.map((tenant) => ({ tenant, attentionId }));
    return (await itemsOf(store, keys))[0];
  },
  openOf: async ({ tenant, objectId }) => {
    const keys = attentionKinds.map((kind) => uniqueKey(tenant, 'ATTN', `${objectId}#${kind}`));
    const owners = await readRows(store, 'unique.owner', store.tables.engine, keys);
    return itemsOf(
      store,
      owners.map((row) => ({ tenant, attentionId: row['owner']?.S ?? '' })),
    );
  },
});
