// Digests by node:crypto.
import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import type { Digests } from '#core/kernel/ports.ts';

const sha256 = (data: string | Uint8Array): Buffer => createHash('sha256').update(data).digest();

export const nodeDigests: Digests = {
  sha256Hex: (data) => sha256(data).toString('hex'),
  sha256Base64Url: (data) => sha256(data).toString('base64url'),
  hmacHex: (secret, data) => createHmac('sha256', secret).update(data, 'utf8').digest('hex'),
  // Digests of both are compared, since the comparison itself wants equal lengths.
  constantTimeEquals: (a, b) => timingSafeEqual(sha256(a), sha256(b)) && a.length === b.length,
};
