// What a route answers, it lists: held against every answer of a world, and of a use case that a test calls itself.
import type { ErrorCode } from '#core/contracts/error-table.ts';
import type { Answer } from '#core/contracts/http/answer.ts';
import { codesOf } from '#core/contracts/http/route-codes.ts';
import type { RouteRow } from '#core/contracts/http/route-row.ts';
import { type RouteId, routeOf, routeTable } from '#core/contracts/http/route-table.ts';

const folderOf = ({ id, scope }: RouteRow): string => `${scope === 'iam' ? 'admin' : 'api'}/${id}`;

const listed: ReadonlyMap<string, ReadonlySet<string>> = new Map<string, ReadonlySet<ErrorCode>>([
  ...(routeTable as readonly RouteRow[]).map(
    (row) => [folderOf(row), new Set(codesOf(row))] as const,
  ),
  // What is no route lists nothing: its codes are these.
  ['api/refuse-unknown-route', new Set<ErrorCode>(['VAL_004', 'VAL_006', 'VAL_007'])],
]);

const codeOf = (answer: unknown): string | undefined => {
  const { body } = (answer ?? {}) as { readonly body?: unknown };
  if (typeof body !== 'string') return undefined;
  return /^\{"isSuccess":(?:true|false),"code":"(\w+)"/u.exec(body)?.[1];
};

const said = (folder: string, code: string): string =>
  `${folder} answered ${code}, which its route does not list`;

/** @returns What is wrong with an answer; undefined for a code that the function's route lists, and for no answer. */
export const unlistedCode = (folder: string, answer: unknown): string | undefined => {
  const codes = listed.get(folder);
  if (codes === undefined) return undefined;
  const code = codeOf(answer);
  return code === undefined || codes.has(code) ? undefined : said(folder, code);
};

/** An answer of a use case whose route a test knows. @throws Error for a code that it does not list. */
export const asListed = async (route: RouteId, answering: Promise<Answer>): Promise<Answer> => {
  const answer = await answering;
  const folder = folderOf(routeOf(route));
  if (listed.get(folder)?.has(answer.code) !== true) throw new Error(said(folder, answer.code));
  return answer;
};
