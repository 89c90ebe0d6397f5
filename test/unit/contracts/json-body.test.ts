import { describe, expect, it } from 'vitest';
import { parseJsonBody } from '#core/contracts/http/json-body.ts';
import { err, ok } from '#core/kernel/result.ts';

const read = (text: string) => parseJsonBody(new TextEncoder().encode(text));

const nested = (depth: number): string => `${'{"a":'.repeat(depth)}1${'}'.repeat(depth)}`;

describe('parseJsonBody', () => {
  it('reads an object; of two equal names the last wins', () => {
    expect(read('{"a":1,"b":[true,null],"a":2}')).toEqual(ok({ a: 2, b: [true, null] }));
  });

  it.each([
    ['no bytes', '', 'empty'],
    ['blanks alone', ' \n', 'empty'],
    ['a list', '[]', 'not_object'],
    ['null', 'null', 'not_object'],
    ['a number', '1', 'not_object'],
    ['half an object', '{"a":', 'syntax'],
    ['a text without an end', '{"a":"\\', 'syntax'],
    ['a raw NUL', '{"a":"\u0000"}', 'nul'],
    ['an escaped NUL', '{"a":["\\u0000"]}', 'nul'],
    ['an escaped NUL in a name', '{"a":{"\\u0000":1}}', 'nul'],
    ['half a surrogate pair', '{"a":"\\ud83c"}', 'nul'],
    ['21 levels', nested(21), 'depth'],
    ['60,000 levels', '['.repeat(60_000), 'depth'],
  ])('refuses %s', (_name, text, fault) => {
    expect(read(text)).toEqual(err(fault));
  });

  it('refuses bytes that are no UTF-8, and a byte order mark', () => {
    expect(parseJsonBody(Uint8Array.of(0x7b, 0xff, 0x7d))).toEqual(err('encoding'));
    expect(parseJsonBody(Uint8Array.of(0xef, 0xbb, 0xbf, 0x7b, 0x7d))).toEqual(err('syntax'));
  });

  it('takes 20 levels, and brackets inside a text', () => {
    expect(read(nested(20)).ok).toBe(true);
    expect(read(`{"a":"${'['.repeat(30)}\\"${'{'.repeat(30)}"}`).ok).toBe(true);
  });

  it('takes an escaped backslash before u0000, and a whole surrogate pair', () => {
    expect(read('{"a":"\\\\u0000","b":{"c":[1,null]}}')).toEqual(
      ok({ a: '\\u0000', b: { c: [1, null] } }),
    );
    expect(read('{"e":"\\ud83c\\udf19"}')).toEqual(ok({ e: '🌙' }));
  });

  it('keeps a number that a double would change as its text', () => {
    const body = read(
      '{"a":10000.0000000000000001,"b":12345678901234567890,"c":1e400,"d":1.5e3,"e":0.1000000000000000,"f":-0.0e1,"g":-2.50e-1,"h":"1e5"}',
    );

    expect(body).toEqual(
      ok({
        a: '10000.0000000000000001',
        b: '12345678901234567890',
        c: '1e400',
        d: 1500,
        e: 0.1,
        f: -0,
        g: -0.25,
        h: '1e5',
      }),
    );
  });

  it('treats __proto__ as a name like any other', () => {
    const body = read('{"__proto__":{"admin":true}}');

    expect(body.ok && Object.hasOwn(body.value, '__proto__')).toBe(true);
    expect(({} as { admin?: boolean }).admin).toBeUndefined();
  });
});
