// Digests by node:crypto.
import { createHmac, hash, timingSafeEqual } from 'node:crypto';
import type { Digests } from '#core/kernel/ports.ts';

const sha256 = (data: string): Buffer => hash('sha256', data, 'buffer');

export const nodeDigests: Digests = {
  sha256Hex: (data) => hash('sha256', data, 'hex'),
  sha256Base64Url: (data) => hash('sha256', data, 'base64url'),
  hmacHex: (secret, data) => createHmac('sha256', secret).update(data, 'utf8').digest('hex'),
  // Digests of both are compared, since the comparison itself wants equal lengths.
  constantTimeEquals: (a, b) => timingSafeEqual(sha256(a), sha256(b)) && a.length === b.length,
};
