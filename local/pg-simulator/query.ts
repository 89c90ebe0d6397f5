// Query strings of the lists, read once and checked.
import { kstMoment } from './clock.ts';

export interface ListQuery {
  readonly from: number;
  /** Exclusive: an end date without a time is the first second of that day. */
  readonly to: number;
  readonly size: number;
}

const sizeDefault = 100;
const sizeMax = 5_000;

const wholeNumber = (text: string | null, fallback: number, most: number): number | undefined => {
  if (text === null) return fallback;
  const value = Number(text);
  return /^\d+$/.test(text) && value >= 1 && value <= most ? value : undefined;
};

/** A whole number of at least 1. */
export const pageOf = (query: URLSearchParams): number | undefined =>
  wholeNumber(query.get('page'), 1, Number.MAX_SAFE_INTEGER);

/** @returns the code of the refusal for a query that cannot be read. */
export const listQuery = (query: URLSearchParams, sizeName: string): ListQuery | string => {
  const from = kstMoment(query.get('startDate'));
  const to = kstMoment(query.get('endDate'));
  if (from === undefined || to === undefined || to < from) return 'INVALID_DATE';
  const size = wholeNumber(query.get(sizeName), sizeDefault, sizeMax);
  return size === undefined ? 'INVALID_REQUEST' : { from, to, size };
};
