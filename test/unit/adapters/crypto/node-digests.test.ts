import { describe, expect, it } from 'vitest';
import { nodeDigests } from '#adapters/crypto/node-digests.ts';

describe('nodeDigests', () => {
  it('gives the digests of FIPS 180 and RFC 4231', () => {
    const abc = 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad';

    expect(nodeDigests.sha256Hex('abc')).toBe(abc);
    expect(nodeDigests.sha256Hex(new TextEncoder().encode('abc'))).toBe(abc);
    expect(nodeDigests.sha256Base64Url('abc')).toBe('ungWv48Bz-pBQUDeXa4iI7ADYaOWF3qctBD_YfIAFa0');
    expect(nodeDigests.hmacHex('Jefe', 'what do ya want for nothing?')).toBe(
      '5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843',
    );
  });

  it.each([
    ['abc', 'abc', true],
    ['abc', 'abd', false],
    ['abc', 'ab', false],
    ['', '', true],
    ['é', 'e', false],
  ])('compares %j with %j: %s', (a, b, isEqual) => {
    expect(nodeDigests.constantTimeEquals(a, b)).toBe(isEqual);
  });
});
