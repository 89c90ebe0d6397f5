// Reads a request body as JSON. What it refuses is one answer (VAL_002); the reason is for the log.
// Source: API specification, sections 2.3 and 2.4.
import type { JsonObject } from '#core/kernel/json.ts';
import { err, ok, type Result } from '#core/kernel/result.ts';

export type BodyFault = 'empty' | 'encoding' | 'depth' | 'syntax' | 'nul' | 'not_object';

const depthMax = 20;

/** Index of the quotation mark that ends the text which begins at `start`. */
const endOfText = (text: string, start: number): number => {
  let end = start + 1;
  while (end < text.length && text[end] !== '"') end += text[end] === '\\' ? 2 : 1;
  return end;
};

const nesting: Readonly<Record<string, number>> = { '{': 1, '[': 1, '}': -1, ']': -1 };

/** Nesting of objects and lists outside texts; looks no further once it is above the limit. */
const isTooDeep = (text: string): boolean => {
  let depth = 0;
  for (let index = 0; index < text.length && depth <= depthMax; index += 1) {
    if (text[index] === '"') index = endOfText(text, index);
    else depth += nesting[text.charAt(index)] ?? 0;
  }
  return depth > depthMax;
};

/** Digits and exponent of a decimal, without zeros at either end: `1.50e2` and `150` are equal. */
const decimalForm = (source: string): string => {
  const [mantissa = '', exponent = '0'] = source.toLowerCase().split('e');
  const [whole = '', fraction = ''] = mantissa.replace('-', '').split('.');
  const digits = (whole + fraction).replace(/^0+/u, '');
  const significant = digits.replace(/0+$/u, '');
  if (significant === '') return '0';
  const scale = Number(exponent) - fraction.length + (digits.length - significant.length);
  return `${mantissa.startsWith('-') ? '-' : ''}${significant}e${scale}`;
};

type Reviver = (key: string, value: unknown, context: { readonly source?: string }) => unknown;

// Access to the source text of a literal: ECMAScript proposal JSON.parse source text access, in V8.
const parseWithSource = JSON.parse as (text: string, reviver: Reviver) => unknown;

/**
 * Keeps a number that a double would change as its text. So 10000.0000000000000001 stays visible as
 * a fraction where money is expected, and nothing is rounded silently.
 */
const keepExactly: Reviver = (_key, value, { source }) =>
  typeof value === 'number' &&
  source !== undefined &&
  decimalForm(source) !== decimalForm(String(value))
    ? source
    : value;

const mayLoseDigits = /[0-9.]{16,}|[0-9][eE]/u;

const mayHoldBadText = /\\u(?:0000|d[89a-f])/iu;

const isBadText = (text: string): boolean => text.includes('\u0000') || !text.isWellFormed();

/** True when a text or a name has a NUL or half a surrogate pair, which no store keeps as it is. */
const hasBadText = (value: unknown): boolean => {
  if (typeof value === 'string') return isBadText(value);
  if (Array.isArray(value)) return value.some(hasBadText);
  if (typeof value !== 'object' || value === null) return false;
  return Object.entries(value).some(([name, member]) => isBadText(name) || hasBadText(member));
};

const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

const decodeUtf8 = (bytes: Uint8Array): string | undefined => {
  try {
    return decoder.decode(bytes);
  } catch {
    return undefined;
  }
};

const parse = (text: string): { readonly value: unknown } | undefined => {
  try {
    return {
      value: mayLoseDigits.test(text) ? parseWithSource(text, keepExactly) : JSON.parse(text),
    };
  } catch {
    return undefined;
  }
};

/**
 * Reads the raw bytes of a body. Of two equal names the last wins; `__proto__` is a name like any other.
 *
 * @returns A JSON object, or the first fault found. Never throws, whatever the bytes.
 */
export const parseJsonBody = (bytes: Uint8Array): Result<JsonObject, BodyFault> => {
  if (bytes.length === 0) return err('empty');
  const text = decodeUtf8(bytes);
  if (text === undefined) return err('encoding');
  if (text.includes('\u0000')) return err('nul');
  if (text.trim() === '') return err('empty');
  if (isTooDeep(text)) return err('depth');

  const parsed = parse(text);
  if (parsed === undefined) return err('syntax');
  const { value } = parsed;
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return err('not_object');
  if (mayHoldBadText.test(text) && hasBadText(value)) return err('nul');
  return ok(value as JsonObject);
};
