// Merchants and their keys, and the tenants there are.
import type { Environment, Tenant } from '#core/contracts/tenant.ts';
import type { KeyId, MerchantId } from '#core/kernel/ids.ts';
import type { ApiKey } from '#core/merchants/api-key.ts';
import type { Merchant } from '#core/merchants/merchant.ts';
import { apiKeyItem, merchantItem } from './aggregate-items.ts';
import { apiKeyKey, merchantKey } from './keys.ts';
import { readRow, readStretch } from './read-rows.ts';
import type { Store } from './store.ts';

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
