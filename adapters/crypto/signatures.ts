// Checks a signature of an anchor with the public key alone: nothing is asked of KMS.
import { createPublicKey, verify } from 'node:crypto';

/** @param publicKey - SubjectPublicKeyInfo, DER in base64. @param signature - DER in base64. */
export const isSignedBy = (publicKey: string, text: string, signature: string): boolean => {
  const key = createPublicKey({
    key: Buffer.from(publicKey, 'base64'),
    format: 'der',
    type: 'spki',
  });
  return verify('sha256', Buffer.from(text, 'utf8'), key, Buffer.from(signature, 'base64'));
};
