// Merchants, their keys, and what operators look up across tenants.

import type { AttentionItem } from '#core/attention/attention-item.ts';
import type { AttentionItems } from '#core/attention/ports.ts';
import type { Environment, Tenant } from '#core/contracts/tenant.ts';
import type { KeyId, MerchantId } from '#core/kernel/ids.ts';
import type { ApiKey } from '#core/merchants/api-key.ts';
import type { Merchant } from '#core/merchants/merchant.ts';
import { apiKeyItem, attentionItem, merchantItem } from './aggregate-items.ts';
import { apiKeyKey, duePartition, keyOfDue, merchantKey, timeId } from './keys.ts';
import { readRow, readRows, readStretch } from './read-rows.ts';
import { allShards, type Store } from './store.ts';

export interface MerchantRows {
  byId(key: { readonly merchantId: MerchantId }): Promise<Merchant | undefined>;
  keyById(keyId: KeyId): Promise<ApiKey | undefined>;
  /** Every tenant of one environment. */
  tenants(environment: Environment): Promise<readonly Tenant[]>;
}

export const dynamoMerchants = (store: Store): MerchantRows => ({
  byId: async ({ merchantId }) => {
    const key = merchantKey(merchantId);
    const item = await readRow(store, 'merchant.byId', store.tables.engine, key);
    return item === undefined ? undefined : merchantItem.decode(item);
  },
  keyById: async (keyId) => {
    const item = await readRow(store, 'key.byId', store.tables.engine, apiKeyKey(keyId));
    return item === undefined ? undefined : apiKeyItem.decode(item);
  },
  tenants: async (environment) => {
    const items = await readStretch(store, 'merchant.keys', {
      table: store.tables.engine,
      index: 'byTime',
      partition: ['byTimePk', 'sys.engine#MERCHANT'],
    });
    return items.map((item) => ({
      environment,
      merchantId: (item.pk?.S ?? '').slice('sys.engine#MERCHANT#'.length) as MerchantId,
    }));
  },
});

const openMax = 1_000;

/** Open items of every tenant stand in the due index until they are resolved; they are few. */
export const dynamoAttentionItems = (store: Store): AttentionItems => {
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
  return {
    list: async ({ environment, merchantId, kinds, statuses, page }) => {
      const position = (item: AttentionItem): string => timeId(item.openedAt, item.attentionId);
      const found = (await openItems())
        .filter(
          (item) =>
            item.tenant.environment === environment &&
            (merchantId === undefined || item.tenant.merchantId === merchantId) &&
            (kinds === undefined || kinds.includes(item.kind)) &&
            (statuses === undefined || statuses.includes(item.status)) &&
            (page.from === undefined || item.openedAt >= page.from) &&
            (page.to === undefined || item.openedAt < page.to) &&
            (page.after === undefined || position(item) < page.after),
        )
        .toSorted((a, b) => (position(a) < position(b) ? 1 : -1));
      const items = found.slice(0, page.limit);
      const last = items.at(-1);
      return found.length > page.limit && last !== undefined
        ? { items, next: position(last) }
        : { items };
    },
  };
};
