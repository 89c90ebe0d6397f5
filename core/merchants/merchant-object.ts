// Merchant and key as operators see them. A secret is never among it.
import { routeOf } from '#core/contracts/http/route-table.ts';
import type { PgProvider } from '#core/contracts/vocabulary.ts';
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

/** The sandbox takes no real money, so it has no address of that environment. */
const ofRealMoney = (providers: readonly PgProvider[]) =>
  providers.filter((provider) => provider !== 'sandbox');

/** What is at the stage, not of the merchant. */
export interface WebhookRoads {
  /** PGs whose webhooks this stage takes in: an address of another one would answer to nobody. */
  readonly webhookProviders: readonly PgProvider[];
}

export const merchantObject = (
  merchant: Merchant,
  { webhookProviders }: WebhookRoads,
): JsonObject => ({
  merchantId: merchant.merchantId,
  name: merchant.name,
  services: [...merchant.services],
  providers: merchant.providers as JsonObject,
  status: merchant.status,
  webhookUrls: {
    live: webhookUrls(merchant.webhookEndpoints.live, ofRealMoney(webhookProviders)),
    test: webhookUrls(merchant.webhookEndpoints.test, webhookProviders),
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
