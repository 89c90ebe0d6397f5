// Secrets of API keys under KMS, bound to their tenant and key id: a ciphertext moved to another row
// does not open. The SDK is loaded at the first use, since a warm key needs none of it.
import { randomBytes } from 'node:crypto';
import type { KMSClient } from '@aws-sdk/client-kms';
import type { CallLabel } from '#core/contracts/labels.ts';
import { type Tenant, tenantText } from '#core/contracts/tenant.ts';
import { present } from '#core/kernel/assert.ts';
import { DependencyUnavailable } from '#core/kernel/faults.ts';
import type { KeyId } from '#core/kernel/ids.ts';
import type { Instance } from '#core/kernel/ports.ts';
import type { KeySecrets } from '#core/merchants/create-merchant.ts';

export interface KmsSecrets extends KeySecrets {
  /**
   * @param cipher - Base64, as `encrypt` gave it.
   * @throws DependencyUnavailable when KMS does not answer; any other error is a ciphertext that does
   * not belong to this tenant and key.
   */
  decrypt(cipher: string, tenant: Tenant, keyId: KeyId): Promise<string>;
}

/** The two KMS commands, as a labelled call each; the client, or a twin. */
export interface KmsCommands {
  encrypt(text: Uint8Array, context: Readonly<Record<string, string>>): Promise<Uint8Array>;
  decrypt(cipher: Uint8Array, context: Readonly<Record<string, string>>): Promise<Uint8Array>;
}

export interface KmsOptions {
  readonly keyArn: string;
  readonly calls: {
    run<T>(label: CallLabel, effect: () => Promise<T>): Promise<T>;
  };
}

const settings = {
  maxAttempts: 3,
  requestHandler: { connectionTimeout: 500, requestTimeout: 1_500, throwOnRequestTimeout: true },
};

/** KMS tells by these names that it was not able to look at the request. */
const isDown = (error: unknown): boolean => {
  const { name, $fault } = error as { readonly name?: string; readonly $fault?: string };
  return $fault !== 'client' || name === 'ThrottlingException';
};

const orDown = async <T>(work: Promise<T>): Promise<T> => {
  try {
    return await work;
  } catch (error) {
    throw isDown(error) ? new DependencyUnavailable('KMS', error) : error;
  }
};

export const kmsCommands = ({ keyArn: KeyId, calls }: KmsOptions): KmsCommands => {
  let client: Promise<{ sdk: typeof import('@aws-sdk/client-kms'); kms: KMSClient }> | undefined;
  const load = () => {
    client ??= import('@aws-sdk/client-kms').then((sdk) => ({
      sdk,
      kms: new sdk.KMSClient(settings),
    }));
    return client;
  };
  return {
    encrypt: async (Plaintext, EncryptionContext) => {
      const { sdk, kms } = await load();
      const command = new sdk.EncryptCommand({ KeyId, Plaintext, EncryptionContext });
      const { CiphertextBlob } = await orDown(calls.run('key.encrypt', () => kms.send(command)));
      return present(CiphertextBlob, 'KMS answers an encryption with a ciphertext');
    },
    decrypt: async (CiphertextBlob, EncryptionContext) => {
      const { sdk, kms } = await load();
      const command = new sdk.DecryptCommand({ KeyId, CiphertextBlob, EncryptionContext });
      const { Plaintext } = await orDown(calls.run('key.decrypt', () => kms.send(command)));
      return present(Plaintext, 'KMS answers a decryption with a plaintext');
    },
  };
};

/** The role of every function names this purpose in its grant. */
const contextOf = (tenant: Tenant, keyId: KeyId) => ({
  purpose: 'api-key',
  tenant: tenantText(tenant),
  keyId,
});

const rememberedMax = 1_000;

/** @param kms - The commands. @param instance - Where opened secrets stay until the process ends. */
export const kmsSecrets = (kms: KmsCommands, instance: Instance): KmsSecrets => ({
  make: (environment) => ({
    keyId: `fpk_${environment}_${randomBytes(15).toString('base64url')}` as KeyId,
    secret: `fps_${environment}_${randomBytes(20).toString('hex')}`,
  }),
  encrypt: async (secret, tenant, keyId) => {
    const cipher = await kms.encrypt(Buffer.from(secret, 'utf8'), contextOf(tenant, keyId));
    return Buffer.from(cipher).toString('base64');
  },
  decrypt: async (cipher, tenant, keyId) => {
    const opened = instance.memory('kms-secrets.opened', () => new Map<string, string>());
    // The binding is part of the name: a ciphertext copied into another row finds nothing here.
    const name = `${tenantText(tenant)}|${keyId}|${cipher}`;
    const known = opened.get(name);
    if (known !== undefined) return known;
    const bytes = await kms.decrypt(Buffer.from(cipher, 'base64'), contextOf(tenant, keyId));
    const secret = Buffer.from(bytes).toString('utf8');
    if (opened.size >= rememberedMax) opened.clear();
    opened.set(name, secret);
    return secret;
  },
});
