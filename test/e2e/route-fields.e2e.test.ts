// One row of the table of fields per route, over HTTP: what is wrong with a field is told by a deployed function as in
// the composition. From route to route another kind of fault is taken.
import { beforeAll, describe, expect, it } from 'vitest';
import { routeOf } from '#core/contracts/http/route-table.ts';
import type { AdminClient } from '#local/cloud/admin-client.ts';
import { expectedOf, toldBy } from '#test/contract/routes/fields/field-answer.ts';
import { askOfRow, type FieldRow, rowName } from '#test/contract/routes/fields/field-row.ts';
import { documentedRoutes } from '#test/contract/routes/fields/request-form.ts';
import { schemaRows } from '#test/contract/routes/fields/schema-rows.ts';
import { operatorOf } from '#test/support/cloud/operator.ts';
import { runningCloud } from '#test/support/cloud/running-cloud.ts';
import { count } from '#test/support/counters.ts';
import { pathOf } from '#test/support/world/client.ts';

const cloud = runningCloud();

const ofBodies = ({ field }: FieldRow): boolean => field.startsWith('body.');

/** The operators' client here says each name of a query once. */
const isRepeated = ({ request }: FieldRow): boolean =>
  Object.values(request.query ?? {}).some((value) => [value].flat().length !== 1);

const isTold = (row: FieldRow): boolean => row.told.code === 'VAL_001' && !isRepeated(row);

/** A prime: neighbours in a table are of one field. */
const stride = 37;

/** Of a route that has no field of its own in query or body, its path. */
const rows: readonly FieldRow[] = documentedRoutes.map((route, at) => {
  const own = schemaRows.filter((row) => row.route === route);
  const told = own.filter(isTold);
  const inBody = told.filter(ofBodies);
  const from = [inBody, told, own].find((some) => some.length > 0) ?? [];
  return from[(at * stride) % from.length] as FieldRow;
});

interface Envelope {
  readonly status: number;
  readonly isSuccess: boolean;
  readonly code: string;
  readonly message: string;
  readonly result: unknown;
}

const textOf = ({ status, isSuccess, code, message, result }: Envelope): string =>
  toldBy({ statusCode: status, body: JSON.stringify({ isSuccess, code, message, result }) });

const send = (operator: AdminClient, row: FieldRow): Promise<Envelope> => {
  const ask = askOfRow(row, `field-${row.route}-${cloud.startedAt}`);
  const { method, scope } = routeOf(row.route);
  const { body, key, query = '' } = ask;
  const call = {
    method: method as 'POST',
    ...(body === undefined ? {} : { body }),
    ...(key === undefined ? {} : { idempotencyKey: key }),
  };
  if (scope !== 'iam') {
    const path = query === '' ? pathOf(ask) : `${pathOf(ask)}?${query}`;
    return cloud.merchant.send({ ...call, path });
  }
  return operator({
    ...call,
    path: pathOf(ask),
    query: Object.fromEntries(new URLSearchParams(query)),
  });
};

describe('over HTTP', () => {
  let operator: AdminClient;

  beforeAll(async () => {
    operator = await operatorOf(cloud, 'e2e-operator');
  });

  it.concurrent.each(rows.map((row) => [rowName(row), row] as const))('%s', async (_name, row) => {
    expect(textOf(await send(operator, row))).toBe(expectedOf(row));
    count('fields over HTTP');
  });

  it('takes many kinds of fault', () => {
    expect(rows).toHaveLength(documentedRoutes.length);
    expect(new Set(rows.map(({ kind }) => kind)).size).toBeGreaterThan(10);
  });
});
