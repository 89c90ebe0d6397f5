// JSON with exact numbers. A number stays the decimal text it was written as, so that no amount ever
// passes through a float. Null and absent are alike.
import { currencyExponents } from '#core/kernel/currency.ts';
import { type Money, money } from '#core/kernel/money.ts';

declare const decimal: unique symbol;

/** A JSON number as it stood in the text. */
export interface DecimalText {
  readonly text: string;
  readonly [decimal]?: true;
}

export type JsonFields = Readonly<Record<string, unknown>>;

const decimals = new WeakSet<object>();

const exact = (_key: string, value: unknown, context?: { readonly source?: string }): unknown => {
  if (typeof value !== 'number') return value;
  const kept: DecimalText = { text: context?.source ?? '' };
  decimals.add(kept);
  return kept;
};

const decoder = new TextDecoder('utf-8', { fatal: true });

/** @returns undefined for anything but an object. */
export const parseFields = (body: Uint8Array): JsonFields | undefined => {
  try {
    const text = decoder.decode(body);
    return fieldsOf(JSON.parse(text, exact));
  } catch {
    return undefined;
  }
};

export const fieldsOf = (value: unknown): JsonFields | undefined =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && !decimals.has(value)
    ? (value as JsonFields)
    : undefined;

/** An absent list is an empty one. @returns undefined when there is something else in its place. */
export const listOf = (value: unknown): readonly unknown[] | undefined => {
  if (value === undefined || value === null) return [];
  return Array.isArray(value) ? value : undefined;
};

/** A text that says something. */
export const textOf = (value: unknown): string | undefined =>
  typeof value === 'string' && value !== '' ? value : undefined;

const numberText = (value: unknown): string | undefined =>
  typeof value === 'object' && value !== null && decimals.has(value)
    ? (value as DecimalText).text
    : undefined;

/** A whole number of small size: months, counts. */
export const countOf = (value: unknown): number | undefined => {
  const text = numberText(value);
  return text !== undefined && /^[0-9]{1,6}$/u.test(text) ? Number(text) : undefined;
};

const major = /^(?<whole>0|[1-9][0-9]{0,17})(?:\.(?<fraction>[0-9]{1,9}))?$/u;

/**
 * Reads a number of major units: `10000` won, `12.34` dollars.
 *
 * @returns undefined for what is no such number, or what the currency cannot express exactly.
 */
export const amountOf = (value: unknown, currency: string): Money | undefined => {
  const exponent = currencyExponents.get(currency);
  const parts = major.exec(numberText(value) ?? '')?.groups;
  if (exponent === undefined || parts === undefined) return undefined;
  const fraction = (parts['fraction'] ?? '').replace(/0+$/u, '');
  if (fraction.length > exponent) return undefined;
  return money(BigInt(`${parts['whole']}${fraction.padEnd(exponent, '0')}`), currency);
};

/** Major units as a JSON number, written from the digits: 1234 cents are `12.34`. */
const amountText = ({ minor, currency }: Money): string => {
  const exponent = currencyExponents.get(currency) ?? 0;
  if (exponent === 0) return minor.toString();
  const digits = minor.toString().padStart(exponent + 1, '0');
  return `${digits.slice(0, -exponent)}.${digits.slice(-exponent)}`;
};

/** A text, an amount, or an object of texts. */
type Written = string | Money | Readonly<Record<string, string>>;

const isMoney = (value: Exclude<Written, string>): value is Money => 'minor' in value;

/** JSON text of an object, in the order given. */
export const writeFields = (fields: Readonly<Record<string, Written>>): string => {
  const members = Object.entries(fields).map(([name, value]) => {
    const isAmount = typeof value !== 'string' && isMoney(value);
    const text = isAmount ? amountText(value) : JSON.stringify(value);
    return `${JSON.stringify(name)}:${text}`;
  });
  return `{${members.join(',')}}`;
};
