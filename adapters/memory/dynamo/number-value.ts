// DynamoDB's number: up to 38 significant digits, decimal, exact. No float takes part: whole
// numbers below 10^15 use the fast lane (they are exact), everything else is a scaled bigint.

import { invalid } from './dynamo-error.ts';

type Decimal = { readonly digits: bigint; readonly exponent: number };

const small = /^(?:0|-?[1-9]\d{0,14})$/;
const numeric = /^([+-]?)(\d*)(?:\.(\d*))?(?:[eE]([+-]?\d+))?$/;
const zeroCode = 48;
const minusCode = 45;
const digitsMax = 38;
const magnitudeMax = 125;
const magnitudeMin = -130;

function withoutZeros(digits: bigint, exponent: number): Decimal {
  if (digits === 0n) return { digits: 0n, exponent: 0 };
  const text = digits.toString();
  const zeros = text.length - text.replace(/0+$/, '').length;
  return {
    digits: zeros === 0 ? digits : digits / 10n ** BigInt(zeros),
    exponent: exponent + zeros,
  };
}

function parse(text: string): Decimal {
  const parts = numeric.exec(text);
  const whole = parts?.[2] ?? '';
  const fraction = parts?.[3] ?? '';
  if (parts === null || whole + fraction === '') {
    throw invalid(`The parameter cannot be converted to a numeric value: ${text}`);
  }
  const digits = BigInt(whole + fraction) * (parts[1] === '-' ? -1n : 1n);
  return withoutZeros(digits, Number(parts[4] ?? 0) - fraction.length);
}

function checked(value: Decimal): Decimal {
  if (value.digits === 0n) return value;
  const length = value.digits.toString().replace('-', '').length;
  const magnitude = value.exponent + length - 1;
  if (magnitude > magnitudeMax) {
    throw invalid(
      'Number overflow. Attempting to store a number with magnitude larger than supported range',
    );
  }
  if (magnitude < magnitudeMin) {
    throw invalid(
      'Number underflow. Attempting to store a number with magnitude smaller than supported range',
    );
  }
  if (length > digitsMax) {
    throw invalid('Attempting to store more than 38 significant digits in a Number');
  }
  return value;
}

function format({ digits, exponent }: Decimal): string {
  if (exponent >= 0) return (digits * 10n ** BigInt(exponent)).toString();
  const sign = digits < 0n ? '-' : '';
  const text = digits
    .toString()
    .replace('-', '')
    .padStart(1 - exponent, '0');
  return `${sign}${text.slice(0, exponent)}.${text.slice(exponent)}`;
}

function aligned(left: Decimal, right: Decimal): [bigint, bigint, number] {
  const exponent = Math.min(left.exponent, right.exponent);
  const scale = (value: Decimal) => value.digits * 10n ** BigInt(value.exponent - exponent);
  return [scale(left), scale(right), exponent];
}

/** The one text of a number: `007`, `7.0` and `0.7e1` are `7`. Throws for what is no number. */
export function canonicalNumber(text: string): string {
  return small.test(text) ? text : format(checked(parse(text)));
}

/** Negative, zero or positive, like a sort function. */
export function compareNumbers(left: string, right: string): number {
  if (left === right) return 0;
  if (small.test(left) && small.test(right)) return Number(left) - Number(right);
  const [a, b] = aligned(parse(left), parse(right));
  return a < b ? -1 : a > b ? 1 : 0;
}

/** `left + sign × right`, exactly, in canonical form. */
export function addNumbers(left: string, right: string, sign: 1 | -1): string {
  if (small.test(left) && small.test(right)) return String(Number(left) + sign * Number(right));
  const [a, b, exponent] = aligned(parse(left), parse(right));
  return format(checked(withoutZeros(sign === 1 ? a + b : a - b, exponent)));
}

/** How many digits a number is billed for. */
export function significantDigits(text: string): number {
  if (small.test(text)) {
    let length = text.length;
    while (text.charCodeAt(length - 1) === zeroCode) length -= 1;
    return length - (text.charCodeAt(0) === minusCode ? 1 : 0);
  }
  return text.replace(/[-.]/g, '').replace(/^0+/, '').replace(/0+$/, '').length;
}
