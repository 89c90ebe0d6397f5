// The text a request signature covers, and the headers that carry the signature. Pure: the HMAC is
// made by a port on the server and by each SDK. Both sides run sdk/signing-vectors.json.
// Source: API specification, section 4.1; encoding: RFC 3986, section 2.3.
import { type Instant, parseInstant } from '#core/kernel/instant.ts';

export interface SignedRequest {
  readonly method: string;
  /** Header value as sent; absent when there is no such header. */
  readonly contentType?: string | undefined;
  /** `X-Timestamp` exactly as sent. */
  readonly timestamp: string;
  /** `X-Nonce` exactly as sent. */
  readonly nonce: string;
  /** After the deployment's base URL, without the gateway's stage and without the query. */
  readonly path: string;
  /** Without the question mark; empty when there is none. */
  readonly rawQuery: string;
  /** Lower-case hex SHA-256 of the raw body; of nothing when there is no body. */
  readonly bodyHash: string;
  /** Header value exactly as sent, quotes included; absent when there is no such header. */
  readonly idempotencyKey?: string | undefined;
}

const unreserved = /[A-Za-z0-9._~-]/u;

/** One byte by RFC 3986: itself where it is unreserved, else `%XX` in upper case. */
const encodeByte = (byte: number): string => {
  const char = String.fromCharCode(byte);
  return unreserved.test(char) ? char : `%${byte.toString(16).toUpperCase().padStart(2, '0')}`;
};

/** A UTF-8 text as one character per byte. */
const byteText = (text: string): string =>
  Array.from(new TextEncoder().encode(text), (byte) => String.fromCharCode(byte)).join('');

/** What has nothing to decode or encode. */
const canonicalAlready = /^[A-Za-z0-9._~-]*$/u;

/**
 * Decodes, then encodes anew, byte by byte: so every spelling of one text gives one result, also of
 * bytes that are no UTF-8. A `%` without two hex digits behind it stands for itself.
 */
const canonicalPart = (text: string): string =>
  canonicalAlready.test(text)
    ? text
    : byteText(text).replaceAll(/%([0-9A-Fa-f]{2})|./gsu, (char, hex: string | undefined) =>
        encodeByte(hex === undefined ? char.charCodeAt(0) : Number.parseInt(hex, 16)),
      );

/** In a query, and only there, a plus means a blank. */
const canonicalQueryPart = (text: string): string => canonicalPart(text.replaceAll('+', ' '));

/** Part 5. Segments keep their number: no cleaning of dots or double slashes. */
export const canonicalUri = (path: string): string =>
  path === ''
    ? '/'
    : path
        .split('/')
        .map((segment) => canonicalPart(segment))
        .join('/');

const ordered = (a: string, b: string): number => {
  if (a === b) return 0;
  return a < b ? -1 : 1;
};

/** Part 6: pairs sorted by encoded name, then encoded value, bytewise; repeated names stay. */
export const canonicalQuery = (rawQuery: string): string => {
  if (rawQuery === '') return '';
  const pairs = rawQuery.split('&').map((pair) => {
    const end = pair.indexOf('=');
    const [name, value] = end < 0 ? [pair, ''] : [pair.slice(0, end), pair.slice(end + 1)];
    return [canonicalQueryPart(name), canonicalQueryPart(value)] as const;
  });
  return pairs
    .sort(([nameA, valueA], [nameB, valueB]) => ordered(nameA, nameB) || ordered(valueA, valueB))
    .map(([name, value]) => `${name}=${value}`)
    .join('&');
};

/** Part 2: `Application/JSON; charset=UTF-8` becomes `application/json`. */
const mediaType = (contentType: string): string =>
  contentType.split(';', 1).join('').trim().toLowerCase();

/**
 * The text to sign: eight parts joined by line feeds, so it ends in one when there is no
 * idempotency key.
 */
export const stringToSign = (request: SignedRequest): string =>
  [
    request.method.toUpperCase(),
    mediaType(request.contentType ?? ''),
    request.timestamp,
    request.nonce,
    canonicalUri(request.path),
    canonicalQuery(request.rawQuery),
    request.bodyHash,
    request.idempotencyKey ?? '',
  ].join('\n');

export interface Authorization {
  readonly keyId: string;
  readonly environment: 'live' | 'test';
  /** 64 lower-case hex characters. */
  readonly signature: string;
}

const authorization =
  /^FLUXPAY-HMAC-SHA256 keyId=(fpk_(test|live)_[A-Za-z0-9_-]{1,48}),signature=([0-9a-f]{64})$/u;

/** Reads the header `Authorization`. @returns undefined for any other form; never throws. */
export const parseAuthorization = (text: string): Authorization | undefined => {
  const [, keyId, environment, signature] = authorization.exec(text) ?? [];
  if (keyId === undefined || signature === undefined) return undefined;
  return { keyId, environment: environment === 'live' ? 'live' : 'test', signature };
};

const timestampForm = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d{3})?Z$/u;

/** Reads `X-Timestamp`. @returns undefined when it is not `YYYY-MM-DDTHH:MM:SS[.mmm]Z`. */
export const parseTimestamp = (text: string): Instant | undefined =>
  timestampForm.test(text) ? parseInstant(text) : undefined;

export const isNonce = (text: string): boolean => /^[A-Za-z0-9_-]{16,64}$/u.test(text);
