// The tables of a running cloud and the PG's own truth, in the form the invariants look at: the same
// code judges a simulated world and real processes.
import { type AttributeValue, DynamoDBClient, paginateScan } from '@aws-sdk/client-dynamodb';
import { emulatedAws } from '#local/cloud/emulated-aws.ts';
import type { LocalCloud } from '#local/cloud/local-file.ts';
import type { PgControl } from '#test/support/cloud/pg-control.ts';
import { liveTables } from '#test/support/invariants/live-tables.ts';
import { pgOrderIdOfRow, pgPaymentOf } from '#test/support/invariants/told-truth.ts';
import type {
  PgPayment,
  Row,
  Step,
  TableName,
  Tables,
  View,
} from '#test/support/invariants/view.ts';

type Item = Record<string, AttributeValue>;

const tableNames: readonly TableName[] = ['engine', 'idempotency', 'outbox', 'commands'];

const rowsOf = async (client: DynamoDBClient, TableName: string): Promise<readonly Item[]> => {
  const items: Item[] = [];
  const pages = paginateScan({ client }, { TableName, ConsistentRead: true });
  for await (const { Items = [] } of pages) items.push(...Items);
  return items;
};

const truthOf = async (pg: PgControl, payment: Row): Promise<readonly PgPayment[]> =>
  (await pg.truth(pgOrderIdOfRow(payment))).payments.map(pgPaymentOf);

/** So many questions to the PG at once. */
const width = 16;

const truthsOf = async (pg: PgControl, tables: Tables): Promise<readonly PgPayment[]> => {
  const payments = [...tables.ofKind('PAYMENT')];
  const found: PgPayment[] = [];
  while (payments.length > 0) {
    const some = payments.splice(0, width);
    found.push(...(await Promise.all(some.map((payment) => truthOf(pg, payment)))).flat());
  }
  return found;
};

/** The outbox tells the commits in their order; what else a commit changed, no table remembers. */
const stepsOf = (tables: Tables): readonly Step[] =>
  [...tables.outbox()]
    .toSorted((a, b) => a.createdAt - b.createdAt)
    .map(({ row, createdAt }, at) => ({
      number: at + 1,
      at: createdAt,
      site: '',
      changes: [{ old: undefined, next: row }],
    }));

/** Amounts are minor units on both sides: the shops of the local cloud sell in KRW. */
export const cloudView = async (cloud: LocalCloud, pg: PgControl): Promise<View> => {
  const client = new DynamoDBClient(emulatedAws(cloud.awsEndpointUrl));
  const live = liveTables();
  try {
    for (const table of tableNames) {
      const items = await rowsOf(client, cloud.tables[table] ?? '');
      live.apply(items.map((next) => ({ table, old: undefined, next })));
    }
  } finally {
    client.destroy();
  }
  return {
    now: Date.now(),
    tables: live.tables,
    pgPayments: await truthsOf(pg, live.tables),
    deliveries: [],
    deadLetters: [],
    pgCalls: [],
    executions: [],
    told: [],
    waiting: [],
    logs: [],
    steps: stepsOf(live.tables),
    limits: { consistencySeconds: undefined },
  };
};
