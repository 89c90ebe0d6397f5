// The table of codes: a row for each code that a route lists, and none for a code that it does not.
import type { ErrorCode } from '#core/contracts/error-table.ts';
import { ownCodes } from '#core/contracts/http/own-codes.ts';
import { codesWith } from '#core/contracts/http/route-codes.ts';
import type { RouteId } from '#core/contracts/http/route-table.ts';
import { type CodeRow, needsRow, routes } from './code-row.ts';
import { operatorRows } from './operator-rows.ts';
import { orderRows } from './order-rows.ts';
import { paymentRows } from './payment-rows.ts';
import { refundRows } from './refund-rows.ts';
import { sharedRows } from './shared-rows.ts';

export const allRows: readonly CodeRow[] = [
  ...orderRows,
  ...paymentRows,
  ...refundRows,
  ...operatorRows,
  ...sharedRows,
];

const nameOf = (route: string, code: ErrorCode): string => `${route} ${code}`;

/** What differs between a table and what the registry lists. */
export interface Gaps {
  readonly withoutRow: readonly string[];
  readonly unlisted: readonly string[];
  readonly twice: readonly string[];
}

export const gapsOf = (
  rows: readonly Pick<CodeRow, 'route' | 'code'>[],
  own: typeof ownCodes = ownCodes,
): Gaps => {
  const names = rows.map(({ route, code }) => nameOf(route, code));
  const known = new Set<string>();
  const twice = names.filter((name) => known.size === known.add(name).size);
  const listed = routes.flatMap((row) =>
    codesWith(row, own[row.id as RouteId])
      .filter(needsRow)
      .map((code) => nameOf(row.id, code)),
  );
  const isListed = new Set(listed);
  return {
    withoutRow: listed.filter((name) => !known.has(name)),
    unlisted: [...known].filter((name) => !isListed.has(name)),
    twice,
  };
};
