import { fc, test } from '@fast-check/vitest';
import { describe, expect } from 'vitest';
import {
  canonicalQuery,
  canonicalUri,
  parseAuthorization,
  parseTimestamp,
  stringToSign,
} from '#core/contracts/http/signing.ts';

const part = fc.string({ unit: 'grapheme', maxLength: 12 });
const pairs = fc.array(fc.tuple(part, part), { minLength: 1, maxLength: 6 });

const escapeAll = (text: string): string =>
  [...new TextEncoder().encode(text)]
    .map((byte) => `%${byte.toString(16).padStart(2, '0')}`)
    .join('');

const escapePlus = (text: string): string => encodeURIComponent(text).replaceAll('%20', '+');

const queryBy = (write: (text: string) => string, list: readonly (readonly [string, string])[]) =>
  list.map(([name, value]) => `${write(name)}=${write(value)}`).join('&');

describe('canonicalQuery', () => {
  test.prop([pairs, fc.infiniteStream(fc.nat())])(
    'signs equivalent queries equally, in any order and any spelling',
    (list, chance) => {
      const mixed = [...list]
        .map((pair) => ({ pair, place: chance.next().value as number }))
        .sort((a, b) => a.place - b.place)
        .map(({ pair }) => pair);

      const expected = canonicalQuery(queryBy(encodeURIComponent, list));

      expect(canonicalQuery(queryBy(escapeAll, mixed))).toBe(expected);
      expect(canonicalQuery(queryBy(escapePlus, mixed))).toBe(expected);
    },
  );

  test.prop([pairs])('is its own canonical form', (list) => {
    const once = canonicalQuery(queryBy(encodeURIComponent, list));

    expect(canonicalQuery(once)).toBe(once);
  });

  test.prop([pairs, part])('tells different values apart', (list, value) => {
    const [[name, before], ...rest] = list as [[string, string], ...[string, string][]];
    const changed: [string, string][] = [[name, `${before}x${value}`], ...rest];

    expect(canonicalQuery(queryBy(encodeURIComponent, changed))).not.toBe(
      canonicalQuery(queryBy(encodeURIComponent, list)),
    );
  });
});

describe('canonicalUri', () => {
  test.prop([fc.array(part, { minLength: 1, maxLength: 5 })])(
    'is the same however a segment is escaped',
    (segments) => {
      expect(canonicalUri(`/${segments.map(escapeAll).join('/')}`)).toBe(
        canonicalUri(`/${segments.map(encodeURIComponent).join('/')}`),
      );
    },
  );
});

const anyText = fc.oneof(fc.string({ unit: 'binary' }), fc.string({ unit: 'grapheme' }));

describe('the signing text', () => {
  test.prop([anyText, anyText, anyText, anyText])(
    'never throws, whatever is sent',
    (a, b, c, d) => {
      expect(() => parseAuthorization(a)).not.toThrow();
      expect(() => parseTimestamp(b)).not.toThrow();
      const text = stringToSign({
        method: 'POST',
        contentType: a,
        timestamp: '2026-03-01T00:00:00Z',
        nonce: 'vector-nonce-0001',
        path: b,
        rawQuery: c,
        bodyHash: '',
        idempotencyKey: d,
      });

      expect(text.startsWith('POST\n')).toBe(true);
    },
  );
});
