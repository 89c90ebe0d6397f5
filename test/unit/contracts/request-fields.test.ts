import { describe, expect, it } from 'vitest';
import * as z from 'zod/mini';
import { detailInput, metadataInput } from '#core/contracts/http/client-json.ts';
import { pageQuery, readQuery, repeatable } from '#core/contracts/http/page.ts';
import {
  crossFieldCheck,
  foreignText,
  freeText,
  instantInput,
  moneyInput,
  userIdInput,
  wholeNumber,
} from '#core/contracts/http/request-fields.ts';
import { validate } from '#core/contracts/http/validate.ts';

/** The fault of one field, as `code:limit`; `ok` when there is none. */
const judge = (schema: z.ZodMiniType, value: unknown): string => {
  const result = validate(z.strictObject({ field: schema }), { field: value });
  if (result.ok) return 'ok';
  return result.error
    .map(({ code, params }) =>
      [code, ...[params?.minimum ?? params?.maximum ?? []].flat()].join(':'),
    )
    .join(' ');
};

const readBy = (schema: z.ZodMiniType, value: unknown): unknown => {
  const result = validate(z.strictObject({ field: schema }), { field: value });
  return result.ok ? result.value.field : undefined;
};

describe('moneyInput', () => {
  it('reads numbers and texts of digits as whole minor units', () => {
    expect(readBy(moneyInput(), 12_000)).toBe(12_000n);
    expect(readBy(moneyInput(), '12000')).toBe(12_000n);
    expect(readBy(moneyInput(), 0)).toBe(0n);
    expect(readBy(moneyInput(), '999999999999999')).toBe(999_999_999_999_999n);
  });

  it.each([
    ['a fraction', 0.5, 'invalid_format'],
    ['a fraction as text', '0.5', 'invalid_format'],
    ['a sign', -1, 'too_small:0'],
    ['a negative zero', -0, 'invalid_format'],
    ['a sign as text', '-1', 'invalid_format'],
    ['a plus', '+1', 'invalid_format'],
    ['leading zeros', '01', 'invalid_format'],
    ['an exponent as text', '1e3', 'invalid_format'],
    ['no digits', '', 'invalid_format'],
    ['blanks', ' 1', 'invalid_format'],
    ['too much', 1_000_000_000_000_000, 'too_big:999999999999999'],
    ['far too much', '9'.repeat(40), 'too_big:999999999999999'],
    ['a truth', true, 'invalid_type'],
    ['null', null, 'invalid_type'],
    ['nothing', undefined, 'required'],
    ['infinity', Number.POSITIVE_INFINITY, 'invalid_format'],
  ])('refuses %s', (_name, value, fault) => {
    expect(judge(moneyInput(), value)).toBe(fault);
  });

  it('keeps its own bounds', () => {
    expect(judge(moneyInput(1n), 0)).toBe('too_small:1');
    expect(judge(moneyInput(1n, 5n), 6)).toBe('too_big:5');
  });
});

describe('instantInput', () => {
  it('reads any offset', () => {
    expect(readBy(instantInput, '2026-03-01T09:00:00+09:00')).toBe(Date.UTC(2026, 2, 1));
  });

  it.each([
    ['2026-03-01', 'invalid_format'],
    [1_772_323_200_000, 'invalid_type'],
  ])('refuses %j', (value, fault) => {
    expect(judge(instantInput, value)).toBe(fault);
  });
});

describe('text', () => {
  it('takes line feeds and refuses other control characters, length and card numbers', () => {
    expect(judge(freeText(20), 'two\nlines')).toBe('ok');
    expect(judge(freeText(20), 'carriage\rreturn')).toBe('invalid_format');
    expect(judge(freeText(3), '')).toBe('too_small:1');
    expect(judge(freeText(3), 'four')).toBe('too_big:3');
    expect(judge(freeText(30), '4111 1111 1111 1111')).toBe('card_data');
  });

  it('does not scan the identifiers of others', () => {
    expect(judge(foreignText(30), '4111111111111111')).toBe('ok');
    expect(judge(foreignText(30), 'a\u0007b')).toBe('invalid_format');
  });

  it('keeps the name of an unknown buyer for the engine', () => {
    expect(judge(userIdInput, 'kakao:42')).toBe('ok');
    expect(judge(userIdInput, 'anon:pay_1')).toBe('invalid_format');
  });
});

const deep = (levels: number): unknown => (levels === 0 ? 1 : { a: deep(levels - 1) });

const wide = (names: number): unknown =>
  Object.fromEntries(Array.from({ length: names }, (_, index) => [`k${index}`, index]));

describe('metadataInput', () => {
  it('returns the object as it came', () => {
    const metadata = { sku: 'A-1', list: [1, 'two', { three: null }], at: 1_772_424_306_789 };

    expect(readBy(metadataInput, metadata)).toEqual(metadata);
  });

  it.each([
    ['a list', [], 'invalid_type'],
    ['null', null, 'invalid_type'],
    ['a text', 'a', 'invalid_type'],
    ['more than 8,192 bytes', { a: '가'.repeat(2_729) }, 'too_big:8192'],
    ['six levels', deep(6), 'too_big:5'],
    ['51 names', wide(51), 'too_big:50'],
    ['51 names on two levels', { ...(wide(48) as object), inner: { a: 1, b: 2 } }, 'too_big:50'],
    ['a card number', { note: ['x', { a: 'pay 4111-1111-1111-1111' }] }, 'card_data'],
    ['a card number as a number', { note: 4_111_111_111_111_111 }, 'card_data'],
    ['a card number as a name', { '4111111111111111': 1 }, 'card_data'],
    ['a name of a card field', { a: { cardNumber: 'none' } }, 'card_data'],
    ['__proto__', JSON.parse('{"a":{"__proto__":{}}}'), 'unknown'],
  ])('refuses %s', (_name, value, fault) => {
    expect(judge(metadataInput, value)).toBe(fault);
  });

  it.each([
    ['8,192 bytes', { a: 'x'.repeat(8_184) }],
    ['five levels', deep(5)],
    ['50 names', wide(50)],
    ['nothing', {}],
  ])('takes %s', (_name, value) => {
    expect(judge(metadataInput, value)).toBe('ok');
  });

  it('names the place of the fault', () => {
    const result = validate(z.strictObject({ metadata: metadataInput }), {
      metadata: { list: [{ ok: 1 }, { pan: 1 }] },
    });

    expect(result).toEqual({
      ok: false,
      error: [{ field: 'metadata.list[1].pan', code: 'card_data' }],
    });
  });
});

describe('detailInput', () => {
  it('takes any JSON of 16 KiB without card data', () => {
    expect(judge(detailInput, 'a text')).toBe('ok');
    expect(judge(detailInput, null)).toBe('ok');
    expect(judge(detailInput, 'x'.repeat(16_382))).toBe('ok');
    expect(judge(detailInput, 'x'.repeat(16_383))).toBe('too_big:16384');
    expect(judge(detailInput, ['4111111111111111'])).toBe('card_data');
  });
});

describe('validate', () => {
  const schema = z
    .strictObject({ name: z.string(), kind: z.enum(['A', 'B']), size: wholeNumber(1, 9) })
    .check(
      crossFieldCheck(({ name }) =>
        name === undefined ? [{ fault: 'unknown', path: ['x'] }] : [],
      ),
    );

  it('lists every fault at once, also of rules over several fields', () => {
    expect(validate(schema, { kind: 'C', size: 1.5, more: 1, cvc: '1' })).toEqual({
      ok: false,
      error: [
        { field: 'name', code: 'required' },
        { field: 'kind', code: 'invalid_format' },
        { field: 'size', code: 'invalid_type' },
        { field: 'more', code: 'unknown' },
        { field: 'cvc', code: 'card_data' },
        { field: 'x', code: 'unknown' },
      ],
    });
  });

  it('tells a missing value from a wrong one, and a body that is none', () => {
    expect(validate(schema, { name: null, kind: 1, size: 1 })).toEqual({
      ok: false,
      error: [
        { field: 'name', code: 'invalid_type' },
        { field: 'kind', code: 'invalid_format' },
      ],
    });
    expect(validate(schema, 'text')).toEqual({
      ok: false,
      error: [{ field: '', code: 'invalid_type' }],
    });
    expect(validate(schema, null)).toMatchObject({ ok: false });
    expect(validate(schema, [])).toEqual({
      ok: false,
      error: [{ field: '', code: 'invalid_type' }],
    });
  });

  it('never repeats a card number in the name of a field', () => {
    const result = validate(schema, { name: 'a', kind: 'A', size: 1, '4111111111111111': 1 });

    expect(result).toEqual({ ok: false, error: [{ field: '****************', code: 'unknown' }] });
  });
});

describe('readQuery', () => {
  it('gives a text per name and a list where it is repeated', () => {
    expect(readQuery('a=1&b=x+y&a=2&c&%zz=%')).toEqual({
      a: ['1', '2'],
      b: 'x y',
      c: '',
      '%zz': '%',
    });
    expect(readQuery('')).toEqual({});
  });
});

describe('page fields', () => {
  it.each([
    ['1', 'ok'],
    ['100', 'ok'],
    ['0', 'too_small:1'],
    ['101', 'too_big:100'],
    ['1000000', 'too_big:100'],
    ['9'.repeat(400), 'too_big:100'],
    ['-1', 'invalid_type'],
    ['', 'invalid_type'],
    ['ten', 'invalid_type'],
    [['1', '2'], 'invalid_type'],
  ])('judges limit=%j as %s', (value, fault) => {
    expect(judge(pageQuery.limit, value)).toBe(fault);
  });

  it('takes one word or several of a list, and no other', () => {
    const status = repeatable(['PAID', 'COMPLETED']);

    expect(readBy(status, 'PAID')).toEqual(['PAID']);
    expect(readBy(status, ['PAID', 'COMPLETED'])).toEqual(['PAID', 'COMPLETED']);
    expect(judge(status, 'LOST')).toBe('invalid_format');
    expect(judge(status, ['PAID', 'LOST'])).toBe('invalid_format');
  });
});
