// A merchant owns keys, policies and orders. Merchant and environment are the tenant.
import type { Environment } from '#core/contracts/tenant.ts';
import type { KeyId, MerchantId } from '#core/kernel/ids.ts';
import type { Instant } from '#core/kernel/instant.ts';

export interface Merchant {
  readonly merchantId: MerchantId;
  readonly name: string;
  readonly status: 'ACTIVE' | 'SUSPENDED';
  readonly services: readonly string[];
  /** Public keys of the PG by environment and provider: `{test: {toss: {clientKey}}}`. */
  readonly providers: Readonly<
    Partial<Record<Environment, Readonly<Record<string, { readonly clientKey: string }>>>>
  >;
  /** Usable keys by environment, at most two each. */
  readonly keyIds: Readonly<Record<Environment, readonly KeyId[]>>;
  /** Where the PG tells us about payments of this merchant, by environment: the last part of the path. */
  readonly webhookEndpoints: Readonly<Record<Environment, string>>;
  /** Keys that are over, newest last; the oldest are forgotten. */
  readonly pastKeyIds?: readonly KeyId[];
  readonly version: number;
  readonly createdAt: Instant;
}

/** An address for webhooks, and whose it is. 32 characters nobody can guess. */
export interface WebhookEndpoint {
  readonly endpointId: string;
  readonly environment: Environment;
  readonly merchantId: MerchantId;
}

/** One address for each environment, to be looked up by its id alone. */
export const endpointsOf = ({ merchantId, webhookEndpoints }: Merchant): WebhookEndpoint[] =>
  (['live', 'test'] as const).map((environment) => ({
    endpointId: webhookEndpoints[environment],
    environment,
    merchantId,
  }));

export const usableKeysMax = 2;

const pastKeysMax = 10;

/** A key leaves its place: another may be made. */
export const withoutKey = (
  merchant: Merchant,
  environment: Environment,
  keyId: KeyId,
): Merchant => ({
  ...merchant,
  version: merchant.version + 1,
  keyIds: {
    ...merchant.keyIds,
    [environment]: merchant.keyIds[environment].filter((one) => one !== keyId),
  },
  pastKeyIds: [...(merchant.pastKeyIds ?? []), keyId].slice(-pastKeysMax),
});

/** The merchant's public PG keys in one environment, by provider. */
export const clientKeysOf = (
  merchant: Merchant,
  environment: Environment,
): Readonly<Record<string, string>> =>
  Object.fromEntries(
    Object.entries(merchant.providers[environment] ?? {}).map(([provider, { clientKey }]) => [
      provider,
      clientKey,
    ]),
  );
