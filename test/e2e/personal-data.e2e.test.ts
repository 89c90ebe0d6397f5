// What a client tells of its customer, on a running cloud: masked in every answer, and in no table, no
// event and no log line, whatever form it is looked for in.
import { randomUUID } from 'node:crypto';
import { CloudWatchLogsClient, FilterLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs';
import { DynamoDBClient, paginateScan } from '@aws-sdk/client-dynamodb';
import { afterAll, describe, expect, it } from 'vitest';
import { inflated } from '#adapters/dynamo/deflated.ts';
import { emulatedAws } from '#local/cloud/emulated-aws.ts';
import { eventually } from '#test/support/cloud/eventually.ts';
import { runningCloud } from '#test/support/cloud/running-cloud.ts';
import { count } from '#test/support/counters.ts';

const cloud = runningCloud();
const aws = emulatedAws(cloud.awsEndpointUrl);
const dynamo = new DynamoDBClient(aws);
const logs = new CloudWatchLogsClient(aws);

afterAll(() => {
  dynamo.destroy();
  logs.destroy();
});

const customer = {
  name: 'Kanarien Vogelhong',
  email: 'kanarienvogel@example.test',
  phone: '01077776666',
};

/** Plain, and as somebody might have written it elsewhere. */
const formsOf = (value: string): string[] => {
  const bytes = Buffer.from(value);
  const middle = bytes.toString('base64').replace(/=+$/u, '').slice(0, -1);
  return [value, bytes.toString('hex'), middle, encodeURIComponent(value)];
};
const forms = Object.values(customer).flatMap(formsOf);

const plain = (value: unknown): unknown =>
  value instanceof Uint8Array ? `bytes ${Buffer.from(value).toString('latin1')}` : value;

const textOf = (item: Record<string, unknown>): string => {
  const { B: events } = (item['events'] ?? {}) as { readonly B?: Uint8Array };
  const inside = events === undefined ? '' : JSON.stringify(inflated(events));
  return inside + JSON.stringify(item, (_name, value: unknown) => plain(value));
};

const rowsOf = async (table: string): Promise<string[]> => {
  const rows: string[] = [];
  for await (const { Items: items = [] } of paginateScan(
    { client: dynamo },
    { TableName: table },
  )) {
    rows.push(...items.map(textOf));
  }
  return rows;
};

const linesOf = async (functionName: string): Promise<string[]> => {
  const logGroupName = `/aws/lambda/fluxpay-${cloud.stage}-${functionName}`;
  const { events = [] } = await logs.send(new FilterLogEventsCommand({ logGroupName }));
  return events.map(({ message = '' }) => message);
};

describe('the customer of an order', () => {
  it('is masked in answers and stands nowhere in the clear', async () => {
    const key = randomUUID();
    const body = {
      userId: `canary-${key.slice(0, 8)}`,
      serviceId: 'shop',
      lineItems: [{ productId: 'cup', productName: 'cup', quantity: 1, unitPrice: 9_000 }],
      customer,
    };
    const create = (json: object, idempotencyKey: string) =>
      cloud.merchant.send({ method: 'POST', path: '/api/v1/orders', body: json, idempotencyKey });

    const made = await create(body, key);
    const replayed = await create(body, key);
    const refused = await create({ ...body, customer: { ...customer, age: 7 } }, randomUUID());
    const { orderId } = made.result as { orderId: string };
    const read = await cloud.merchant.send({ method: 'GET', path: `/api/v1/orders/${orderId}` });

    const shown = { name: 'K****************g', email: 'k***@example.test', phone: '010****6666' };
    expect([made.status, replayed.status, refused.status, read.status]).toEqual([
      201, 201, 400, 200,
    ]);
    for (const answer of [made, replayed, read]) {
      expect(answer.result).toMatchObject({ orderId, customer: shown });
    }

    const lines = await eventually(
      { what: 'the log line of the order', limitMs: 20_000 },
      () => linesOf('api-create-order'),
      (told) => told.some((line) => line.includes(orderId)),
    );
    const rows = (await Promise.all(Object.values(cloud.tables).map(rowsOf))).flat();
    const places = [...rows, ...lines];

    // The search sees what is there: the order itself, and the mask beside the ciphertext.
    expect(places.filter((place) => place.includes(orderId)).length).toBeGreaterThan(3);
    expect(places.filter((place) => place.includes(shown.phone))).not.toEqual([]);
    expect(places.filter((place) => forms.some((form) => place.includes(form)))).toEqual([]);
    count('places looked at for a customer', places.length);
  });
});
