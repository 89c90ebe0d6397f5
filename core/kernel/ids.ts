// Identifiers: a prefix and a UUIDv7 in 26 characters of Crockford base 32, so that a log line
// explains itself and a swapped argument is a type error.
import type { Branded } from './brand.ts';
import { type Instant, instant } from './instant.ts';

export type OrderId = Branded<string, 'OrderId'>;
export type PaymentId = Branded<string, 'PaymentId'>;
export type RefundId = Branded<string, 'RefundId'>;
export type SagaId = Branded<string, 'SagaId'>;
export type ServiceRequestId = Branded<string, 'ServiceRequestId'>;
export type AttentionId = Branded<string, 'AttentionId'>;
export type AuditId = Branded<string, 'AuditId'>;
export type MerchantId = Branded<string, 'MerchantId'>;
export type KeyId = Branded<string, 'KeyId'>;
/** A bare UUIDv7 in its 36-character form. */
export type Uuid = Branded<string, 'Uuid'>;

export interface IdTypes {
  ord: OrderId;
  pay: PaymentId;
  rf: RefundId;
  saga: SagaId;
  svc: ServiceRequestId;
  attn: AttentionId;
  aud: AuditId;
}

export type IdPrefix = keyof IdTypes;

const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const body = /^[0-7][0-9A-HJKMNP-TV-Z]{25}$/u;

/** Twenty-six base-32 characters of a 128-bit number, most significant first. */
export const toBase32 = (value: bigint): string => {
  let text = '';
  for (const digit of value.toString(32).padStart(26, '0')) {
    text += alphabet.charAt(Number.parseInt(digit, 32));
  }
  return text;
};

export const uuidText = (value: bigint): Uuid => {
  const hex = value.toString(16).padStart(32, '0');
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    hex.slice(12, 16),
    hex.slice(16, 20),
    hex.slice(20),
  ].join('-') as Uuid;
};

export const uuidNumber = (uuid: Uuid): bigint => BigInt(`0x${uuid.replaceAll('-', '')}`);

/**
 * Builds a UUIDv7 (RFC 9562, section 5.7).
 *
 * @param at - Its time. @param randA - 12 bits. @param randB - 62 bits.
 */
export const uuidv7 = (at: Instant, randA: number, randB: bigint): Uuid =>
  uuidText(
    (BigInt(at) << 80n) |
      (7n << 76n) |
      (BigInt(randA & 0xfff) << 64n) |
      (2n << 62n) |
      (randB & 0x3fff_ffff_ffff_ffffn),
  );

/** Time of a UUIDv7 in milliseconds. */
export const uuidTime = (uuid: Uuid): Instant => instant(Number(uuidNumber(uuid) >> 80n));

export const prefixed = <P extends IdPrefix>(prefix: P, uuid: Uuid): IdTypes[P] =>
  `${prefix}_${toBase32(uuidNumber(uuid))}` as IdTypes[P];

/** Time of a prefixed id in milliseconds: the first 48 of its 128 bits. */
export const base32Time = (id: string): Instant => {
  let value = 0n;
  for (const letter of id.slice(-26)) value = value * 32n + BigInt(alphabet.indexOf(letter));
  return instant(Number(value >> 80n));
};

/** Reads an id from outside. @returns undefined when it is not of that kind. */
export const parseId = <P extends IdPrefix>(prefix: P, text: string): IdTypes[P] | undefined => {
  const [head, tail, ...more] = text.split('_');
  if (head !== prefix || tail === undefined || more.length > 0 || !body.test(tail))
    return undefined;
  return text as IdTypes[P];
};

/** The derived id that keeps the 26 characters of its object: a payment's saga, its compensation. */
export const derivedId = <P extends IdPrefix>(prefix: P, from: string): IdTypes[P] =>
  `${prefix}_${from.slice(from.indexOf('_') + 1)}` as IdTypes[P];

/** The payment whose saga this is: the saga keeps its 26 characters. */
export const derivedSagaPayment = (sagaId: SagaId): PaymentId =>
  `pay_${sagaId.slice(sagaId.indexOf('_') + 1)}` as PaymentId;
