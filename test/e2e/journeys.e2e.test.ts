// From the shop's first call to the events on the bus: what a client sees on every ordinary road.
import { randomBytes, randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { eventTypes } from '#core/contracts/events/catalogue.ts';
import { readLogLines } from '#local/cloud/log-lines.ts';
import type { EngineReply } from '#test/support/cloud/engine-reply.ts';
import { eventually } from '#test/support/cloud/eventually.ts';
import { type HeardEvents, heardEvents } from '#test/support/cloud/heard-events.ts';
import { operatorOf } from '#test/support/cloud/operator.ts';
import { pgControl } from '#test/support/cloud/pg-control.ts';
import { runningCloud } from '#test/support/cloud/running-cloud.ts';
import {
  confirm,
  newUser,
  openSale,
  orderBecomes,
  orderBody,
  paidSale,
  paymentBecomes,
  type Sale,
} from '#test/support/cloud/sale.ts';
import { eventFaults, storedRows, typesOf } from '#test/support/cloud/stored-rows.ts';
import { count } from '#test/support/counters.ts';

const cloud = runningCloud();
const { merchant } = cloud;
const pg = pgControl(cloud.pgUrl);
const rows = storedRows(cloud);
const buyers: string[] = [];
let heard: HeardEvents;

const buyer = (): string => {
  const userId = newUser();
  buyers.push(userId);
  return userId;
};

const open = (wanted: Parameters<typeof openSale>[2] = {}): Promise<Sale> =>
  openSale(merchant, pg, { ...wanted, userId: buyer() });

const cancel = ({ orderId }: Pick<Sale, 'orderId'>) =>
  merchant.post(`/api/v1/orders/${orderId}/cancel`, { reason: 'changed my mind' });

const itemsOf = ({ result }: EngineReply): readonly Record<string, string>[] => result.items;

beforeAll(async () => {
  heard = await heardEvents(cloud);
});

afterAll(async () => {
  await heard.close();
  rows.close();
});

describe.concurrent('a sale', { timeout: 60_000 }, () => {
  it('without a service is complete with its payment', async () => {
    const sale = await open({ amount: 15_000 });

    const paid = await confirm(merchant, sale);
    const order = await merchant.get(`/api/v1/orders/${sale.orderId}`);
    const cancelled = await cancel(sale);

    expect(paid).toMatchObject({ status: 200, isSuccess: true, code: 'COMMON_000' });
    expect(paid.result).toMatchObject({
      status: 'CONFIRMED',
      capturedAmount: 15_000,
      refundableAmount: 15_000,
      tax: { supply: 13_636, vat: 1_364, taxFree: 0 },
    });
    expect(order.result).toMatchObject({ status: 'COMPLETED', displayStatus: 'COMPLETED' });
    expect(cancelled).toMatchObject({ status: 409, code: 'PAY_004' });
    expect(await rows.ledgerGroup(`deliver:${sale.orderId}`)).toBeDefined();
    count('journeys');
  });

  it('declined once is paid at the second try', async () => {
    const sale = await open();
    const match = { op: 'confirm', orderId: sale.pgOrderId };
    await pg.lie({ fault: 'DECLINE', match, args: { code: 'REJECT_CARD_COMPANY' } });
    const key = randomUUID();

    const declined = await confirm(merchant, sale, key);
    const replayed = await confirm(merchant, sale, key);
    const { checkout, nextPaymentId } = declined.result;
    const paymentKey = await pg.authenticate(checkout.pgOrderId, sale.amount);
    const late = await confirm(merchant, sale);
    const paid = await merchant.post('/api/v1/payments/confirm', {
      orderId: checkout.pgOrderId,
      paymentKey,
      amount: sale.amount,
    });
    const order = await merchant.get(`/api/v1/orders/${sale.orderId}`);

    expect(declined).toMatchObject({ status: 402, code: 'PAY_002', isSuccess: false });
    expect(declined.result.payment.status).toBe('FAILED');
    expect(replayed.result).toEqual(declined.result);
    expect(checkout.pgOrderId).toBe(`${sale.orderId}-2`);
    expect(late.isSuccess).toBe(false);
    expect(paid).toMatchObject({ status: 200, result: { paymentId: nextPaymentId } });
    expect(order.result).toMatchObject({ status: 'COMPLETED' });
    expect(order.result.payments.map(({ status }) => status)).toEqual(['CONFIRMED', 'FAILED']);
    expect(await pg.truth(checkout.pgOrderId)).toMatchObject({ approvals: 1 });
    expect(await pg.truth(sale.pgOrderId)).toMatchObject({ approvals: 0 });
    count('journeys');
  });

  it('declined five times is cancelled', async () => {
    const sale = await open();
    const answers: EngineReply[] = [];
    for (let at = 1; at <= 5; at += 1) {
      const pgOrderId = at === 1 ? sale.pgOrderId : `${sale.orderId}-${at}`;
      const match = { op: 'confirm', orderId: pgOrderId };
      await pg.lie({ fault: 'DECLINE', match, args: { code: 'INVALID_STOPPED_CARD' } });
      const paymentKey = at === 1 ? sale.paymentKey : await pg.authenticate(pgOrderId, sale.amount);
      const body = { orderId: pgOrderId, paymentKey, amount: sale.amount };
      answers.push(await merchant.post('/api/v1/payments/confirm', body));
    }

    const order = await merchant.get(`/api/v1/orders/${sale.orderId}`);

    expect(answers.map(({ code }) => code)).toEqual(answers.map(() => 'PAY_002'));
    expect(answers.at(-1)?.result).not.toHaveProperty('checkout');
    expect(order.result).toMatchObject({ status: 'CANCELLED', cancelReason: 'ATTEMPTS_USED' });
    count('journeys');
  });

  it('cancelled before it is paid can be paid no more', async () => {
    const sale = await open();

    const cancelled = await cancel(sale);
    const refused = await confirm(merchant, sale);
    const payment = await merchant.get(`/api/v1/payments/${sale.paymentId}`);

    expect(cancelled).toMatchObject({ status: 200, result: { status: 'CANCELLED' } });
    expect(cancelled.result.cancelReason).toBe('CUSTOMER');
    expect(refused).toMatchObject({ status: 409, code: 'PAY_004' });
    expect(payment.result.status).toBe('CANCELLED');
    expect(await pg.truth(sale.pgOrderId)).toMatchObject({ approvals: 0 });
    count('journeys');
  });

  it('whose answer the PG loses is right by itself', async () => {
    const sale = await open();
    const match = { op: 'confirm', orderId: sale.pgOrderId };
    await pg.lie({ fault: 'F01', match, args: { holdMs: 200 } });
    const read = { op: 'read', orderId: sale.pgOrderId };
    const silence = await pg.lie({ fault: 'F06', match: read, times: 100 });
    const key = randomUUID();

    const doubtful = await confirm(merchant, sale, key);
    const order = await merchant.get(`/api/v1/orders/${sale.orderId}`);
    // Until it was seen: the first look comes two seconds after the doubt.
    await pg.stopLying(silence);
    const settled = await paymentBecomes(merchant, sale, 'CONFIRMED');
    const repeated = await confirm(merchant, sale, key);

    expect(doubtful).toMatchObject({ status: 202, code: 'PAY_005', isSuccess: false });
    expect(doubtful.result).toMatchObject({
      status: 'IN_DOUBT',
      inDoubt: { operation: 'CONFIRM' },
      statusUrl: `/api/v1/payments/${sale.paymentId}`,
    });
    expect(order.result.displayStatus).toBe('PAYMENT_CHECKING');
    expect(settled.result.capturedAmount).toBe(sale.amount);
    expect(repeated).toMatchObject({ status: 200, result: { status: 'CONFIRMED' } });
    expect(await pg.truth(sale.pgOrderId)).toMatchObject({ approvals: 1, cancels: 0 });
    count('journeys');
  });

  it('for which the PG names another amount goes to a person, and nowhere else', async () => {
    const sale = await open();
    await pg.lie({
      fault: 'F27',
      match: { op: 'confirm', orderId: sale.pgOrderId },
      args: { field: 'totalAmount' },
    });
    const operator = await operatorOf(cloud, 'e2e-operator');

    const answer = await confirm(merchant, sale);
    const listed = await eventually(
      { what: 'the attention item', limitMs: 20_000 },
      () =>
        operator({
          method: 'GET',
          path: '/admin/v1/attention',
          query: { merchantId: cloud.merchantId, limit: '100' },
        }),
      ({ result }) =>
        ((result?.['items'] ?? []) as { paymentId?: string }[]).some(
          ({ paymentId }) => paymentId === sale.paymentId,
        ),
    );
    const order = await merchant.get(`/api/v1/orders/${sale.orderId}`);

    expect(answer).toMatchObject({ status: 502, code: 'PAY_012', isSuccess: false });
    expect(listed).toMatchObject({ status: 200, code: 'COMMON_000' });
    expect(order.result.status).toBe('PENDING');
    expect(await rows.ledgerGroup(`capture:${sale.paymentId}`)).toBeUndefined();
    count('journeys');
  });

  it('with a service is seen by its operator', async () => {
    const sale = await paidSale(merchant, pg, { serviceId: 'lumen-ai', userId: buyer() });
    const operator = await operatorOf(cloud, 'e2e-operator');
    const path = `/admin/v1/sagas/saga_${sale.paymentId.slice(4)}`;

    const running = await eventually(
      { what: 'the saga', limitMs: 20_000 },
      () => operator({ method: 'GET', path, query: { env: 'test' } }),
      ({ status }) => status === 200,
    );
    await merchant.post('/api/v1/service-callbacks/completed', { orderId: sale.orderId });
    await orderBecomes(merchant, sale, 'COMPLETED');
    const ended = await operator({ method: 'GET', path, query: { env: 'test' } });
    const unknown = await operator({
      method: 'GET',
      path: '/admin/v1/sagas/saga_01KJPBG54TFCY9TKJZC1RR54X4',
    });

    expect(running.result).toMatchObject({ paymentId: sale.paymentId, status: 'RUNNING' });
    expect(ended.result).toMatchObject({ orderId: sale.orderId, status: 'COMPLETED' });
    expect(unknown).toMatchObject({ status: 404, code: 'SYS_005', result: null });
    count('journeys');
  });

  it('has a timeline, and its key a record', async () => {
    const sale = await open();
    const key = randomUUID();
    await confirm(merchant, sale, key);
    const path = `/api/v1/payments/${sale.paymentId}/timeline`;

    const timeline = await eventually(
      { what: 'the publication in the timeline', limitMs: 20_000 },
      () => merchant.get(path),
      ({ result }) => result.items.some(({ kind }) => kind === 'PUBLISHED'),
    );
    const record = await merchant.get(
      `/api/v1/idempotency/${key}?method=POST&route=/api/v1/payments/confirm`,
    );

    const offsets = itemsOf(timeline).map(({ offsetMs }) => Number(offsetMs));
    expect(offsets).toEqual([...offsets].sort((a, b) => a - b));
    expect(new Set(itemsOf(timeline).map(({ kind }) => kind))).toEqual(
      new Set(['STATE', 'EVENT', 'ATTEMPT', 'LEDGER', 'PUBLISHED']),
    );
    const names = itemsOf(timeline).map(({ name }) => name);
    expect(names.filter((name) => name === `capture:${sale.paymentId}`)).toHaveLength(1);
    expect(record.result).toMatchObject({
      state: 'COMPLETED',
      httpStatus: 200,
      resourceId: sale.paymentId,
    });
    count('journeys');
  });

  it('carries the names of its request into log lines and events', async () => {
    const requestId = `e2e-${randomUUID()}`;
    const traceId = randomBytes(16).toString('hex');
    const since = Date.now() - 1_000;
    const userId = buyer();

    const order = await merchant.send({
      method: 'POST',
      path: '/api/v1/orders',
      body: orderBody({ userId }),
      idempotencyKey: randomUUID(),
      headers: { 'X-Request-Id': requestId, traceparent: `00-${traceId}-00f067aa0ba902b7-01` },
    });
    const bad = await merchant.send({
      method: 'GET',
      path: '/api/v1/orders?limit=1',
      headers: { 'X-Request-Id': 'bad id!' },
    });
    const lines = await eventually(
      { what: `a log line of ${requestId}`, limitMs: 20_000 },
      () => readLogLines({ ...cloud, functionName: 'api-create-order', requestId, since }),
      (found) => found.length > 0,
    );

    const [event] = await rows.events(userId);
    expect(order.headers.get('x-request-id')).toBe(requestId);
    expect(bad.headers.get('x-request-id')).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7/u);
    expect(JSON.parse(lines[0]?.text ?? '{}')).toMatchObject({ requestId, traceId });
    expect(event).toMatchObject({ requestid: requestId, data: { requestId } });
    expect((event as { traceparent?: string } | undefined)?.traceparent).toContain(traceId);
    count('journeys');
  });
});

describe.concurrent('lists', { timeout: 60_000 }, () => {
  const walk = async (
    path: string,
    between: () => Promise<unknown>,
  ): Promise<readonly Record<string, string>[]> => {
    const seen: Record<string, string>[] = [];
    let cursor: string | undefined;
    do {
      const more = cursor === undefined ? '' : `&cursor=${encodeURIComponent(cursor)}`;
      const page = await merchant.get(`${path}${more}`);
      seen.push(...itemsOf(page));
      cursor = page.result.nextCursor;
      await between();
    } while (cursor !== undefined);
    return seen;
  };

  it.each([
    ['/api/v1/orders', 'orderId'],
    ['/api/v1/payments', 'paymentId'],
  ])('show every object once while others are added: %s', async (path, id) => {
    const userId = buyer();
    const add = () => merchant.post('/api/v1/orders', orderBody({ userId }));
    const made: EngineReply[] = [];
    for (let at = 0; at < 7; at += 1) made.push(await add());
    const wanted = made.map(({ result }) =>
      id === 'orderId' ? result.orderId : result.payments[0]?.paymentId,
    );

    const seen = await walk(`${path}?limit=2&userId=${userId}`, add);

    const ids = seen.map((item) => item[id]);
    expect(ids).toEqual(wanted.toReversed());
    count('list items', seen.length);
  });

  it('show the whole merchant by day, newest first', async () => {
    const since = new Date().toISOString();
    const made = await Promise.all(
      [1, 2, 3, 4, 5].map(() => merchant.post('/api/v1/orders', orderBody({ userId: buyer() }))),
    );

    const seen = await walk(`/api/v1/orders?limit=3&from=${since}`, async () => undefined);

    const ids = seen.map(({ orderId }) => orderId);
    const times = seen.map(({ createdAt }) => createdAt ?? '');
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids).toEqual(expect.arrayContaining(made.map(({ result }) => result.orderId)));
    expect(times).toEqual(times.toSorted().toReversed());
    count('list items', seen.length);
  });
});

describe.concurrent('an answer', () => {
  it('speaks the language asked for, and nothing else changes', async () => {
    const path = '/api/v1/orders/ord_01KJPBG54TEGFV0XS2T709NSFK';
    const ask = (language: string) =>
      merchant.send({ method: 'GET', path, headers: { 'Accept-Language': language } });

    const [korean, english] = await Promise.all([ask('ko'), ask('en-GB,ko;q=0.5')]);

    expect(korean).toMatchObject({ status: 404, message: '주문을 찾을 수 없습니다.' });
    expect(english).toMatchObject({ status: 404, message: 'Order not found.' });
    expect({ ...english, message: '', headers: '' }).toEqual({
      ...korean,
      message: '',
      headers: '',
    });
    count('journeys');
  });

  it('comes from the open routes without a key', async () => {
    const [health, alias, document, page] = await Promise.all(
      ['/health', '/api/v1/health', '/api/v1/openapi.json', '/api/v1/docs'].map((path) =>
        fetch(cloud.apiUrl + path),
      ),
    );

    expect(await health?.json()).toMatchObject({ result: { status: 'UP' } });
    expect(await alias?.json()).toMatchObject({ result: { service: 'FluxPay Engine' } });
    expect(await document?.json()).toHaveProperty('openapi', expect.stringMatching(/^3\.1/u));
    expect(await page?.text()).toContain('<html');
    for (const reply of [health, document]) {
      expect(reply?.headers.get('x-content-type-options')).toBe('nosniff');
      expect(reply?.headers.get('strict-transport-security')).not.toBeNull();
    }
    count('journeys');
  });
});

describe('the bus', () => {
  it('brings every event of these journeys, each as its schema says', {
    timeout: 60_000,
  }, async () => {
    const stored = (await Promise.all(buyers.map((userId) => rows.events(userId)))).flat();
    const brought = await heard.wait(stored);

    const byId = (events: readonly { readonly id: string }[]) =>
      events.toSorted((a, b) => a.id.localeCompare(b.id));
    expect(byId(brought)).toEqual(byId(stored));
    expect(heard.faults()).toEqual([]);
    expect(buyers.length).toBeGreaterThan(8);
    for (const userId of buyers) expect(eventFaults(await rows.events(userId))).toEqual([]);
    const types = new Set(typesOf(stored));
    expect([...types].filter((type) => !eventTypes.some((known) => known === type))).toEqual([]);
    count('events heard', brought.length);
    count('event types', types.size);
  });
});
