// What people read: tables whose columns are as wide as their widest cell, objects as one name a line.
import type { Language, Text } from './language.ts';

export interface Column {
  readonly title: Text;
  /** Dotted path into the row. */
  readonly path: string;
  /** Path of the currency, where the column is money. */
  readonly currency?: string;
  /** The value that says that there is none: people read a dash. */
  readonly untold?: string | undefined;
}

const at = (row: unknown, path: string): unknown =>
  path
    .split('.')
    .reduce<unknown>((value, name) => (value as Record<string, unknown> | undefined)?.[name], row);

/** Digits after the point where they are not two. ISO 4217. */
const exponents: Readonly<Record<string, number>> = { KRW: 0, JPY: 0, VND: 0, CLP: 0 };

/** `9,000 KRW`, `12.50 USD`. */
export const money = (minor: unknown, currency: unknown): string => {
  const exponent = exponents[String(currency)] ?? 2;
  const [, sign = '', digits = ''] = /^(-?)(\d+)$/u.exec(String(minor)) ?? [];
  if (digits === '') return '';
  const padded = digits.padStart(exponent + 1, '0');
  const whole = padded.slice(0, padded.length - exponent).replace(/\B(?=(\d{3})+$)/gu, ',');
  return `${sign}${whole}${exponent === 0 ? '' : `.${padded.slice(-exponent)}`} ${currency}`;
};

const textOf = (value: unknown): string => {
  if (value === undefined || value === null) return '';
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
};

const dash = '-';

export const cellOf = (row: unknown, { path, currency, untold }: Column): string => {
  if (currency !== undefined) return money(at(row, path), at(row, currency));
  const text = textOf(at(row, path));
  return untold !== undefined && text === untold ? dash : text;
};

/** An object with a dash wherever it says that it has nothing to tell. */
export const dashed = (
  object: Readonly<Record<string, unknown>>,
  untold: Readonly<Record<string, string>>,
): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(object).map(([name, value]) => [
      name,
      untold[name] !== undefined && value === untold[name] ? dash : value,
    ]),
  );

/** Width in columns of a terminal, where a Hangul syllable takes two. */
const widthOf = (text: string): number =>
  text.length + (text.match(/[\u1100-\u115f\u3000-\u303e\uac00-\ud7a3]/gu)?.length ?? 0);

const padded = (text: string, width: number): string =>
  text + ' '.repeat(Math.max(0, width - widthOf(text)));

interface Reader {
  readonly language: Language;
  /** How wide the terminal is; nobody knows where output goes to a file. */
  readonly width?: number | undefined;
}

const lineOf = (cells: readonly string[], widths: readonly number[]): string =>
  cells.map((cell, index) => padded(cell, widths[index] ?? 0)).join('  ').trimEnd();

/** One value a line, for a terminal that is narrower than the table; empty ones are left out. */
const blocks = (titles: readonly string[], rows: readonly (readonly string[])[]): string => {
  const width = Math.max(...titles.map(widthOf));
  return rows
    .map((row) =>
      row
        .flatMap((cell, index) => (cell === '' ? [] : [`${padded(titles[index] ?? '', width)}  ${cell}`]))
        .join('\n'),
    )
    .join('\n\n');
};

/** Rows under their titles; where the terminal is too narrow for a line, one block a row. */
export const table = (
  rows: readonly unknown[],
  columns: readonly Column[],
  { language, width }: Reader,
): string => {
  const titles = columns.map(({ title }) => title[language]);
  const cells = rows.map((row) => columns.map((column) => cellOf(row, column)));
  const widths = titles.map((title, index) =>
    Math.max(...[title, ...cells.map((line) => line[index] ?? '')].map(widthOf)),
  );
  const lines = [titles, ...cells].map((line) => lineOf(line, widths));
  const isTooWide = width !== undefined && lines.some((line) => widthOf(line) > width);
  return isTooWide && rows.length > 0 ? blocks(titles, cells) : lines.join('\n');
};

const isPlain = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** One name a line; what lies deeper is indented below it. */
export const sheet = (object: Readonly<Record<string, unknown>>, indent = ''): string => {
  const names = Object.keys(object);
  const width = Math.max(0, ...names.map((name) => name.length));
  return names
    .flatMap((name) => {
      const value = object[name];
      if (isPlain(value)) return [`${indent}${name}`, sheet(value, `${indent}  `)];
      if (Array.isArray(value) && value.some(isPlain)) {
        const parts = value.map((one) => sheet(one as Record<string, unknown>, `${indent}  - `.replace('-', ' ')));
        return [`${indent}${name} (${value.length})`, parts.join(`\n${indent}  --\n`)];
      }
      return [`${indent}${name.padEnd(width)}  ${textOf(value)}`.trimEnd()];
    })
    .join('\n');
};
