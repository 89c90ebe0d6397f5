import { fc, test } from '@fast-check/vitest';
import { describe, expect } from 'vitest';
import * as z from 'zod/mini';
import { hasCardNumber } from '#core/contracts/http/card-data.ts';
import { metadataInput } from '#core/contracts/http/client-json.ts';
import { createOrderContract } from '#core/contracts/http/create-order.ts';
import { parseJsonBody } from '#core/contracts/http/json-body.ts';
import { readQuery } from '#core/contracts/http/page.ts';
import { moneyInput } from '#core/contracts/http/request-fields.ts';
import { validate } from '#core/contracts/http/validate.ts';
import { toWire } from '#core/kernel/money.ts';

const bytesOf = (value: unknown): Uint8Array => new TextEncoder().encode(JSON.stringify(value));

describe('parseJsonBody', () => {
  test.prop([fc.uint8Array({ maxLength: 200 })])('never throws, whatever the bytes', (bytes) => {
    expect(typeof parseJsonBody(bytes).ok).toBe('boolean');
  });

  test.prop([fc.dictionary(fc.string(), fc.jsonValue({ maxDepth: 4 }))])(
    'reads what JSON writes, to the last digit',
    (value) => {
      const written = JSON.parse(JSON.stringify(value)) as Record<string, unknown>;
      fc.pre(!JSON.stringify(written).includes('\\u0000'));

      expect(parseJsonBody(bytesOf(written))).toEqual({ ok: true, value: written });
    },
  );
});

describe('validate', () => {
  test.prop([fc.jsonValue()])('names faults and never throws, whatever the body', (value) => {
    const result = validate(createOrderContract.body, value);

    expect(result.ok).toBe(false);
    if (!result.ok) expect(result.error.length).toBeGreaterThan(0);
  });

  test.prop([fc.string({ unit: 'binary' })])('reads any query', (rawQuery) => {
    expect(() => readQuery(rawQuery)).not.toThrow();
  });
});

const amount = z.strictObject({ amount: moneyInput() });

describe('moneyInput', () => {
  test.prop([fc.bigInt({ min: 0n, max: 999_999_999_999_999n })])(
    'reads back what the wire form writes, as number and as text',
    (minor) => {
      expect(validate(amount, { amount: toWire(minor) })).toEqual({
        ok: true,
        value: { amount: minor },
      });
      expect(validate(amount, { amount: String(minor) })).toEqual({
        ok: true,
        value: { amount: minor },
      });
    },
  );

  test.prop([fc.double({ noInteger: true })])('refuses every fraction', (value) => {
    expect(validate(amount, { amount: value }).ok).toBe(false);
    expect(validate(amount, { amount: String(value) }).ok).toBe(false);
  });
});

/** Completes digits by the check digit of ISO/IEC 7812-1. */
const withCheckDigit = (digits: string): string => {
  const last = '0123456789'.split('').find((digit) => {
    const total = (digits + digit)
      .split('')
      .reverse()
      .map((each, place) => Number(each) * (place % 2 === 1 ? 2 : 1))
      .reduce((sum, value) => sum + (value > 9 ? value - 9 : value), 0);
    return total % 10 === 0;
  });
  return digits + String(last);
};

const cardNumbers = fc
  .tuple(
    fc.constantFrom('4', '51', '37', '62', '6011'),
    fc.integer({ min: 14, max: 19 }),
    fc.infiniteStream(fc.nat(9)),
  )
  .map(([prefix, length, digits]) => {
    let number = prefix;
    while (number.length < length - 1) number += String(digits.next().value);
    return withCheckDigit(number);
  });

describe('card numbers', () => {
  test.prop([cardNumbers, fc.constantFrom('', ' ', '-'), fc.constantFrom('', 'pay ', 'x: ')])(
    'are found in any grouping, in text and in metadata',
    (number, separator, before) => {
      const grouped = (number.match(/.{1,4}/gu) ?? []).join(separator);

      expect(hasCardNumber(before + grouped)).toBe(true);
      expect(
        validate(z.strictObject({ metadata: metadataInput }), { metadata: { note: [grouped] } }),
      ).toMatchObject({ error: [{ code: 'card_data' }] });
    },
  );

  test.prop([fc.integer({ min: 1_000_000_000_000, max: 9_999_999_999_999 })])(
    'are never seen in a time in milliseconds',
    (epochMs) => {
      expect(hasCardNumber(String(epochMs))).toBe(false);
    },
  );
});
