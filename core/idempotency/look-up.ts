// Shows what is recorded of a key: state and object, never the stored body.
import { type Answer, done, refusal } from '#core/contracts/http/answer.ts';
import type { RouteRow } from '#core/contracts/http/route-row.ts';
import { routeTable } from '#core/contracts/http/route-table.ts';
import type { Tenant } from '#core/contracts/tenant.ts';
import { toIso } from '#core/kernel/instant.ts';
import type { IdempotencyRecords } from './records.ts';

export interface LookUp {
  readonly tenant: Tenant;
  readonly method: string;
  /** Template of the route. */
  readonly route: string;
  readonly key: string;
}

/** `POST /api/v1/orders#key`: the name of a key's record within its tenant. */
export const scopeOf = (method: string, route: string, key: string): string =>
  `${method} ${route}#${key}`;

/** Both spellings of a route are one operation: its records lie under the first. */
const nameOf = (method: string, route: string): string => {
  const rows: readonly RouteRow[] = routeTable;
  const known = rows.find((row) => row.method === method && row.aliases.includes(route));
  return known?.path ?? route;
};

/** @returns 200 with the record, 404 IDEM_006. */
export const lookUpKey =
  (records: IdempotencyRecords) =>
  async ({ tenant, method, route, key }: LookUp): Promise<Answer> => {
    const scope = scopeOf(method, nameOf(method, route), key);
    const record = await records.byScope({ tenant, scope });
    if (record === undefined) return refusal('IDEM_006');
    return done({
      state: record.state,
      ...(record.httpStatus === undefined ? {} : { httpStatus: record.httpStatus }),
      ...(record.code === undefined ? {} : { code: record.code }),
      ...(record.resourceType === undefined ? {} : { resourceType: record.resourceType }),
      ...(record.resourceId === undefined ? {} : { resourceId: record.resourceId }),
      createdAt: toIso(record.createdAt),
      ...(record.completedAt === undefined ? {} : { completedAt: toIso(record.completedAt) }),
      ...(record.leaseUntil === undefined ? {} : { leaseUntil: toIso(record.leaseUntil) }),
    });
  };
