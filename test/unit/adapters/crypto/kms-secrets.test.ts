import { describe, expect, it } from 'vitest';
import type { SecretCommands } from '#adapters/crypto/kms-commands.ts';
import { kmsSecrets } from '#adapters/crypto/kms-secrets.ts';
import { processInstance } from '#adapters/system/process-instance.ts';
import type { Tenant } from '#core/contracts/tenant.ts';
import type { KeyId, MerchantId } from '#core/kernel/ids.ts';

const tenant: Tenant = { environment: 'test', merchantId: 'M123' as MerchantId };
const other: Tenant = { environment: 'live', merchantId: 'M123' as MerchantId };
const keyId = 'fpk_test_a' as KeyId;

/** Keeps the one rule that matters here: a ciphertext opens under its own context only. */
const kms = () => {
  const opened: object[] = [];
  const commands: SecretCommands = {
    encrypt: (text, context) =>
      Promise.resolve(Buffer.from(JSON.stringify([Buffer.from(text).toString(), context]))),
    decrypt: (cipher, context) => {
      opened.push(context);
      const [text, bound] = JSON.parse(Buffer.from(cipher).toString()) as [string, object];
      if (JSON.stringify(bound) !== JSON.stringify(context)) {
        return Promise.reject(new Error('InvalidCiphertextException'));
      }
      return Promise.resolve(Buffer.from(text));
    },
  };
  return { commands, opened };
};

describe('kmsSecrets', () => {
  it('opens what it has hidden, once per instance', async () => {
    const { commands, opened } = kms();
    const secrets = kmsSecrets(commands, processInstance());
    const cipher = await secrets.encrypt('fps_test_1', tenant, keyId);

    const texts = [
      await secrets.decrypt(cipher, tenant, keyId),
      await secrets.decrypt(cipher, tenant, keyId),
    ];

    expect(texts).toEqual(['fps_test_1', 'fps_test_1']);
    expect(opened).toEqual([{ purpose: 'api-key', tenant: 'test.M123', keyId }]);
    expect(cipher).toMatch(/^[A-Za-z0-9+/]+=*$/u);
  });

  it.each([
    ['another tenant', other, keyId],
    ['another key', tenant, 'fpk_test_b' as KeyId],
  ])('does not open for %s, not even from memory', async (_name, whose, which) => {
    const secrets = kmsSecrets(kms().commands, processInstance());
    const cipher = await secrets.encrypt('fps_test_1', tenant, keyId);
    await secrets.decrypt(cipher, tenant, keyId);

    await expect(secrets.decrypt(cipher, whose, which)).rejects.toThrow('InvalidCiphertext');
  });

  it('makes ids and secrets of the form the API promises', () => {
    const secrets = kmsSecrets(kms().commands, processInstance());

    const made = secrets.make('live');

    expect(made.keyId).toMatch(/^fpk_live_[A-Za-z0-9_-]{20}$/u);
    expect(made.secret).toMatch(/^fps_live_[0-9a-f]{40}$/u);
    expect(secrets.make('live')).not.toEqual(made);
  });
});
