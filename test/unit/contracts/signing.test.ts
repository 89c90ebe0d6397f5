import { describe, expect, it } from 'vitest';
import {
  canonicalQuery,
  canonicalUri,
  isNonce,
  parseAuthorization,
  parseTimestamp,
  stringToSign,
} from '#core/contracts/http/signing.ts';

describe('stringToSign', () => {
  it('joins eight parts and ends in a line feed without an idempotency key', () => {
    const text = stringToSign({
      method: 'get',
      timestamp: '2026-03-01T00:00:00Z',
      nonce: 'vector-nonce-0001',
      path: '',
      rawQuery: 'b=2&a=1&a=1&c',
      bodyHash: 'ab12',
    });

    expect(text).toBe('GET\n\n2026-03-01T00:00:00Z\nvector-nonce-0001\n/\na=1&a=1&b=2&c=\nab12\n');
  });
});

const signature = 'a'.repeat(64);

describe('canonical parts', () => {
  it('keep a path as it is but for its spelling', () => {
    expect(canonicalUri('')).toBe('/');
    expect(canonicalUri('/a%2fb/./c+d/%zz')).toBe('/a%2Fb/./c%2Bd/%25zz');
  });

  it('sort a query and read a plus as a blank', () => {
    expect(canonicalQuery('')).toBe('');
    expect(canonicalQuery('b=x+y&a=%C3%A9&a=~&c&a=~')).toBe('a=%C3%A9&a=~&a=~&b=x%20y&c=');
  });
});

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
