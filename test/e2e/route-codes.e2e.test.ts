// One row of the table of codes per route, over HTTP: an id that nobody has, or a query that no route knows. So each
// deployed function is asked once, and answers by the same table as in the composition.
import { beforeAll, describe, expect, it } from 'vitest';
import { type ErrorCode, errorTable } from '#core/contracts/error-table.ts';
import { codesOf } from '#core/contracts/http/route-codes.ts';
import type { RouteRow } from '#core/contracts/http/route-row.ts';
import { routeTable } from '#core/contracts/http/route-table.ts';
import type { AdminClient } from '#local/cloud/admin-client.ts';
import { askOf } from '#test/security/asks.ts';
import { envelopeOf } from '#test/support/cloud/engine-reply.ts';
import { eventually } from '#test/support/cloud/eventually.ts';
import { operatorOf } from '#test/support/cloud/operator.ts';
import { rawCall } from '#test/support/cloud/raw-call.ts';
import { runningCloud } from '#test/support/cloud/running-cloud.ts';
import { count } from '#test/support/counters.ts';
import { pathOf } from '#test/support/world/client.ts';

const cloud = runningCloud();
const rows: readonly RouteRow[] = routeTable;

interface Told {
  readonly status: number;
  readonly code: string;
}

/** Whatever a route has no id in its path for, it refuses for a query that it does not know. */
const codeOf = ({ id, notFound }: RouteRow): ErrorCode =>
  id === 'get-documents' ? 'VAL_004' : (notFound ?? 'VAL_001');

const queryOf = (row: RouteRow): string => {
  const { query } = askOf(row.id);
  const odd = codeOf(row) === 'VAL_001' ? 'surprise=1' : undefined;
  return [query, odd].filter((part) => part !== undefined).join('&');
};

const askApi = async (row: RouteRow): Promise<Told> => {
  const { body = row.method === 'GET' ? undefined : {}, key, ...ask } = askOf(row.id);
  const query = queryOf(row);
  const call = {
    method: row.method,
    path: query === '' ? pathOf(ask) : `${pathOf(ask)}?${query}`,
    ...(body === undefined ? {} : { body: JSON.stringify(body), contentType: 'application/json' }),
    ...(codeOf(row) === 'VAL_004' ? { body: ' '.repeat(65_537), contentType: 'text/plain' } : {}),
    ...(key === undefined ? {} : { key: `${key}-${cloud.startedAt}` }),
  };
  const credentials = row.scope === 'none' ? undefined : cloud.merchantKey;
  // What a busy machine's late limiter refuses is sent again.
  const answer = await eventually(
    { what: `an answer of ${row.id}`, limitMs: 20_000 },
    () => rawCall(cloud.apiUrl, call, credentials),
    (reply) => envelopeOf(reply).code !== 'RATE_004',
  );
  return { status: answer.status, code: envelopeOf(answer).code };
};

const askOperators = (operator: AdminClient, row: RouteRow): Promise<Told> => {
  const ask = askOf(row.id);
  return operator({
    method: row.method as 'GET',
    path: pathOf(ask),
    query: Object.fromEntries(new URLSearchParams(queryOf(row))),
    ...(ask.body === undefined ? {} : { body: ask.body }),
    ...(ask.key === undefined ? {} : { idempotencyKey: `${ask.key}-${cloud.startedAt}` }),
  });
};

describe('over HTTP', () => {
  let operator: AdminClient;

  beforeAll(async () => {
    operator = await operatorOf(cloud, 'e2e-operator');
  });

  it.concurrent.each(rows)('$id answers a code of its list', async (row) => {
    const code = codeOf(row);
    const { status, code: told } = await (row.scope === 'iam'
      ? askOperators(operator, row)
      : askApi(row));

    expect(codesOf(row)).toContain(code);
    expect(`${status} ${told}`).toBe(`${errorTable[code].status} ${code}`);
    count('routes over HTTP');
  });
});
