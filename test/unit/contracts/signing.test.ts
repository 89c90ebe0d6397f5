import { createHash, createHmac } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import {
  isNonce,
  parseAuthorization,
  parseTimestamp,
  stringToSign,
} from '#core/contracts/http/signing.ts';

interface Vector {
  readonly name: string;
  readonly about: string;
  readonly request: {
    readonly method: string;
    readonly contentType: string | null;
    readonly timestamp: string;
    readonly nonce: string;
    readonly path: string;
    readonly rawQuery: string;
    readonly body: string;
    readonly idempotencyKey: string | null;
  };
  readonly stringToSign: string;
  readonly signature: string;
}

const file = new URL('../../../sdk/signing-vectors.json', import.meta.url);
const { key, cases } = JSON.parse(readFileSync(file, 'utf8')) as {
  readonly key: { readonly keyId: string; readonly secret: string };
  readonly cases: readonly Vector[];
};

const textOf = ({ request }: Vector): string =>
  stringToSign({
    ...request,
    contentType: request.contentType ?? undefined,
    idempotencyKey: request.idempotencyKey ?? undefined,
    bodyHash: createHash('sha256').update(request.body, 'utf8').digest('hex'),
  });

const sign = (text: string): string =>
  createHmac('sha256', key.secret).update(text, 'utf8').digest('hex');

// Section 4.2 states these three; the file may never drift from it.
const stated = [
  '7749a8edabf621767ece50e57e62178be4aa2536569fd5f0998c286b3ff98da3',
  'f7bbd77bff0ce309e5ccc0d0ca0ab4505de355b783a92efc87041f8338421237',
  'c4ca8a9e39de08ffe7606c274e9816704fb7da39151db37579578a797a3b5b7e',
];

describe('stringToSign', () => {
  it('has at least 24 vectors, opened by the three of the specification', () => {
    expect(cases.length).toBeGreaterThanOrEqual(24);
    expect(cases.slice(0, 3).map((vector) => vector.signature)).toEqual(stated);
    expect(cases.slice(0, 3).map((vector) => vector.name)).toEqual(['V1', 'V2', 'V3']);
  });

  it.each(cases.map((vector) => [vector.name, vector] as const))(
    'gives the stated text and signature of %s',
    (_name, vector) => {
      expect(textOf(vector)).toBe(vector.stringToSign);
      expect(sign(textOf(vector))).toBe(vector.signature);
    },
  );

  it('joins eight parts, so it ends in a line feed without an idempotency key', () => {
    const [, second] = cases;

    expect(second?.stringToSign.endsWith('\n')).toBe(true);
    expect(second?.stringToSign.split('\n')).toHaveLength(8);
  });
});

const signature = 'a'.repeat(64);

describe('parseAuthorization', () => {
  it('reads key, environment and signature', () => {
    expect(
      parseAuthorization(`FLUXPAY-HMAC-SHA256 keyId=fpk_test_M123_01,signature=${signature}`),
    ).toEqual({ keyId: 'fpk_test_M123_01', environment: 'test', signature });
    expect(
      parseAuthorization(`FLUXPAY-HMAC-SHA256 keyId=fpk_live_A,signature=${signature}`),
    ).toEqual({ keyId: 'fpk_live_A', environment: 'live', signature });
  });

  it.each([
    ['nothing', ''],
    ['another scheme', `Bearer keyId=fpk_test_A,signature=${signature}`],
    ['a key of no environment', `FLUXPAY-HMAC-SHA256 keyId=fpk_prod_A,signature=${signature}`],
    ['upper-case hex', `FLUXPAY-HMAC-SHA256 keyId=fpk_test_A,signature=${'A'.repeat(64)}`],
    ['a short signature', `FLUXPAY-HMAC-SHA256 keyId=fpk_test_A,signature=${'a'.repeat(63)}`],
    ['a line feed at the end', `FLUXPAY-HMAC-SHA256 keyId=fpk_test_A,signature=${signature}\n`],
    ['a third part', `FLUXPAY-HMAC-SHA256 keyId=fpk_test_A,signature=${signature},x=1`],
  ])('refuses %s', (_name, text) => {
    expect(parseAuthorization(text)).toBeUndefined();
  });
});

describe('parseTimestamp', () => {
  it('reads seconds and milliseconds in UTC', () => {
    expect(parseTimestamp('2026-03-01T00:00:00Z')).toBe(Date.UTC(2026, 2, 1));
    expect(parseTimestamp('2026-03-01T00:00:10.250Z')).toBe(Date.UTC(2026, 2, 1, 0, 0, 10, 250));
  });

  it.each(['', '2026-03-01', '2026-03-01T00:00:00+09:00', '2026-13-01T00:00:00Z', '1772323200'])(
    'refuses %j',
    (text) => {
      expect(parseTimestamp(text)).toBeUndefined();
    },
  );
});

describe('isNonce', () => {
  it('takes 16 to 64 safe characters', () => {
    expect(isNonce('a0b1c2d3e4f5a6b7')).toBe(true);
    expect(isNonce('a'.repeat(64))).toBe(true);
    expect(isNonce('a'.repeat(15))).toBe(false);
    expect(isNonce('a'.repeat(65))).toBe(false);
    expect(isNonce('a0b1c2d3e4f5a6b!')).toBe(false);
  });
});
