// Cursors under AES-256-GCM: a client can neither read nor change one, nor use it for another list.
// Layout: version (1 byte), nonce (12), tag (16), ciphertext; in base64url.
import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';
import type { CursorSeal } from '#core/orders/cursor.ts';

const version = 1;
const nonceBytes = 12;
const tagBytes = 16;
const headBytes = 1 + nonceBytes + tagBytes;
const canonical = /^[A-Za-z0-9_-]{40,4096}$/u;

/** RFC 5869; the info text keeps this key apart from any other made of the same secret. */
const derive = (secret: string): Buffer =>
  Buffer.from(hkdfSync('sha256', secret, '', 'fluxpay cursor v1', 32));

const toBytes = (text: string): Buffer | undefined => {
  if (!canonical.test(text)) return undefined;
  const bytes = Buffer.from(text, 'base64url');
  // The last character may carry bits that decoding drops: such a text is an altered one.
  return bytes.toString('base64url') === text && bytes[0] === version ? bytes : undefined;
};

const decrypt = (key: Buffer, bytes: Buffer, binding: string): string | undefined => {
  const nonce = bytes.subarray(1, 1 + nonceBytes);
  const decipher = createDecipheriv('aes-256-gcm', key, nonce, { authTagLength: tagBytes });
  decipher.setAAD(Buffer.from(binding, 'utf8'));
  decipher.setAuthTag(bytes.subarray(1 + nonceBytes, headBytes));
  try {
    const opened = Buffer.concat([decipher.update(bytes.subarray(headBytes)), decipher.final()]);
    return opened.toString('utf8');
  } catch {
    // Not the bytes that were sealed, not this binding, or not this secret.
    return undefined;
  }
};

/** @param secret - The sealing secret as text; read at each use, whoever gives it caches it. */
export const sealedCursor = (secret: () => Promise<string>): CursorSeal => {
  let derived: { readonly from: string; readonly key: Buffer } | undefined;
  const keyOf = async (): Promise<Buffer> => {
    const from = await secret();
    if (derived?.from !== from) derived = { from, key: derive(from) };
    return derived.key;
  };

  return {
    seal: async (position, binding, expiresAt) => {
      const nonce = randomBytes(nonceBytes);
      const cipher = createCipheriv('aes-256-gcm', await keyOf(), nonce, {
        authTagLength: tagBytes,
      });
      cipher.setAAD(Buffer.from(binding, 'utf8'));
      const text = JSON.stringify([expiresAt, position]);
      const sealed = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
      const head = Buffer.from([version]);
      return Buffer.concat([head, nonce, cipher.getAuthTag(), sealed]).toString('base64url');
    },
    open: async (text, binding, now) => {
      const bytes = toBytes(text);
      if (bytes === undefined) return undefined;
      const opened = decrypt(await keyOf(), bytes, binding);
      if (opened === undefined) return undefined;
      const [expiresAt, position] = JSON.parse(opened) as [number, string];
      return now < expiresAt ? position : undefined;
    },
  };
};
