// The engine over DynamoDB: one client for the whole life, every port of the store, and the one cheap call that
// warms it before the first customer comes.
import { DynamoDBClient, GetItemCommand } from '@aws-sdk/client-dynamodb';
import { dynamoIdempotencyRecords } from '#adapters/dynamo/dynamo-idempotency.ts';
import { dynamoOrders, dynamoServiceRequests } from '#adapters/dynamo/dynamo-orders.ts';
import { dynamoLedgerReads, dynamoPayments } from '#adapters/dynamo/dynamo-payments.ts';
import { dynamoUnitOfWork } from '#adapters/dynamo/dynamo-unit-of-work.ts';
import type { Store } from '#adapters/dynamo/store.ts';
import { labelled } from '#adapters/system/labelled.ts';
import type { RuntimeDeps } from './runtime.ts';

/** Table names as a function's environment has them; a name it does not have is never asked for. */
export interface TableEnv {
  readonly engineTableName?: string;
  readonly idempotencyTableName?: string;
  readonly outboxTableName?: string;
  readonly commandsTableName?: string;
  readonly readModelTableName?: string;
}

/**
 * In every profile: no key takes more than 500 write units a second up to 1,000 payments a second.
 * Another number is a migration, since rows stay in their shard (docs/adr/0014).
 */
const shards = 16;

const settings = {
  // Transactions have tries of their own, under one token; a read may be asked twice.
  maxAttempts: 2,
  requestHandler: { connectionTimeout: 1_000, requestTimeout: 3_000, throwOnRequestTimeout: true },
};

/** @param client - The one client of this process, or a twin. */
export const storeOf = (
  env: TableEnv,
  { calls }: RuntimeDeps,
  client: Pick<DynamoDBClient, 'send'> = new DynamoDBClient(settings),
): Store => ({
  client: labelled(client, calls),
  tables: {
    engine: env.engineTableName ?? '',
    idempotency: env.idempotencyTableName ?? '',
    outbox: env.outboxTableName ?? '',
    commands: env.commandsTableName ?? '',
    readModel: env.readModelTableName ?? '',
  },
  shards,
});

/** One read of a row nobody has: TLS, credentials and compilation happen while CPU is full. */
export const warmUp = (store: Store) => (): Promise<unknown> =>
  store.client.send(
    'init.ping',
    new GetItemCommand({
      TableName: store.tables.engine === '' ? store.tables.outbox : store.tables.engine,
      Key: { pk: { S: 'sys.engine#PING' }, sk: { S: 'PING' } },
    }),
  );

export const readDeps = (store: Store, runtime: RuntimeDeps) => ({
  ...runtime,
  orders: dynamoOrders(store),
  payments: dynamoPayments(store),
  services: dynamoServiceRequests(store),
  ledger: dynamoLedgerReads(store),
});

export const writeDeps = (store: Store, runtime: RuntimeDeps) => ({
  ...readDeps(store, runtime),
  records: dynamoIdempotencyRecords(store, runtime.clock),
  unitOfWork: dynamoUnitOfWork({ ...runtime, store }),
});

/** How long answers that the engine itself ends are kept: the default of the API. */
export const answerTtlSeconds = 86_400;
