import { createHash, createHmac } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { stringToSign } from '#core/contracts/http/signing.ts';

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

const file = new URL('../../sdk/signing-vectors.json', import.meta.url);
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

describe('the signing vectors', () => {
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
