// Merchants and their keys, and the tenants there are.
import type { Environment, Tenant } from '#core/contracts/tenant.ts';
import type { MerchantId } from '#core/kernel/ids.ts';
import { toIso } from '#core/kernel/instant.ts';
import type { MerchantLists, MerchantReads } from '#core/merchants/ports.ts';
import type { PageRequest } from '#core/orders/ports.ts';
import { apiKeyItem, merchantItem } from './aggregate-items.ts';
import { apiKeyKey, merchantKey, timeId } from './keys.ts';
import { readRow, readRows, readStretch } from './read-rows.ts';
import type { Attributes } from './row-values.ts';
import type { Store } from './store.ts';

export interface MerchantRows extends MerchantReads, MerchantLists {
  /** Every tenant of one environment. */
  tenants(environment: Environment): Promise<readonly Tenant[]>;
}

const allMerchants = 'sys.engine#MERCHANT';

/** Merchants are few: their keys come together, and a page is cut out of them. */
const pageOfKeys = (items: readonly Attributes[], { after, from, to, limit }: PageRequest) => {
  const found = items
    .map((item) => ({ key: item['pk']?.S ?? '', place: item['byTimeSk']?.S ?? '' }))
    .filter(
      ({ place }) =>
        (after === undefined || place < after) &&
        (from === undefined || place >= toIso(from)) &&
        (to === undefined || place < toIso(to)),
    )
    .toSorted((a, b) => (a.place < b.place ? 1 : -1));
  const shown = found.slice(0, limit);
  return { shown, next: found.length > limit ? shown.at(-1)?.place : undefined };
};

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
  keysOf: async (keyIds) => {
    const rows = await readRows(store, 'key.byIds', store.tables.engine, keyIds.map(apiKeyKey));
    const keys = rows.map(apiKeyItem.decode);
    return keyIds.flatMap((keyId) => keys.filter((key) => key.keyId === keyId));
  },
  list: async ({ page }) => {
    const items = await readStretch(store, 'merchant.keys', {
      table: store.tables.engine,
      index: 'byTime',
      partition: ['byTimePk', allMerchants],
    });
    const { shown, next } = pageOfKeys(items, page);
    const keys = shown.map(({ key: pk }) => ({ pk, sk: 'MERCHANT' }));
    const rows = await readRows(store, 'merchant.byIds', store.tables.engine, keys);
    const merchants = rows.map(merchantItem.decode);
    const inOrder = merchants.toSorted((a, b) =>
      timeId(a.createdAt, a.merchantId) < timeId(b.createdAt, b.merchantId) ? 1 : -1,
    );
    return { items: inOrder, ...(next === undefined ? {} : { next }) };
  },
  tenants: async (environment) => {
    const items = await readStretch(store, 'merchant.keys', {
      table: store.tables.engine,
      index: 'byTime',
      partition: ['byTimePk', allMerchants],
    });
    return items.map((item) => ({
      environment,
      merchantId: (item.pk?.S ?? '').slice(`${allMerchants}#`.length) as MerchantId,
    }));
  },
});
