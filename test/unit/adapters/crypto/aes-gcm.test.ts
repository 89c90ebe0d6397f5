// The vectors are test cases 13 to 16 of the GCM submission (McGrew and Viega), which use a 256-bit key.
import { describe, expect, it } from 'vitest';
import { gcmOpen, gcmSeal } from '#adapters/crypto/aes-gcm.ts';

const hex = (text: string): Buffer => Buffer.from(text, 'hex');

const long = 'feffe9928665731c6d6a8f9467308308feffe9928665731c6d6a8f9467308308';
const plain =
  'd9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a72' +
  '1c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b391aafd255';
const cipher =
  '522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa' +
  '8cb08e48590dbb3da7b08b1056828838c5f61e6393ba7a0abcc9f662898015ad';

const vectors = [
  {
    name: 'empty text under the zero key',
    key: '00'.repeat(32),
    nonce: '00'.repeat(12),
    text: '',
    binding: '',
    sealed: '',
    tag: '530f8afbc74536b9a963b4f1c4cb738b',
  },
  {
    name: 'one zero block',
    key: '00'.repeat(32),
    nonce: '00'.repeat(12),
    text: '00'.repeat(16),
    binding: '',
    sealed: 'cea7403d4d606b6e074ec5d3baf39d18',
    tag: 'd0d1c8a799996bf0265b98b5d48ab919',
  },
  {
    name: 'four blocks',
    key: long,
    nonce: 'cafebabefacedbaddecaf888',
    text: plain,
    binding: '',
    sealed: cipher,
    tag: 'b094dac5d93471bdec1a502270e3cc6c',
  },
  {
    name: 'with a binding',
    key: long,
    nonce: 'cafebabefacedbaddecaf888',
    text: plain.slice(0, 120),
    binding: 'feedfacedeadbeeffeedfacedeadbeefabaddad2',
    sealed: cipher.slice(0, 120),
    tag: '76fc6ece0f4e1768cddf8853bb2d551b',
  },
] as const;

describe('gcmSeal', () => {
  it.each(vectors)('gives the known bytes for $name', (vector) => {
    const under = { key: hex(vector.key), binding: hex(vector.binding) };

    const sealed = gcmSeal(under, hex(vector.nonce), hex(vector.text));

    expect(Buffer.from(sealed.cipher).toString('hex')).toBe(vector.sealed);
    expect(Buffer.from(sealed.tag).toString('hex')).toBe(vector.tag);
    expect(gcmOpen(under, sealed)?.toString('hex')).toBe(vector.text);
  });
});
