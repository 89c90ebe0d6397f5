// The twin of a KMS key that signs: ECDSA on P-256, by a pair of whoever makes the twin.
// Source: https://docs.aws.amazon.com/kms/latest/APIReference/API_Sign.html
import type { GetPublicKeyCommandInput, KMSClient, SignCommandInput } from '@aws-sdk/client-kms';
import { SdkError } from './sdk-error.ts';
import { operation, strictClient } from './strict-client.ts';

export interface MemorySigningKey {
  readonly send: KMSClient['send'];
  readonly unknownRequests: readonly string[];
}

export interface SigningPair {
  /** ECDSA with SHA-256, in DER. */
  readonly sign: (message: Uint8Array) => Uint8Array;
  /** SubjectPublicKeyInfo, in DER. */
  readonly publicKey: Uint8Array;
}

export const memorySigningKey = (keyArn: string, pair: SigningPair): MemorySigningKey => {
  const checkKey = (key = ''): void => {
    if (key !== keyArn) throw new SdkError('NotFoundException', `no key ${key}`);
  };
  const signRaw = (input: SignCommandInput): object => {
    checkKey(input.KeyId);
    if (input.MessageType !== 'RAW' || input.SigningAlgorithm !== 'ECDSA_SHA_256') {
      throw new SdkError('ValidationException', 'this key signs RAW messages by ECDSA_SHA_256');
    }
    return { Signature: pair.sign(input.Message ?? new Uint8Array()) };
  };
  const getPublicKey = ({ KeyId }: GetPublicKeyCommandInput): object => {
    checkKey(KeyId);
    return { PublicKey: pair.publicKey };
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
