// An API key: who may call, for which merchant and environment, with which scopes.
import type { Environment, Tenant } from '#core/contracts/tenant.ts';
import type { KeyId, MerchantId } from '#core/kernel/ids.ts';
import type { Instant } from '#core/kernel/instant.ts';

export type KeyState = 'ACTIVE' | 'RETIRING' | 'REVOKED';

export interface ApiKey {
  readonly keyId: KeyId;
  readonly merchantId: MerchantId;
  readonly environment: Environment;
  readonly scopes: readonly string[];
  readonly state: KeyState;
  readonly label: string;
  /** Ciphertext of the secret under KMS, bound to tenant and key id; base64. */
  readonly secretCipher: string;
  readonly createdAt: Instant;
  readonly expiresAt?: Instant;
}

/** RETIRING works until it expires; REVOKED never again. */
export const isUsable = (key: ApiKey, now: Instant): boolean =>
  key.state !== 'REVOKED' && (key.expiresAt === undefined || now < key.expiresAt);

export const tenantOfKey = (key: ApiKey): Tenant => ({
  environment: key.environment,
  merchantId: key.merchantId,
});

/** `ACTIVE → RETIRING → REVOKED`, or straight to the end. */
export const keyMoves: Readonly<Record<KeyState, readonly KeyState[]>> = {
  ACTIVE: ['RETIRING', 'REVOKED'],
  RETIRING: ['REVOKED'],
  REVOKED: [],
};

/** Still works until then. */
export const retire = (key: ApiKey, expiresAt: Instant): ApiKey => ({
  ...key,
  state: 'RETIRING',
  expiresAt,
});

/** Never works again, 60 s from now at the latest: that long processes remember it. */
export const revoke = (key: ApiKey): ApiKey => ({ ...key, state: 'REVOKED' });
