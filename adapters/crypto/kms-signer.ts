// Anchors of the audit log, signed by a key that never leaves KMS: ECDSA on P-256.
import { GetPublicKeyCommand, KMSClient, SignCommand } from '@aws-sdk/client-kms';
import type { AnchorSigner } from '#core/audit/ports.ts';
import { present } from '#core/kernel/assert.ts';
import { DependencyUnavailable } from '#core/kernel/faults.ts';
import type { KmsOptions } from './kms-commands.ts';

export interface KmsSigner extends AnchorSigner {
  /** SubjectPublicKeyInfo, DER in base64. */
  publicKey(): Promise<string>;
}

const orAway = async <T>(work: Promise<T>): Promise<T> => {
  try {
    return await work;
  } catch (fault) {
    throw new DependencyUnavailable('KMS', fault);
  }
};

const textOf = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64');

const settings = {
  maxAttempts: 3,
  requestHandler: { connectionTimeout: 500, requestTimeout: 1_500, throwOnRequestTimeout: true },
};

/** @param kms - The client of this process, or a twin. */
export const kmsSigner = (
  { keyArn, calls }: KmsOptions,
  kms: Pick<KMSClient, 'send'> = new KMSClient(settings),
): KmsSigner => ({
  keyArn,
  sign: async (text) => {
    const command = new SignCommand({
      KeyId: keyArn,
      Message: Buffer.from(text, 'utf8'),
      MessageType: 'RAW',
      SigningAlgorithm: 'ECDSA_SHA_256',
    });
    const { Signature } = await orAway(calls.run('audit.sign', () => kms.send(command)));
    return textOf(present(Signature, 'KMS answers with a signature'));
  },
  publicKey: async () => {
    const command = new GetPublicKeyCommand({ KeyId: keyArn });
    const { PublicKey } = await orAway(calls.run('audit.publicKey', () => kms.send(command)));
    return textOf(present(PublicKey, 'KMS answers with a public key'));
  },
});
