// The one place where answers of a world are seen: what a route answers, it lists.
import type { ErrorCode } from '#core/contracts/error-table.ts';
import { codesOf } from '#core/contracts/http/route-codes.ts';
import type { RouteRow } from '#core/contracts/http/route-row.ts';
import { routeTable } from '#core/contracts/http/route-table.ts';

const listed: ReadonlyMap<string, ReadonlySet<string>> = new Map<string, ReadonlySet<ErrorCode>>([
  ...(routeTable as readonly RouteRow[]).map(
    (row) => [`${row.scope === 'iam' ? 'admin' : 'api'}/${row.id}`, new Set(codesOf(row))] as const,
  ),
  // What is no route lists nothing: its codes are these.
  ['api/refuse-unknown-route', new Set<ErrorCode>(['VAL_004', 'VAL_006', 'VAL_007'])],
]);

const codeOf = (answer: unknown): string | undefined => {
  const { body } = (answer ?? {}) as { readonly body?: unknown };
  if (typeof body !== 'string') return undefined;
  return /^\{"isSuccess":(?:true|false),"code":"(\w+)"/u.exec(body)?.[1];
};

/** @returns What is wrong with an answer; undefined for a code that the function's route lists, and for no answer. */
export const unlistedCode = (folder: string, answer: unknown): string | undefined => {
  const codes = listed.get(folder);
  if (codes === undefined) return undefined;
  const code = codeOf(answer);
  return code === undefined || codes.has(code)
    ? undefined
    : `${folder} answered ${code}, which its route does not list`;
};
