import { describe, expect, it } from 'vitest';
import { amountOf, countOf, parseFields, writeFields } from '#adapters/pg-http/json-fields.ts';
import { money } from '#core/kernel/money.ts';

const fieldOf = (json: string): unknown =>
  parseFields(new TextEncoder().encode(`{"field":${json}}`))?.['field'];

describe('amountOf', () => {
  it.each([
    ['10000', 'KRW', 10_000n],
    ['10000.0', 'KRW', 10_000n],
    ['0', 'KRW', 0n],
    ['10000', 'JPY', 10_000n],
    ['12.34', 'USD', 1_234n],
    ['12.3', 'USD', 1_230n],
    ['12', 'USD', 1_200n],
    ['0.07', 'USD', 7n],
    ['1.005', 'KWD', 1_005n],
    // Above 2^53, where a float would have lost the last digit.
    ['90071992547409.93', 'USD', 9_007_199_254_740_993n],
  ])('reads %s %s', (text, currency, minor) => {
    expect(amountOf(fieldOf(text), currency)).toEqual(money(minor, currency));
  });

  it.each([
    ['0.5', 'KRW'],
    ['12.345', 'USD'],
    ['-1', 'KRW'],
    ['1e4', 'KRW'],
    ['"10000"', 'KRW'],
    ['null', 'KRW'],
    ['{"text":"1"}', 'KRW'],
    ['10000', 'XYZ'],
    ['1000000000000000000', 'KRW'],
  ])('refuses %s %s', (text, currency) => {
    expect(amountOf(fieldOf(text), currency)).toBeUndefined();
  });
});

describe('countOf', () => {
  it('reads small whole numbers only', () => {
    expect(['3', '0', '3.5', '"3"', 'null'].map((text) => countOf(fieldOf(text)))).toEqual([
      3,
      0,
      undefined,
      undefined,
      undefined,
    ]);
  });
});

describe('writeFields', () => {
  it.each([
    [10_000n, 'KRW', '10000'],
    [1_234n, 'USD', '12.34'],
    [7n, 'USD', '0.07'],
    [100n, 'USD', '1.00'],
    [1_005n, 'KWD', '1.005'],
    [9_007_199_254_740_993n, 'USD', '90071992547409.93'],
  ])('writes %s of %s as %s', (minor, currency, text) => {
    expect(writeFields({ amount: money(minor, currency) })).toBe(`{"amount":${text}}`);
  });

  it('escapes texts and keeps their order', () => {
    expect(writeFields({ b: 'say "hi"', a: '카드' })).toBe('{"b":"say \\"hi\\"","a":"카드"}');
  });
});
