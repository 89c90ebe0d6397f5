// Everything random, from the seed alone. A draw is named by what it decides, never by when it was
// asked for, so arrival order and concurrency cannot change an outcome.
import { createHmac } from 'node:crypto';
import { compactTime } from './clock.ts';

export interface Draws {
  /** Uniform in [0, 1). */
  uniform(op: string, objectId: string, nth: number): number;
  paymentKey(atMs: number, orderId: string, nth: number): string;
  transactionKey(paymentKey: string, nth: number): string;
  secret(paymentKey: string): string;
  approveNo(paymentKey: string): string;
  accountNumber(paymentKey: string): string;
  authKey(customerKey: string, nth: number): string;
  billingKey(authKey: string): string;
  receiptKey(orderId: string, nth: number): string;
  /** Lognormal milliseconds with the given median and 95th percentile. */
  latencyMs(shape: LatencyShape, op: string, objectId: string, nth: number): number;
}

export interface LatencyShape {
  readonly p50: number;
  readonly p95: number;
}

const base62 = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
const base32 = '0123456789abcdefghjkmnpqrstvwxyz';
const digits = '0123456789';

// 95th percentile of the standard normal distribution.
const z95 = 1.6448536269514722;

const spell = (bytes: Buffer, alphabet: string, length: number): string => {
  let text = '';
  for (let at = 0; at < length; at += 1) text += alphabet[(bytes[at] ?? 0) % alphabet.length];
  return text;
};

const first53Bits = (bytes: Buffer): number =>
  (bytes.readUInt32BE(0) * 2 ** 21 + (bytes.readUInt32BE(4) >>> 11)) / 2 ** 53;

export const seededDraws = (seed: string): Draws => {
  const digest = (op: string, objectId: string, nth: number) =>
    createHmac('sha256', seed).update(`v1|${op}|${objectId}|${nth}`).digest();
  const uniform = (op: string, objectId: string, nth: number) =>
    first53Bits(digest(op, objectId, nth));
  return {
    uniform,
    paymentKey: (atMs, orderId, nth) =>
      `tliar${compactTime(atMs)}${spell(digest('paymentKey', orderId, nth), base62, 5)}`,
    transactionKey: (paymentKey, nth) =>
      `txrd_${spell(digest('transactionKey', paymentKey, nth), base32, 26)}`,
    secret: (paymentKey) => `ps_${spell(digest('secret', paymentKey, 0), base62, 16)}`,
    authKey: (customerKey, nth) => `bln_${spell(digest('authKey', customerKey, nth), base62, 24)}`,
    receiptKey: (orderId, nth) => `rcpt_${spell(digest('receiptKey', orderId, nth), base62, 24)}`,
    billingKey: (authKey) => `blk_${spell(digest('billingKey', authKey, 0), base62, 24)}`,
    approveNo: (paymentKey) => spell(digest('approveNo', paymentKey, 0), digits, 8),
    accountNumber: (paymentKey) => spell(digest('accountNumber', paymentKey, 0), digits, 14),
    latencyMs: ({ p50, p95 }, op, objectId, nth) => {
      if (p50 <= 0) return 0;
      const radius = Math.sqrt(-2 * Math.log(1 - uniform(`${op}.latency.radius`, objectId, nth)));
      const z = radius * Math.cos(2 * Math.PI * uniform(`${op}.latency.angle`, objectId, nth));
      return p50 * Math.exp((z * Math.log(Math.max(p95, p50) / p50)) / z95);
    },
  };
};
