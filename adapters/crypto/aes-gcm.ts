// AES-256-GCM as everything sealed here uses it: a 96-bit nonce, the whole 128-bit tag, and a binding
// that must be the same at opening. Source: NIST SP 800-38D, sections 5.2.1.2 and 8.2.2.
import { createCipheriv, createDecipheriv } from 'node:crypto';

export const nonceBytes = 12;
export const tagBytes = 16;

export interface Sealed {
  readonly nonce: Uint8Array;
  readonly tag: Uint8Array;
  readonly cipher: Uint8Array;
}

interface Under {
  /** 32 bytes. */
  readonly key: Uint8Array;
  /** Additional authenticated data: what the text belongs to. */
  readonly binding: Uint8Array;
}

/** @param nonce - Twelve bytes, never twice under one key. */
export const gcmSeal = ({ key, binding }: Under, nonce: Uint8Array, text: Uint8Array): Sealed => {
  const cipher = createCipheriv('aes-256-gcm', key, nonce, { authTagLength: tagBytes });
  cipher.setAAD(binding);
  const sealed = Buffer.concat([cipher.update(text), cipher.final()]);
  return { nonce, tag: cipher.getAuthTag(), cipher: sealed };
};

/** @returns undefined for other bytes than were sealed, another binding or another key. */
export const gcmOpen = (
  { key, binding }: Under,
  { nonce, tag, cipher }: Sealed,
): Buffer | undefined => {
  const decipher = createDecipheriv('aes-256-gcm', key, nonce, { authTagLength: tagBytes });
  decipher.setAAD(binding);
  decipher.setAuthTag(tag);
  try {
    return Buffer.concat([decipher.update(cipher), decipher.final()]);
  } catch {
    return undefined;
  }
};
