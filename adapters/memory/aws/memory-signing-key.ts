// The twin of a KMS key that signs: ECDSA on P-256 with a key of its own.
// Source: https://docs.aws.amazon.com/kms/latest/APIReference/API_Sign.html
import { generateKeyPairSync, sign } from 'node:crypto';
import type { GetPublicKeyCommandInput, KMSClient, SignCommandInput } from '@aws-sdk/client-kms';
import { SdkError } from './sdk-error.ts';
import { operation, strictClient } from './strict-client.ts';

export interface MemorySigningKey {
  readonly send: KMSClient['send'];
  readonly unknownRequests: readonly string[];
}

export const memorySigningKey = (keyArn: string): MemorySigningKey => {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const checkKey = (key = ''): void => {
    if (key !== keyArn) throw new SdkError('NotFoundException', `no key ${key}`);
  };
  const signRaw = (input: SignCommandInput): object => {
    checkKey(input.KeyId);
    if (input.MessageType !== 'RAW' || input.SigningAlgorithm !== 'ECDSA_SHA_256') {
      throw new SdkError('ValidationException', 'this key signs RAW messages by ECDSA_SHA_256');
    }
    return {
      Signature: new Uint8Array(sign('sha256', input.Message ?? Buffer.alloc(0), privateKey)),
    };
  };
  const getPublicKey = ({ KeyId }: GetPublicKeyCommandInput): object => {
    checkKey(KeyId);
    return { PublicKey: new Uint8Array(publicKey.export({ type: 'spki', format: 'der' })) };
  };
  const { send, unknownRequests } = strictClient('KMS', {
    Sign: operation<SignCommandInput>(
      ['KeyId', 'Message', 'MessageType', 'SigningAlgorithm'],
      signRaw,
    ),
    GetPublicKey: operation<GetPublicKeyCommandInput>(['KeyId'], getPublicKey),
  });
  return { send: send as unknown as KMSClient['send'], unknownRequests };
};
