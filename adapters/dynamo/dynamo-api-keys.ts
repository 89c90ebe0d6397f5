// Keys with their secret and their merchant: what authentication asks for, cold. A cache stands before it.
import { tenantOfKey } from '#core/merchants/api-key.ts';
import type { ApiKeys, SecretOpener } from '#core/merchants/ports.ts';
import { dynamoMerchants } from './dynamo-merchants.ts';
import type { Store } from './store.ts';

export const dynamoApiKeys = (store: Store, secrets: SecretOpener): ApiKeys => {
  const rows = dynamoMerchants(store);
  return {
    byId: async (keyId) => {
      const key = await rows.keyById(keyId);
      if (key === undefined) return undefined;
      const [merchant, secret] = await Promise.all([
        rows.byId(key),
        secrets.decrypt(key.secretCipher, tenantOfKey(key), key.keyId),
      ]);
      return merchant === undefined ? undefined : { key, secret, merchant };
    },
  };
};
