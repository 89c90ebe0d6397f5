// A key pair for the twin of a KMS key that signs.
import { generateKeyPairSync, sign } from 'node:crypto';
import type { SigningPair } from '#adapters/memory/aws/memory-signing-key.ts';

export const signingPair = (): SigningPair => {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  return {
    sign: (message) => new Uint8Array(sign('sha256', message, privateKey)),
    publicKey: new Uint8Array(publicKey.export({ type: 'spki', format: 'der' })),
  };
};
