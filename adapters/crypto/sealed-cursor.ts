// Cursors under AES-256-GCM: a client can neither read nor change one, nor use it for another list.
// Layout: version (1 byte), nonce (12), tag (16), ciphertext; in base64url.
import { hkdfSync, randomBytes } from 'node:crypto';
import type { CursorSeal } from '#core/orders/cursor.ts';
import { gcmOpen, gcmSeal, nonceBytes, tagBytes } from './aes-gcm.ts';

const version = 1;
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

const sealedOf = (bytes: Buffer) => ({
  nonce: bytes.subarray(1, 1 + nonceBytes),
  tag: bytes.subarray(1 + nonceBytes, headBytes),
  cipher: bytes.subarray(headBytes),
});

const bytesOf = (text: string): Buffer => Buffer.from(text, 'utf8');

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
      const under = { key: await keyOf(), binding: bytesOf(binding) };
      const text = bytesOf(JSON.stringify([expiresAt, position]));
      const { nonce, tag, cipher } = gcmSeal(under, randomBytes(nonceBytes), text);
      return Buffer.concat([Buffer.from([version]), nonce, tag, cipher]).toString('base64url');
    },
    open: async (text, binding, now) => {
      const bytes = toBytes(text);
      if (bytes === undefined) return undefined;
      // Not the bytes that were sealed, not this binding, or not this secret: not a cursor.
      const opened = gcmOpen({ key: await keyOf(), binding: bytesOf(binding) }, sealedOf(bytes));
      if (opened === undefined) return undefined;
      const [expiresAt, position] = JSON.parse(opened.toString('utf8')) as [number, string];
      return now < expiresAt ? position : undefined;
    },
  };
};
