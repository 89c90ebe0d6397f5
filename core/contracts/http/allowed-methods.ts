// Which methods a path knows, by the route table. For the answer to a route that is none.
import { type Answer, refusal } from '#core/contracts/http/answer.ts';
import type { HttpMethod, RouteRow } from '#core/contracts/http/route-row.ts';
import { apiRoutes } from '#core/contracts/http/route-table.ts';

const isParameter = (segment: string): boolean => segment.startsWith('{');

const fits = (template: string, path: string): boolean => {
  const wanted = template.split('/');
  const given = path.split('/');
  return (
    wanted.length === given.length &&
    wanted.every((segment, index) =>
      isParameter(segment) ? given[index] !== '' : segment === given[index],
    )
  );
};

/** @returns Methods in the order of the table; none for an unknown path. Operators' routes are unknown here. */
export const allowedMethods = (path: string): readonly HttpMethod[] => {
  const rows: readonly RouteRow[] = apiRoutes;
  const known = rows.filter((row) => [row.path, ...row.aliases].some((each) => fits(each, path)));
  return [...new Set(known.map(({ method }) => method))];
};

export interface NoRoute {
  readonly answer: Answer;
  readonly headers: Readonly<Record<string, string>>;
}

/** 404 `VAL_006`, or 405 `VAL_007` with the methods that the path knows in `Allow`. */
export const noRoute = (path: string): NoRoute => {
  const methods = allowedMethods(path);
  return methods.length === 0
    ? { answer: refusal('VAL_006'), headers: {} }
    : { answer: refusal('VAL_007'), headers: { Allow: methods.join(', ') } };
};
