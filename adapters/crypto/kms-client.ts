// KMS itself. Imported when it is first needed, so that its SDK is a chunk of its own; region,
// endpoint and credentials come from the environment.
import {
  DecryptCommand,
  EncryptCommand,
  GenerateDataKeyCommand,
  KMSClient,
} from '@aws-sdk/client-kms';
import { present } from '#core/kernel/assert.ts';
import { DependencyUnavailable } from '#core/kernel/faults.ts';
import type { KmsCommands, KmsOptions } from './kms-commands.ts';

/** KMS tells by these that it was not able to look at the request. */
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

const kmsClient = (): KMSClient =>
  new KMSClient({
    maxAttempts: 3,
    requestHandler: { connectionTimeout: 500, requestTimeout: 1_500, throwOnRequestTimeout: true },
  });

/** @param kms - The client of this process, or a twin. */
export const openKms = (
  { keyArn: KeyId, calls }: KmsOptions,
  kms: Pick<KMSClient, 'send'> = kmsClient(),
): KmsCommands => {
  return {
    encrypt: async (Plaintext, EncryptionContext) => {
      const command = new EncryptCommand({ KeyId, Plaintext, EncryptionContext });
      const { CiphertextBlob } = await orDown(calls.run('key.encrypt', () => kms.send(command)));
      return present(CiphertextBlob, 'KMS answers an encryption with a ciphertext');
    },
    decrypt: async (CiphertextBlob, EncryptionContext) => {
      const command = new DecryptCommand({ KeyId, CiphertextBlob, EncryptionContext });
      const { Plaintext } = await orDown(calls.run('key.decrypt', () => kms.send(command)));
      return present(Plaintext, 'KMS answers a decryption with a plaintext');
    },
    makeDataKey: async (EncryptionContext) => {
      const command = new GenerateDataKeyCommand({ KeyId, KeySpec: 'AES_256', EncryptionContext });
      const made = await orDown(calls.run('data-key.make', () => kms.send(command)));
      return {
        plain: present(made.Plaintext, 'KMS answers with a plain data key'),
        wrapped: present(made.CiphertextBlob, 'KMS answers with a wrapped data key'),
      };
    },
    openDataKey: async (CiphertextBlob, EncryptionContext) => {
      const command = new DecryptCommand({ KeyId, CiphertextBlob, EncryptionContext });
      const { Plaintext } = await orDown(calls.run('data-key.open', () => kms.send(command)));
      return present(Plaintext, 'KMS answers a decryption with a plaintext');
    },
  };
};
