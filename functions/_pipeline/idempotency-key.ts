// Reads the key of a request and names what it protects: scope and fingerprint, frozen from here on.
// Source: API specification, section 5.1; RFC 8785, JSON Canonicalization Scheme.
import { type Answer, refusal } from '#core/contracts/http/answer.ts';
import type { IdempotencyClaim } from '#core/idempotency/idempotency-record.ts';
import { canonicalJson } from '#core/kernel/json.ts';
import type { Digests } from '#core/kernel/ports.ts';
import { err, ok, type Result } from '#core/kernel/result.ts';
import type { Exchange } from './exchange.ts';

export interface IdempotencySettings {
  /** Function timeout plus five seconds. */
  readonly leaseMs: number;
  readonly answerTtlSeconds: number;
}

const keyForm = /^[\u0021-\u007e]{1,255}$/u;

/** The key without the quotes it may be sent in; undefined for any other form. */
const keyOf = (text: string): string | undefined => {
  const isQuoted = text.length > 1 && text.startsWith('"') && text.endsWith('"');
  const key = isQuoted ? text.slice(1, -1) : text;
  return keyForm.test(key) && !key.startsWith('auto:') ? key : undefined;
};

/** Header or body field; both only when they are equal. */
const readKey = ({ raw, json }: Exchange): Result<string | undefined, Answer> => {
  const alias = json?.['idempotencyKey'];
  const sent = [raw.headers['idempotency-key'], alias].filter((each) => typeof each === 'string');
  const [first, second] = sent.map(keyOf);
  if (sent.length === 0) return ok(undefined);
  const isAgreed = sent.length === 1 || first === second;
  return first !== undefined && isAgreed ? ok(first) : err(refusal('IDEM_004'));
};

/**
 * `auto:capture:pay_…:all`: what is asked for names the request where its client does not. Two equal
 * parts of a payment therefore need keys of their own.
 */
const madeKey = ({ row, raw, json }: Exchange): string => {
  const [operation] = row.id.split('-');
  const amount = json?.['amount'];
  const part = amount === undefined ? 'all' : canonicalJson(amount);
  return `auto:${operation}:${raw.pathParameters['paymentId']}:${part}`;
};

/** @returns The key to work under; undefined where none is needed and none was sent. */
const keyFor = (exchange: Exchange): Result<string | undefined, Answer> => {
  const sent = readKey(exchange);
  if (!sent.ok || sent.value !== undefined) return sent;
  const { key } = exchange.row;
  if (key === 'made') return ok(madeKey(exchange));
  return key === 'required' ? err(refusal('IDEM_003')) : sent;
};

const fingerprint = ({ raw, json }: Exchange, digests: Digests): string => {
  const { idempotencyKey: _key, ...body } = json ?? {};
  return digests.sha256Hex(canonicalJson({ path: raw.pathParameters, query: raw.query, body }));
};

/**
 * @param prefix - Stands before the method; empty for clients, `admin ` for operators.
 * @returns The refusal; else nothing, and the exchange has its claim where a key was sent.
 */
export const readIdempotencyKey =
  (digests: Digests, { leaseMs, answerTtlSeconds }: IdempotencySettings, prefix = '') =>
  (exchange: Exchange): Answer | undefined => {
    const { row } = exchange;
    if (row.key === 'none') return undefined;
    const key = keyFor(exchange);
    if (!key.ok) return key.error;
    if (key.value === undefined) return undefined;

    const claim: IdempotencyClaim = {
      scope: `${prefix}${row.method} ${row.path}#${key.value}`,
      fingerprint: fingerprint(exchange, digests),
      leaseMs,
      answerTtlSeconds,
    };
    exchange.claim = Object.freeze(claim);
    return undefined;
  };
