// Points in time as milliseconds since 1970 UTC inside, RFC 3339 at the edges.
import { assert } from './assert.ts';
import type { Branded } from './brand.ts';

/** Milliseconds since 1970-01-01T00:00:00Z. */
export type Instant = Branded<number, 'Instant'>;

export const instant = (epochMs: number): Instant => {
  assert(Number.isSafeInteger(epochMs), 'an instant is whole milliseconds');
  return epochMs as Instant;
};

/** RFC 3339 in UTC with milliseconds: `2026-03-01T00:00:00.000Z`. */
export const toIso = (at: Instant): string => new Date(at).toISOString();

const rfc3339 =
  /^\d{4}-\d{2}-\d{2}[Tt](?:[01]\d|2[0-3]):\d{2}:\d{2}(?:\.\d{1,9})?(?:[Zz]|[+-]\d{2}:\d{2})$/u;

/** Years of four digits: an offset may lead out of them, and what is written then nobody reads back. */
const firstMs = Date.parse('0000-01-01T00:00:00.000Z');
const lastMs = Date.parse('9999-12-31T23:59:59.999Z');

/** `Date.parse` takes the 30th of February for the 2nd of March. */
const isDayOfMonth = (text: string): boolean => {
  const [year, month, day] = text.slice(0, 10).split('-').map(Number) as [number, number, number];
  return day <= 28 || day <= new Date(Date.UTC(year, month, 0)).getUTCDate();
};

/** Reads RFC 3339 with any offset. @returns undefined for anything else, and for days that no month has. */
export const parseInstant = (text: string): Instant | undefined => {
  if (!rfc3339.test(text) || !isDayOfMonth(text)) return undefined;
  const epochMs = Date.parse(text);
  // Of what is no time at all neither is true.
  return epochMs >= firstMs && epochMs <= lastMs ? instant(epochMs) : undefined;
};

/** Reads a stored or trusted instant. @throws AssertionFailed when it is none. */
export const fromIso = (text: string): Instant => {
  const at = parseInstant(text);
  assert(at !== undefined, `not an instant: ${text}`);
  return at;
};

export const plus = (at: Instant, ms: number): Instant => instant(at + ms);

export const later = (a: Instant, b: Instant): Instant => (a > b ? a : b);
export const earlier = (a: Instant, b: Instant): Instant => (a < b ? a : b);

const duration = /^P(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?$/u;

/** A day, an hour, a minute and a second. */
const unitSeconds = [86_400, 3_600, 60, 1];

/** Seconds of an ISO 8601 duration of days, hours, minutes and seconds. @returns undefined else. */
export const durationSeconds = (text: string): number | undefined => {
  const parts = duration.exec(text);
  if (parts === null || text === 'P' || text.endsWith('T')) return undefined;
  return unitSeconds.reduce((sum, unit, index) => sum + unit * Number(parts[index + 1] ?? 0), 0);
};
