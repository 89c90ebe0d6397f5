// Merchant and key as operators see them. A secret is never among it.
import { routeOf } from '#core/contracts/http/route-table.ts';
import { type PgProvider, pgProviders } from '#core/contracts/vocabulary.ts';
import { toIso } from '#core/kernel/instant.ts';
import type { JsonObject } from '#core/kernel/json.ts';
import type { ApiKey } from './api-key.ts';
import type { Merchant } from './merchant.ts';

/** Relative to the public API, whose address the deployment tells. */
const webhookUrls = (endpointId: string, providers: readonly PgProvider[]): JsonObject =>
  Object.fromEntries(
    providers.map((provider) => [
      provider,
      routeOf('receive-pg-webhook')
        .path.replace('{provider}', provider)
        .replace('{endpointId}', endpointId),
    ]),
  );

export const merchantObject = (merchant: Merchant): JsonObject => ({
  merchantId: merchant.merchantId,
  name: merchant.name,
  services: [...merchant.services],
  providers: merchant.providers as JsonObject,
  status: merchant.status,
  webhookUrls: {
    live: webhookUrls(merchant.webhookEndpoints.live, ['toss']),
    test: webhookUrls(merchant.webhookEndpoints.test, pgProviders),
  },
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
