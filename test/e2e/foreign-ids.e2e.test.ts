// What belongs to another merchant does not exist: on every route, byte for byte.
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { RouteRow } from '#core/contracts/http/route-row.ts';
import { routeTable } from '#core/contracts/http/route-table.ts';
import { type EngineClient, envelopeOf } from '#test/support/cloud/engine-reply.ts';
import { eventually } from '#test/support/cloud/eventually.ts';
import { liveKeyOf } from '#test/support/cloud/live-key.ts';
import { pgControl } from '#test/support/cloud/pg-control.ts';
import { type RawAnswer, type RawCall, rawCall } from '#test/support/cloud/raw-call.ts';
import { type Credentials, runningCloud } from '#test/support/cloud/running-cloud.ts';
import { confirm, openSale, paidSale, type Sale } from '#test/support/cloud/sale.ts';
import { count } from '#test/support/counters.ts';

const cloud = runningCloud();
const pg = pgControl(cloud.pgUrl);
const rows: readonly RouteRow[] = routeTable;

/** Names of one object each; of a merchant, of nobody, or no names at all. */
type Ids = {
  readonly orderId: string;
  readonly paymentId: string;
  readonly refundId: string;
  readonly serviceRequestId: string;
  readonly key: string;
};

type Probe = {
  readonly route: RouteRow['id'];
  readonly field: keyof Ids;
  readonly code: string;
  readonly call: (ids: Ids) => Omit<RawCall, 'contentType'> & { readonly json?: unknown };
};

const post = (path: string, json: unknown) => ({ method: 'POST', path, json, key: randomUUID() });
const get = (path: string) => ({ method: 'GET', path });

const refundAccount = { bankCode: '88', accountNumber: '110123456789', holderName: '김하늘' };

/** Every route that takes an id, with every place it takes one in. */
const probes: readonly Probe[] = [
  {
    route: 'get-order',
    field: 'orderId',
    code: 'ORD_001',
    call: ({ orderId }) => get(`/api/v1/orders/${orderId}`),
  },
  {
    route: 'cancel-order',
    field: 'orderId',
    code: 'ORD_001',
    call: ({ orderId }) => post(`/api/v1/orders/${orderId}/cancel`, { reason: 'not mine' }),
  },
  {
    route: 'confirm-payment',
    field: 'orderId',
    code: 'ORD_001',
    call: ({ orderId }) =>
      post('/api/v1/payments/confirm', { orderId, paymentKey: 'tliar-none', amount: 9_000 }),
  },
  {
    route: 'get-payment',
    field: 'paymentId',
    code: 'PAY_006',
    call: ({ paymentId }) => get(`/api/v1/payments/${paymentId}`),
  },
  {
    route: 'get-payment',
    field: 'paymentId',
    code: 'PAY_006',
    call: ({ paymentId }) => get(`/api/v1/payments/${paymentId}?refresh=true`),
  },
  {
    route: 'get-payment-timeline',
    field: 'paymentId',
    code: 'PAY_006',
    call: ({ paymentId }) => get(`/api/v1/payments/${paymentId}/timeline`),
  },
  {
    route: 'cancel-payment',
    field: 'paymentId',
    code: 'PAY_006',
    call: ({ paymentId }) => post(`/api/v1/payments/${paymentId}/cancel`, { reason: 'not mine' }),
  },
  {
    route: 'request-refund',
    field: 'paymentId',
    code: 'PAY_006',
    call: ({ paymentId }) =>
      post(`/api/v1/payments/${paymentId}/refunds`, { reason: 'not mine', amount: 1 }),
  },
  {
    route: 'authorize-payment',
    field: 'orderId',
    code: 'ORD_001',
    call: ({ orderId }) => post('/payments/authorize', { merchantId: '{own}', amount: 1, orderId }),
  },
  {
    route: 'capture-payment',
    field: 'paymentId',
    code: 'PAY_006',
    call: ({ paymentId }) => post(`/payments/capture/${paymentId}`, { merchantId: '{own}' }),
  },
  {
    route: 'refund-payment',
    field: 'paymentId',
    code: 'PAY_006',
    call: ({ paymentId }) =>
      post(`/payments/refund/${paymentId}`, { merchantId: '{own}', reason: 'not mine' }),
  },
  {
    route: 'list-payment-refunds',
    field: 'paymentId',
    code: 'PAY_006',
    call: ({ paymentId }) => get(`/api/v1/payments/${paymentId}/refunds`),
  },
  {
    route: 'get-refund',
    field: 'refundId',
    code: 'REF_001',
    call: ({ refundId }) => get(`/api/v1/refunds/${refundId}`),
  },
  {
    route: 'give-refund-account',
    field: 'refundId',
    code: 'REF_001',
    call: ({ refundId }) => post(`/api/v1/refunds/${refundId}/account`, { refundAccount }),
  },
  {
    route: 'complete-service',
    field: 'orderId',
    code: 'ORD_001',
    call: ({ orderId }) => post('/api/v1/service-callbacks/completed', { orderId }),
  },
  {
    route: 'complete-service',
    field: 'serviceRequestId',
    code: 'ORD_004',
    call: ({ serviceRequestId }) =>
      post('/api/v1/service-callbacks/completed', { serviceRequestId }),
  },
  {
    route: 'fail-service',
    field: 'orderId',
    code: 'ORD_001',
    call: ({ orderId }) => post('/api/v1/service-callbacks/failed', { orderId, reasonCode: 'gpu' }),
  },
  {
    route: 'fail-service',
    field: 'serviceRequestId',
    code: 'ORD_004',
    call: ({ serviceRequestId }) =>
      post('/api/v1/service-callbacks/failed', { serviceRequestId, reasonCode: 'gpu' }),
  },
  {
    route: 'get-idempotency-record',
    field: 'key',
    code: 'IDEM_006',
    call: ({ key }) => get(`/api/v1/idempotency/${key}?method=POST&route=/api/v1/payments/confirm`),
  },
  {
    route: 'get-idempotency-record',
    field: 'key',
    code: 'IDEM_006',
    call: ({ key }) =>
      get(`/api/v1/idempotency?key=${key}&method=POST&route=/api/v1/payments/confirm`),
  },
];

/** Lists show nothing of others: they answer 200 with no items, for a foreign filter as for any. */
const filters = [
  ({ orderId }: Ids) => get(`/api/v1/payments?orderId=${orderId}`),
  ({ key }: Ids) => get(`/api/v1/orders?merchantOrderId=${key}`),
];

const unknown: Ids = {
  orderId: 'ord_01KJPBG54TEGFV0XS2T709NSFK',
  paymentId: 'pay_01KJPBG54TFCY9TKJZC1RR54X4',
  refundId: 'rf_01KJPD72S0F88RR8GX7S7N0RBJ',
  serviceRequestId: 'svc_01KJPBH91CEATA3HBDFT7S04HM',
  key: 'a-key-that-nobody-used',
};

const malformed: Ids = {
  orderId: 'ord_8zzzz',
  paymentId: 'pay_01kjpbg54tfcy9tkjzc1rr54x4',
  refundId: 'rf_!',
  serviceRequestId: 'svc_',
  key: 'a'.repeat(256),
};

/** A body that names a merchant names its sender's. */
const textOf = (json: unknown, { keyId }: Credentials): string =>
  JSON.stringify(json).replace('{own}', keyId === cloud.strangerKey.keyId ? 'M777' : 'M123');

/** Too many at once, or a limiter that is late on a busy machine, says nothing about an id: sent again. */
const sendAs = (
  credentials: Credentials,
  { json, ...call }: ReturnType<Probe['call']>,
): Promise<RawAnswer> =>
  eventually(
    { what: `an answer to ${call.method} ${call.path}`, limitMs: 20_000 },
    () =>
      rawCall(
        cloud.apiUrl,
        json === undefined
          ? call
          : { ...call, contentType: 'application/json', body: textOf(json, credentials) },
        credentials,
      ),
    ({ status, ...answer }) => status !== 429 && envelopeOf(answer).code !== 'RATE_004',
  );

/** All that could tell two answers apart, but for what differs by time and the limiter's state. */
const seen = ({ status, text, headers }: RawAnswer) => {
  const byTime = ['date', 'x-request-id', 'apigw-requestid', 'ratelimit', 'ratelimit-policy'];
  const rest = Object.entries(headers).filter(([name]) => !byTime.includes(name));
  return { status, text, headers: Object.fromEntries(rest) };
};

const idsOf = (sale: Sale, key: string, refundId: string, serviceRequestId = ''): Ids => ({
  orderId: sale.orderId,
  paymentId: sale.paymentId,
  refundId,
  serviceRequestId,
  key,
});

/** A part of a sale of its own, given back: its id is somebody's. */
const refundOf = async (client: EngineClient): Promise<string> => {
  const { paymentId } = await paidSale(client, pg);
  const refundId = randomUUID();
  const body = { refundId, amount: 1_000, reason: 'mine' };
  const { status } = await client.post(`/api/v1/payments/${paymentId}/refunds`, body);
  expect([201, 202]).toContain(status);
  return refundId;
};

describe('an id of another merchant or environment', () => {
  let mine: Ids;
  let theirs: Ids;
  let theirSale: Sale;
  let liveKey: Credentials;

  beforeAll(async () => {
    liveKey = await liveKeyOf(cloud);
    const [own, foreign] = [randomUUID(), randomUUID()];
    const sale = await openSale(cloud.merchant, pg, {
      serviceId: 'lumen-ai',
      more: { merchantOrderId: own },
    });
    await confirm(cloud.merchant, sale, own);
    const order = await cloud.merchant.get(`/api/v1/orders/${sale.orderId}`);
    const refundId = await refundOf(cloud.merchant);
    mine = idsOf(sale, own, refundId, order.result.service.serviceRequestId);
    theirSale = await openSale(cloud.stranger, pg, { more: { merchantOrderId: foreign } });
    await confirm(cloud.stranger, theirSale, foreign);
    const theirRefund = await refundOf(cloud.stranger);
    theirs = idsOf(theirSale, foreign, theirRefund, unknown.serviceRequestId);
  });

  afterAll(async () => {
    await cloud.merchant.post('/api/v1/service-callbacks/completed', { orderId: mine.orderId });
  });

  it('is met by every route of the table that takes one', () => {
    const taking = rows.filter(({ scope, path, id }) =>
      scope === 'iam' || scope === 'none'
        ? false
        : path.includes('{') ||
          id === 'confirm-payment' ||
          id === 'authorize-payment' ||
          id.endsWith('-service'),
    );

    expect(new Set(probes.map(({ route }) => route))).toEqual(new Set(taking.map(({ id }) => id)));
  });

  it.each([
    ['M777 asks for what M123 has', () => ({ as: cloud.strangerKey, foreign: mine })],
    ['live M123 asks for what test M123 has', () => ({ as: liveKey, foreign: mine })],
    ['M123 asks for what M777 has', () => ({ as: cloud.merchantKey, foreign: theirs })],
  ])('answers as an unknown one: %s', async (_title, pair) => {
    const { as, foreign } = pair();

    for (const { call, code, route, field } of probes) {
      const [met, nobody] = await Promise.all([
        sendAs(as, call(foreign)),
        sendAs(as, call(unknown)),
      ]);
      expect(seen(met), `${route} ${field}`).toEqual(seen(nobody));
      expect(met.status, `${route} ${field}`).toBe(404);
      expect(envelopeOf(met).code).toBe(code);
      count('foreign ids');
    }
    for (const call of filters) {
      const [met, nobody] = await Promise.all([
        sendAs(as, call(foreign)),
        sendAs(as, call(unknown)),
      ]);
      expect(seen(met)).toEqual(seen(nobody));
      expect(envelopeOf(met).result).toEqual({ items: [] });
      count('foreign ids');
    }
  });

  it('shows itself to its owner on the same routes', async () => {
    const reads = probes.filter(({ call }) => call(mine).method === 'GET');

    for (const { call } of reads) {
      expect((await sendAs(cloud.merchantKey, call(mine))).status).toBe(200);
    }
    for (const call of filters) {
      const answer = await sendAs(cloud.merchantKey, call(mine));
      expect(envelopeOf(answer).result.items).toHaveLength(1);
    }
    count('own ids', reads.length + filters.length);
  });

  it('is left as it was by every attempt', async () => {
    const before = await cloud.stranger.get(`/api/v1/orders/${theirs.orderId}`);
    const charged = await pg.truth(theirSale.pgOrderId);

    for (const { call } of probes) await sendAs(cloud.merchantKey, call(theirs));

    const after = await cloud.stranger.get(`/api/v1/orders/${theirs.orderId}`);
    expect(after.result).toEqual(before.result);
    expect(await pg.truth(theirSale.pgOrderId)).toEqual(charged);
  });

  it('answers in a path exactly as a malformed one', async () => {
    for (const { call, route } of probes.filter(({ call }) => call(unknown).path.includes('_01'))) {
      const [bad, nobody] = await Promise.all([
        sendAs(cloud.merchantKey, call(malformed)),
        sendAs(cloud.merchantKey, call(unknown)),
      ]);
      expect(seen(bad), route).toEqual(seen(nobody));
      count('malformed ids');
    }
  });
});

describe('the admin API', () => {
  const admin = rows.filter(({ scope }) => scope === 'iam');
  const pathOf = ({ path }: RouteRow): string =>
    path.replace('{merchantId}', 'M123').replaceAll(/\{\w+\}/gu, '01KJPBG54TFCY9TKJZC1RR54X4');

  const callOf = (row: RouteRow) =>
    row.method === 'GET' ? get(pathOf(row)) : post(pathOf(row), { reason: 'let me in' });

  it('has no path on the public API, whoever asks', async () => {
    expect(admin.length).toBeGreaterThan(0);
    for (const row of admin) {
      for (const as of [cloud.merchantKey, undefined]) {
        const call = callOf(row);
        const answer = await (as === undefined
          ? rawCall(cloud.apiUrl, { method: call.method, path: call.path })
          : sendAs(as, call));
        expect({ status: answer.status, ...envelopeOf(answer) }).toMatchObject({
          status: 404,
          code: 'VAL_006',
          result: null,
        });
        count('admin paths');
      }
    }
  });

  it('opens nothing to an API key', async () => {
    for (const row of admin) {
      const { json, ...call } = callOf(row) as ReturnType<Probe['call']>;
      const answer = await rawCall(
        cloud.adminUrl,
        json === undefined
          ? call
          : { ...call, contentType: 'application/json', body: JSON.stringify(json) },
        cloud.merchantKey,
      );
      expect([401, 403], row.id).toContain(answer.status);
      count('admin paths');
    }
  });

  it('gives a scope only to a key that has it', async () => {
    const writes = rows.filter(({ scope }) => scope.endsWith(':write'));

    for (const { path, scope } of writes) {
      const target = path.replace('{orderId}', unknown.orderId);
      const answer = await cloud.reader.post(target, { reason: 'x' });
      expect(answer).toMatchObject({
        status: 403,
        code: 'AUTH_005',
        result: { requiredScope: scope },
      });
      count('scopes');
    }
    expect(await paidSale(cloud.merchant, pg)).toBeDefined();
  });
});
