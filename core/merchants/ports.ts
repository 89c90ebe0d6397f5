// Who is calling: what the edge asks before it believes a request.
import type { Tenant } from '#core/contracts/tenant.ts';
import type { KeyId, MerchantId } from '#core/kernel/ids.ts';
import type { Page, PageRequest } from '#core/orders/ports.ts';
import type { ApiKey } from './api-key.ts';
import type { Merchant } from './merchant.ts';

/** A key with its secret in the clear and the merchant it speaks for. Never logged, never stored. */
export interface Credential {
  readonly key: ApiKey;
  readonly secret: string;
  readonly merchant: Merchant;
}

export interface ApiKeys {
  /** Usable or not: the caller judges the state. Throws when the store or the key service is down. */
  byId(keyId: KeyId): Promise<Credential | undefined>;
}

/** Opens what hides the secrets of API keys. */
export interface SecretOpener {
  /** @throws DependencyUnavailable when the key service does not answer. */
  decrypt(cipher: string, tenant: Tenant, keyId: KeyId): Promise<string>;
}

export interface MerchantReads {
  byId(key: { readonly merchantId: MerchantId }): Promise<Merchant | undefined>;
  keyById(keyId: KeyId): Promise<ApiKey | undefined>;
  /** In the order they are asked for; unknown ones are left out. */
  keysOf(keyIds: readonly KeyId[]): Promise<readonly ApiKey[]>;
}

export interface MerchantLists {
  /** Newest first. */
  list(request: { readonly page: PageRequest }): Promise<Page<Merchant>>;
}
