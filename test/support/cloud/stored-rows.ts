// Rows as they are stored, read past the engine: what an answer says and what is written are two
// things, and a test compares both.
import {
  type AttributeValue,
  DynamoDBClient,
  GetItemCommand,
  QueryCommand,
} from '@aws-sdk/client-dynamodb';
import {
  ledgerKey,
  orderKey,
  outboxPartition,
  paymentKey,
  type RowKey,
} from '#adapters/dynamo/keys.ts';
import { decodeOutboxRow } from '#adapters/dynamo/outbox-items.ts';
import { fromAttributes } from '#adapters/dynamo/row-values.ts';
import type { CloudEvent } from '#core/contracts/events/cloud-event.ts';
import { parseTenant, type Tenant } from '#core/contracts/tenant.ts';
import { emulatedAws } from '#local/cloud/emulated-aws.ts';
import type { LocalCloud } from '#local/cloud/local-file.ts';

type Row = Readonly<Record<string, unknown>>;

const tenantOf = ({ environment, merchantId }: LocalCloud): Tenant => {
  const tenant = parseTenant(`${environment}.${merchantId}`);
  if (tenant === undefined) throw new Error('no tenant in the local file');
  return tenant;
};

export const storedRows = (cloud: LocalCloud) => {
  const client = new DynamoDBClient(emulatedAws(cloud.awsEndpointUrl));
  const tenant = tenantOf(cloud);
  const { engine, outbox } = cloud.tables;
  const row = async ({ pk, sk }: RowKey): Promise<Row | undefined> => {
    const { Item: item } = await client.send(
      new GetItemCommand({
        TableName: engine,
        Key: { pk: { S: pk }, sk: { S: sk } },
        ConsistentRead: true,
      }),
    );
    return item === undefined ? undefined : (fromAttributes(item) as Row);
  };
  const outboxItems = async (userId: string): Promise<Record<string, AttributeValue>[]> => {
    const { Items: items = [] } = await client.send(
      new QueryCommand({
        TableName: outbox,
        ConsistentRead: true,
        KeyConditionExpression: 'pk = :pk',
        ExpressionAttributeValues: { ':pk': { S: outboxPartition(tenant, userId, '') } },
      }),
    );
    return items;
  };
  return {
    payment: (paymentId: string) => row(paymentKey(tenant, paymentId)),
    /** Every row about one order, exactly as it is stored, as one text. */
    textOfOrder: async (orderId: string, paymentId: string): Promise<string> => {
      const partitions = [orderKey(tenant, orderId).pk, paymentKey(tenant, paymentId).pk];
      const pages = await Promise.all(
        partitions.map((pk) =>
          client.send(
            new QueryCommand({
              TableName: engine,
              ConsistentRead: true,
              KeyConditionExpression: 'pk = :pk',
              ExpressionAttributeValues: { ':pk': { S: pk } },
            }),
          ),
        ),
      );
      return JSON.stringify(pages.flatMap(({ Items: items = [] }) => items));
    },
    ledgerGroup: (effectKey: string) => row(ledgerKey(tenant, effectKey)),
    /** Every event of one buyer, in the order it was written. One page: a test's buyer is new. */
    events: async (userId: string): Promise<readonly CloudEvent[]> =>
      (await outboxItems(userId)).flatMap((item) => [...decodeOutboxRow(item).events]),
    close: () => client.destroy(),
  };
};

/** Repeated ids, and gaps in the sequence of an aggregate; none of both is right. */
export function eventFaults(
  events: readonly Pick<CloudEvent, 'id' | 'subject' | 'sequence' | 'type'>[],
): readonly string[] {
  const faults: string[] = [];
  const ids = new Set(events.map(({ id }) => id));
  if (ids.size !== events.length) faults.push('an event id is there twice');
  for (const [subject, own] of Map.groupBy(events, (event) => event.subject)) {
    const numbers = own.map(({ sequence }) => Number(sequence)).sort((a, b) => a - b);
    if (numbers.some((number, at) => number !== at + 1)) {
      faults.push(
        `${subject}: ${own.map((event) => `${event.type} ${event.sequence}`).join(', ')}`,
      );
    }
  }
  return faults;
}

export const typesOf = (events: readonly Pick<CloudEvent, 'type'>[]): readonly string[] =>
  events.map(({ type }) => type.replace('com.fluxpay.', ''));
