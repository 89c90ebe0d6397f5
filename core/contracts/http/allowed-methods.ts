// Which methods a path knows, by the route table. For the answer to a route that is none.
import { type HttpMethod, type RouteRow, routeTable } from '#core/contracts/http/route-table.ts';

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
  const rows: readonly RouteRow[] = routeTable;
  const known = rows.filter(
    (row) => row.scope !== 'iam' && [row.path, ...row.aliases].some((each) => fits(each, path)),
  );
  return [...new Set(known.map(({ method }) => method))];
};
