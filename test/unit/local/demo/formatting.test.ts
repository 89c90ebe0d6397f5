import { describe, expect, it } from 'vitest';
import { columns, counted, money, offset, stepLine, wrapped } from '#local/demo/formatting.ts';
import { paintFor } from '#local/demo/paint.ts';

describe('money', () => {
  it.each([
    [9_000, 'KRW', '9,000 KRW'],
    [0, 'KRW', '0 KRW'],
    [-1_234_567, 'KRW', '-1,234,567 KRW'],
    [1_250, 'USD', '12.50 USD'],
    [5, 'USD', '0.05 USD'],
    ['9007199254740993', 'KRW', '9,007,199,254,740,993 KRW'],
    [10n, 'BHD', '0.010 BHD'],
  ])('writes %s of %s as %s', (minor, currency, text) => {
    expect(money(minor, currency)).toBe(text);
  });
});

describe('times and counts', () => {
  it('writes offsets with two digits', () => {
    expect(offset(0)).toBe('+0.00 s');
    expect(offset(12_614)).toBe('+12.61 s');
  });

  it('knows one from many', () => {
    expect(counted(1, 'charge')).toBe('1 charge');
    expect(counted(0, 'charge')).toBe('0 charges');
  });
});

describe('lines', () => {
  it('keeps times in one column, whatever the script', () => {
    const latin = stepLine('4/5', 'sell', 'order 201', 2_400);
    const hangul = columns('주문 완료', 12);

    expect(latin.indexOf('2.4 s')).toBe(stepLine('1/5', 'install', '', 400).indexOf('0.4 s'));
    expect(hangul).toBe('주문 완료   ');
  });

  it('leaves the time out of a line that only announces', () => {
    expect(stepLine('   ', '', 'in-doubt', undefined)).toBe('              in-doubt');
  });

  it('breaks before the hundredth column and never inside a part', () => {
    const part = 'x'.repeat(45);

    expect(wrapped([part, part, part], ' · ', '  ')).toEqual([`  ${part} · ${part}`, `  ${part}`]);
    expect(wrapped([], ' · ', '  ')).toEqual([]);
  });
});

describe('paintFor', () => {
  it('colours a terminal only, and not against its wish', () => {
    expect(paintFor(true, undefined).green('ok')).toBe('\u001b[32mok\u001b[0m');
    expect(paintFor(true, '1').green('ok')).toBe('ok');
    expect(paintFor(false, undefined).red('no')).toBe('no');
  });
});
