// Every row of the tables that are recounted, page by page.
import { DescribeTableCommand, DynamoDBClient, paginateScan } from '@aws-sdk/client-dynamodb';
import { type Shelf, type Shelves, shelves } from '#adapters/dynamo/stored-books.ts';
import { unread } from './unread.ts';

export type StageRows = {
  readonly stage: string;
  /** Where the rows are; left out for AWS itself, by the credentials of the shell. */
  readonly aws?: ConstructorParameters<typeof DynamoDBClient>[0];
  /** Names of the tables. */
  readonly tables: Readonly<Record<Shelf, string>>;
};

/** Told after each page: rows so far, and how many there are by the word of the tables. */
export type Progress = (done: number, total: number) => void;

const countOf = async (client: DynamoDBClient, tables: readonly string[]): Promise<number> => {
  const described = await Promise.all(
    tables.map((TableName) => client.send(new DescribeTableCommand({ TableName }))),
  );
  return described.reduce((sum, { Table: table }) => sum + (table?.ItemCount ?? 0), 0);
};

/** What AWS hands out; a fault of its own is told as one, a fault of whoever reads is left as it is. */
async function* fromAws<T>(pages: AsyncIterable<T>, stage: string): AsyncGenerator<T> {
  try {
    yield* pages;
  } catch (error) {
    throw unread(error, stage);
  }
}

/** @throws Setback when AWS refuses or does not answer. */
export async function readRows(
  { stage, aws = {}, tables }: StageRows,
  tell: Progress,
): Promise<Shelves> {
  const client = new DynamoDBClient(aws);
  const sorted = shelves();
  try {
    const total = await countOf(client, Object.values(tables)).catch((error: unknown) => {
      throw unread(error, stage);
    });
    let done = 0;
    // Outbox, commands and audit first: what they tell of is there by then, and counts no fewer events.
    for (const shelf of ['readModel', 'outbox', 'commands', 'engine'] as const) {
      const scan = { TableName: tables[shelf], ConsistentRead: true };
      for await (const { Items: items = [] } of fromAws(paginateScan({ client }, scan), stage)) {
        for (const item of items) sorted.put(shelf, item);
        done += items.length;
        tell(done, Math.max(total, done));
      }
    }
    return sorted;
  } finally {
    client.destroy();
  }
}
