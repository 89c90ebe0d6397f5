// Money is one value: whole minor units as bigint, with the currency inside. Never a float.
import { assert, present } from './assert.ts';

export interface Money {
  /** Whole minor units: 12,000 won is 12000n, 12.34 dollars is 1234n. */
  readonly minor: bigint;
  /** ISO 4217 code. */
  readonly currency: string;
}

export const money = (minor: bigint, currency: string): Money => ({ minor, currency });

export const zero = (currency: string): Money => money(0n, currency);

/** Largest amount of one request field, in minor units. */
export const amountMax = 999_999_999_999_999n;

const same = (a: Money, b: Money): void =>
  assert(a.currency === b.currency, `money of ${a.currency} meets money of ${b.currency}`);

export const add = (a: Money, b: Money): Money => {
  same(a, b);
  return money(a.minor + b.minor, a.currency);
};

export const subtract = (a: Money, b: Money): Money => {
  same(a, b);
  return money(a.minor - b.minor, a.currency);
};

export const isZero = (a: Money): boolean => a.minor === 0n;

/** Equal currency and amount. Different currencies are never equal and never compared by size. */
export const equals = (a: Money, b: Money): boolean =>
  a.currency === b.currency && a.minor === b.minor;

/** True when a < b. @throws AssertionFailed for two currencies. */
export const isLess = (a: Money, b: Money): boolean => {
  same(a, b);
  return a.minor < b.minor;
};

export const sum = (parts: readonly Money[], currency: string): Money =>
  parts.reduce(add, zero(currency));

/**
 * Splits an amount in proportion to whole weights by largest remainder.
 *
 * @returns Parts in the order of the weights that add up to the whole; ties go to the first part.
 * @throws AssertionFailed for a negative amount or weight, or weights that sum to zero.
 */
export const allocate = (whole: Money, weights: readonly bigint[]): Money[] => {
  const total = weights.reduce((all, weight) => all + weight, 0n);
  assert(whole.minor >= 0n && weights.every((weight) => weight >= 0n), 'allocate needs no sign');
  assert(total > 0n, 'allocate needs a weight above zero');

  const parts = weights.map((weight, index) => ({
    index,
    share: (whole.minor * weight) / total,
    rest: (whole.minor * weight) % total,
  }));
  let left = whole.minor - parts.reduce((all, part) => all + part.share, 0n);
  const byRest = [...parts].sort((a, b) =>
    a.rest === b.rest ? a.index - b.index : a.rest < b.rest ? 1 : -1,
  );
  for (const part of byRest) {
    if (left === 0n) break;
    part.share += 1n;
    left -= 1n;
  }
  return parts.map((part) => money(part.share, whole.currency));
};

export interface TaxSplit {
  readonly supply: Money;
  readonly vat: Money;
  readonly taxFree: Money;
}

/**
 * Splits a VAT-inclusive amount (one eleventh, rounded half up in whole numbers).
 *
 * @param amount - Minor units with VAT inside. @param taxFree - The part that bears no VAT.
 * @see The PG's rule: 15,000 won gives 13,636 supply and 1,364 VAT.
 */
export const splitTax = (amount: Money, taxFree: Money): TaxSplit => {
  const taxable = subtract(amount, taxFree).minor;
  assert(taxable >= 0n, 'the tax-free part exceeds the amount');
  const vat = (2n * taxable + 11n) / 22n;
  return {
    supply: money(taxable - vat, amount.currency),
    vat: money(vat, amount.currency),
    taxFree,
  };
};

/** The tax-free share of a part of an amount, in proportion; of the whole it is the whole share. */
export const taxFreePart = (part: Money, whole: Money, taxFree: Money): Money => {
  const [share] = allocate(part, [taxFree.minor, subtract(whole, taxFree).minor]);
  return present(share, 'two weights give two parts');
};

const safe = BigInt(Number.MAX_SAFE_INTEGER);

/** Minor units on the wire: a JSON number while it is exact, decimal text above 2^53 − 1. */
export const toWire = (minor: bigint): number | string =>
  minor <= safe && minor >= -safe ? Number(minor) : minor.toString();
