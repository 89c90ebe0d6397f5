// The floor: money, ids, instants, canonical JSON, and assertions that say what they know.
import { describe, expect, it } from 'vitest';
import { AssertionFailed, present, unreachable } from '#core/kernel/assert.ts';
import { currencyExponents, isCurrency } from '#core/kernel/currency.ts';
import { DependencyUnavailable, OutcomeUnknown } from '#core/kernel/faults.ts';
import {
  derivedId,
  derivedSagaPayment,
  parseId,
  prefixed,
  type SagaId,
  toBase32,
  type Uuid,
  uuidTime,
  uuidv7,
} from '#core/kernel/ids.ts';
import {
  durationSeconds,
  fromIso,
  instant,
  later,
  parseInstant,
  plus,
  toIso,
} from '#core/kernel/instant.ts';
import { canonicalJson } from '#core/kernel/json.ts';
import {
  add,
  allocate,
  isLess,
  money,
  splitTax,
  subtract,
  sum,
  taxFreePart,
  toWire,
} from '#core/kernel/money.ts';

const won = (minor: bigint) => money(minor, 'KRW');
const at = instant(Date.UTC(2026, 2, 2, 4, 5, 6, 789));

describe('money', () => {
  it.each([
    [10_000n, 3_000n, 636n],
    [15_000n, 0n, 1_364n],
    [9_026n, 0n, 821n],
    [30_000n, 0n, 2_727n],
    [37_400n, 0n, 3_400n],
    [4_900n, 0n, 445n],
    [100n, 100n, 0n],
  ])('of %s won with %s tax-free holds %s won VAT', (amount, taxFree, vat) => {
    const split = splitTax(won(amount), won(taxFree));

    expect(split.vat.minor).toBe(vat);
    expect(split.supply.minor + split.vat.minor + split.taxFree.minor).toBe(amount);
  });

  it('refuses a tax-free part above the amount', () => {
    expect(() => splitTax(won(1n), won(2n))).toThrow('exceeds the amount');
  });

  it('splits by largest remainder, and ties go to the first part', () => {
    const parts = (whole: bigint, weights: bigint[]) =>
      allocate(won(whole), weights).map(({ minor }) => minor);

    expect(parts(100n, [1n, 1n, 1n])).toEqual([34n, 33n, 33n]);
    expect(parts(100n, [1n, 3n, 3n])).toEqual([14n, 43n, 43n]);
    expect(parts(10n, [3n, 3n, 4n])).toEqual([3n, 3n, 4n]);
    expect(parts(1n, [1n, 2n])).toEqual([0n, 1n]);
    expect(parts(0n, [1n, 2n])).toEqual([0n, 0n]);
  });

  it('splits nothing that has a sign or no weight', () => {
    expect(() => allocate(won(-1n), [1n])).toThrow('no sign');
    expect(() => allocate(won(1n), [-1n, 2n])).toThrow('no sign');
    expect(() => allocate(won(1n), [0n])).toThrow('weight above zero');
  });

  it('gives a part its share of what bears no tax', () => {
    expect(taxFreePart(won(5_000n), won(10_000n), won(3_000n)).minor).toBe(1_500n);
    expect(taxFreePart(won(10_000n), won(10_000n), won(3_000n)).minor).toBe(3_000n);
    expect(taxFreePart(won(0n), won(10_000n), won(3_000n)).minor).toBe(0n);
  });

  it('of two currencies never meets', () => {
    const dollars = money(1n, 'USD');

    for (const meet of [add, subtract, isLess]) {
      expect(() => meet(won(1n), dollars)).toThrow('money of KRW meets money of USD');
    }
    expect(() => sum([dollars], 'KRW')).toThrow(AssertionFailed);
  });

  it('adds and subtracts whole minor units', () => {
    expect(add(won(2n), won(3n)).minor).toBe(5n);
    expect(subtract(won(2n), won(3n)).minor).toBe(-1n);
    expect(sum([], 'KRW')).toEqual(won(0n));
    expect([isLess(won(1n), won(2n)), isLess(won(2n), won(2n))]).toEqual([true, false]);
  });

  it('is a number on the wire while that is exact, and text beyond', () => {
    const safe = BigInt(Number.MAX_SAFE_INTEGER);

    expect([toWire(12_000n), toWire(safe), toWire(-safe)]).toEqual([
      12_000,
      Number.MAX_SAFE_INTEGER,
      Number.MIN_SAFE_INTEGER,
    ]);
    expect([toWire(safe + 1n), toWire(-safe - 1n)]).toEqual([
      '9007199254740992',
      '-9007199254740992',
    ]);
  });
});

describe('currencies', () => {
  it('are those of ISO 4217 with their minor units', () => {
    const exponents = ['KRW', 'USD', 'KWD', 'CLF'].map((code) => currencyExponents.get(code));

    expect(exponents).toEqual([0, 2, 3, 4]);
    expect([isCurrency('KRW'), isCurrency('XAU'), isCurrency('krw')]).toEqual([true, false, false]);
  });
});

describe('ids', () => {
  const uuid = '019cacb8-a065-7000-9d3e-5b2f8c1a4e77' as Uuid;

  it('are a prefix and 26 characters that keep the UUID and its time', () => {
    const id = prefixed('pay', uuid);

    expect(id).toMatch(/^pay_[0-7][0-9A-HJKMNP-TV-Z]{25}$/u);
    expect(parseId('pay', id)).toBe(id);
  });

  it.each([
    'ord_01KJPBG54TFCY9TKJZC1RR54X4',
    'pay_',
    'pay',
    'pay_01KJPBG54TFCY9TKJZC1RR54X',
    'pay_01KJPBG54TFCY9TKJZC1RR54XU',
    'pay_81KJPBG54TFCY9TKJZC1RR54X4',
    'pay_01KJPBG54TFCY9TKJZC1RR54X4_x',
    '',
  ])('of another kind or shape are none: %s', (text) => {
    expect(parseId('pay', text)).toBeUndefined();
  });

  it('are the UUID in base 32, most significant bits first', () => {
    expect(toBase32(0n)).toBe('0'.repeat(26));
    expect(toBase32(32n)).toBe(`${'0'.repeat(24)}10`);
    expect(toBase32(2n ** 128n - 1n)).toBe(`7${'Z'.repeat(25)}`);
  });

  it('of version 7 carry their time, version and variant', () => {
    const made = uuidv7(at, 0xfff, 0x3fff_ffff_ffff_ffffn);

    expect(uuidTime(made)).toBe(at);
    expect(made.slice(14, 18)).toBe('7fff');
    expect(made.slice(19)).toBe('bfff-ffffffffffff');
  });

  it('derived from a payment keep its characters', () => {
    const saga = derivedId('saga', 'pay_01KJPBG54TFCY9TKJZC1RR54X4');

    expect(saga).toBe('saga_01KJPBG54TFCY9TKJZC1RR54X4');
    expect(derivedSagaPayment(saga as SagaId)).toBe('pay_01KJPBG54TFCY9TKJZC1RR54X4');
  });
});

describe('instants', () => {
  it('are whole milliseconds', () => {
    expect(() => instant(1.5)).toThrow('whole milliseconds');
    expect(() => instant(Number.NaN)).toThrow('whole milliseconds');
  });

  it('are RFC 3339 with milliseconds at the edge', () => {
    expect(toIso(at)).toBe('2026-03-02T04:05:06.789Z');
    expect(fromIso('2026-03-02T13:05:06.789+09:00')).toBe(at);
  });

  it.each([
    '2026-03-02',
    '2026-03-02 04:05:06Z',
    '2026-03-02T04:05:06',
    '2026-13-02T04:05:06Z',
    '2026-02-30T00:00:00Z',
    '2026-02-29T00:00:00+09:00',
    '2026-04-31T00:00:00Z',
    '2026-03-01T24:00:00Z',
    '0000-01-01T00:00:00+00:01',
    '9999-12-31T23:59:59-00:01',
    'now',
    '',
  ])('are not: %s', (text) => {
    expect(parseInstant(text)).toBeUndefined();
    expect(() => fromIso(text)).toThrow('not an instant');
  });

  it('are on the last days of months too', () => {
    const days = ['2028-02-29', '2026-12-31', '2026-04-30'];
    const read = days.map((day) => toIso(fromIso(`${day}T00:00:00Z`)).slice(0, 10));
    expect(read).toEqual(days);
  });

  it('are added to and compared', () => {
    expect(plus(at, 1) - at).toBe(1);
    expect([later(at, plus(at, 1)), later(plus(at, 1), at)]).toEqual([plus(at, 1), plus(at, 1)]);
  });

  it.each([
    ['PT10S', 10],
    ['PT1M', 60],
    ['PT2H', 7_200],
    ['P7D', 604_800],
    ['P1DT1H1M1S', 90_061],
    ['P', undefined],
    ['PT', undefined],
    ['P1DT', undefined],
    ['P1W', undefined],
    ['10S', undefined],
  ])('read the duration %s as %s seconds', (text, seconds) => {
    expect(durationSeconds(text)).toBe(seconds);
  });
});

describe('canonical JSON', () => {
  it('sorts by code unit, at any depth, and leaves out what is undefined', () => {
    const value = { b: [2, { z: 1, a: null }, undefined], a: 'é', '€': true, gone: undefined };

    expect(canonicalJson(value)).toBe('{"a":"é","b":[2,{"a":null,"z":1},null],"€":true}');
  });

  it('follows the vector of RFC 8785', () => {
    const value = {
      '\u20ac': 'Euro Sign',
      '\r': 'Carriage Return',
      '1': 'One',
      '\u0080': 'Control',
    };

    expect(Object.keys(JSON.parse(canonicalJson(value)) as object)).toEqual([
      '1',
      '\r',
      '\u0080',
      '\u20ac',
    ]);
  });
});

describe('assertions and faults', () => {
  it('unwrap what must be there', () => {
    expect(present(0, 'a number')).toBe(0);
    expect(() => present(undefined, 'a row')).toThrow('a row');
    expect(() => present(null, 'a row')).toThrow(AssertionFailed);
  });

  it('close a switch', () => {
    expect(() => unreachable('X' as never)).toThrow('unexpected value "X"');
  });

  it('tell what is certainly not done from what nobody knows', () => {
    const cause = new Error('refused');

    expect(new DependencyUnavailable('dynamodb', cause)).toMatchObject({
      name: 'DependencyUnavailable',
      dependency: 'dynamodb',
      message: 'dynamodb is not available',
      cause,
    });
    expect(new OutcomeUnknown('TX-CLAIM')).toMatchObject({
      name: 'OutcomeUnknown',
      message: 'the outcome of TX-CLAIM is not known',
    });
  });
});
