// How the demo writes money, times and long lines.
import { currencyExponents } from '#core/kernel/currency.ts';

/** `9,000 KRW`, `12.50 USD`. @param minor - Minor units, as the API has them. */
export function money(minor: number | string | bigint, currency: string): string {
  const exponent = currencyExponents.get(currency) ?? 0;
  const [, sign = '', digits = ''] = /^(-?)(\d+)$/u.exec(String(minor)) ?? [];
  const padded = digits.padStart(exponent + 1, '0');
  const whole = padded.slice(0, padded.length - exponent);
  const fraction = padded.slice(padded.length - exponent);
  const grouped = whole.replace(/\B(?=(\d{3})+$)/gu, ',');
  return `${sign}${grouped}${exponent === 0 ? '' : `.${fraction}`} ${currency}`;
}

/** `+0.31 s`. */
export const offset = (ms: number): string => `+${(ms / 1000).toFixed(2)} s`;

export const seconds = (ms: number): string => `${(ms / 1000).toFixed(1)} s`;

/** `1 charge`, `2 charges`. */
export const counted = (count: number, noun: string): string =>
  `${count} ${noun}${count === 1 ? '' : 's'}`;

/** A step of the whole: ` 4/5 sell     order 201 · confirm 200      2.4 s`, times in one column. */
export const stepLine = (place: string, name: string, text: string, ms?: number): string =>
  `${` ${place} ${name.padEnd(8)} `}${columns(text, 70)}${ms === undefined ? '' : ` ${seconds(ms).padStart(8)}`}`.trimEnd();

/** Pads to a width in columns of a terminal, where a Hangul syllable takes two. */
export function columns(text: string, width: number): string {
  const wide = text.match(/[\u1100-\u115f\u3000-\u303e\uac00-\ud7a3]/gu)?.length ?? 0;
  return text + ' '.repeat(Math.max(0, width - text.length - wide));
}

/** Joins the parts into lines of at most 100 columns, each begun with the indent. */
export function wrapped(parts: readonly string[], separator: string, indent: string): string[] {
  const lines: string[] = [];
  for (const part of parts) {
    const last = lines.at(-1);
    const longer = `${last}${separator}${part}`;
    if (last === undefined || longer.length > 100) lines.push(`${indent}${part}`);
    else lines[lines.length - 1] = longer;
  }
  return lines;
}
