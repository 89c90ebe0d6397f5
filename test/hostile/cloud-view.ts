// The tables of a running cloud and the PG's own truth, in the form the invariants look at: the same
// code judges a simulated world and real processes.
import { type AttributeValue, DynamoDBClient, paginateScan } from '@aws-sdk/client-dynamodb';
import { emulatedAws } from '#local/cloud/emulated-aws.ts';
import type { LocalCloud } from '#local/cloud/local-file.ts';
import type { PgControl } from '#test/support/cloud/pg-control.ts';
import { numberAt, textAt } from '#test/support/invariants/field-reading.ts';
import { liveTables } from '#test/support/invariants/live-tables.ts';
import { pgOrderIdOf } from '#test/support/invariants/pg-truth.ts';
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

const truthOf = async (pg: PgControl, payment: Row): Promise<readonly PgPayment[]> => {
  const pgOrderId = pgOrderIdOf(textAt(payment, 'orderId'), numberAt(payment, 'number'));
  const { payments } = await pg.truth(pgOrderId);
  return payments.map(({ payment: told, status, effects, lies }) => ({
    paymentKey: told.paymentKey,
    pgOrderId,
    amount: told.totalAmount,
    currency: told.currency,
    status,
    effects: effects.map(({ kind, at, amount, transactionKey, cause }) => ({
      kind,
      at: Date.parse(at),
      amount,
      transactionKey,
      op: cause.op,
      idempotencyKey: cause.idempotencyKey,
    })),
    isLyingAboutFacts: lies.integrity !== null,
  }));
};

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
