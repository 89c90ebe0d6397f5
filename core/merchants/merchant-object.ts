// Merchant and key as operators see them. A secret is never among it.
import { toIso } from '#core/kernel/instant.ts';
import type { JsonObject } from '#core/kernel/json.ts';
import type { ApiKey } from './api-key.ts';
import type { Merchant } from './merchant.ts';

export const merchantObject = (merchant: Merchant): JsonObject => ({
  merchantId: merchant.merchantId,
  name: merchant.name,
  services: [...merchant.services],
  providers: merchant.providers as JsonObject,
  status: merchant.status,
  createdAt: toIso(merchant.createdAt),
});

export const keyObject = (key: ApiKey): JsonObject => ({
  keyId: key.keyId,
  merchantId: key.merchantId,
  environment: key.environment,
  scopes: [...key.scopes],
  ...(key.label === '' ? {} : { label: key.label }),
  state: key.state,
  createdAt: toIso(key.createdAt),
  ...(key.expiresAt === undefined ? {} : { expiresAt: toIso(key.expiresAt) }),
});
