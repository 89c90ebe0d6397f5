// Secrets of API keys under KMS, bound to their tenant and key id: a ciphertext moved to another row
// does not open. The SDK is loaded at the first use, since a warm key needs none of it.
import { randomBytes } from 'node:crypto';
import { type Tenant, tenantText } from '#core/contracts/tenant.ts';
import type { KeyId } from '#core/kernel/ids.ts';
import type { Instance } from '#core/kernel/ports.ts';
import type { KeySecrets } from '#core/merchants/create-merchant.ts';
import type { KmsCommands, KmsOptions, SecretCommands } from './kms-commands.ts';

export interface KmsSecrets extends KeySecrets {
  /**
   * @param cipher - Base64, as `encrypt` gave it.
   * @throws DependencyUnavailable when KMS does not answer; any other error is a ciphertext that does
   * not belong to this tenant and key.
   */
  decrypt(cipher: string, tenant: Tenant, keyId: KeyId): Promise<string>;
}

export type OpenKms = (options: KmsOptions) => Promise<KmsCommands>;

const loadKms: OpenKms = (options) =>
  import('./kms-client.ts').then(({ openKms }) => openKms(options));

/** KMS behind its first use. */
export const kmsCommands = (options: KmsOptions, open = loadKms): KmsCommands => {
  let opened: Promise<KmsCommands> | undefined;
  const commands = (): Promise<KmsCommands> => {
    opened ??= open(options);
    return opened;
  };
  return {
    encrypt: async (text, context) => (await commands()).encrypt(text, context),
    decrypt: async (cipher, context) => (await commands()).decrypt(cipher, context),
    makeDataKey: async (context) => (await commands()).makeDataKey(context),
    openDataKey: async (wrapped, context) => (await commands()).openDataKey(wrapped, context),
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
export const kmsSecrets = (kms: SecretCommands, instance: Instance): KmsSecrets => ({
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
