import { afterEach, describe, expect, it } from 'vitest';
import { settingsFrom } from '#local/pg-simulator/settings.ts';
import {
  authenticatedPayment,
  bothDoors,
  confirmOf,
  get,
  inProcess,
  type Opened,
  overHttp,
  paidPayment,
  readOf,
} from './doors.ts';

const control = (method: string, path: string, body?: unknown) => ({
  method,
  path: `/__liar/v1/${path}`,
  ...(body !== undefined && { body: JSON.stringify(body) }),
});

describe.each(bothDoors)('control API $name', (door) => {
  let opened: Opened;
  afterEach(() => opened.close());
  const call = async (method: string, path: string, body?: unknown) =>
    opened.send(control(method, path, body));

  it('opens, authenticates, and tells the truth about a payment', async () => {
    opened = await door.open();

    const wanted = { orderId: 'order-1', amount: 10_000, successUrl: 'https://shop.test/ok' };
    const ready = await call('POST', 'payments', wanted);
    const paymentKey = String(ready.json.paymentKey);
    const redirected = await call('POST', `payments/${paymentKey}/authenticate`);
    await opened.send(confirmOf({ ...wanted, paymentKey }, { key: 'key/1' }));
    const truth = await call('GET', `truth/payments/${paymentKey}`);
    const order = await call('GET', 'truth/orders/order-1');
    const key = await call('GET', `truth/keys/${encodeURIComponent('key/1')}`);
    const summary = await call('GET', 'truth/summary');

    expect([ready.json.status, ready.json['mId']]).toEqual(['READY', 'tliar01']);
    expect(redirected.json['redirectUrl']).toBe(
      `https://shop.test/ok?paymentKey=${paymentKey}&orderId=order-1&amount=10000`,
    );
    const effects = truth.json['effects'] as { kind: string; cause: object }[];
    expect(effects.map(({ kind }) => kind)).toEqual(['OPENED', 'AUTHENTICATED', 'APPROVED']);
    expect(effects[2]?.cause).toEqual({ op: 'confirm', idempotencyKey: 'key/1', fault: null });
    expect(order.json).toMatchObject({ approvals: 1, approvedAmount: 10_000, canceledAmount: 0 });
    expect(key.json).toMatchObject({ key: 'key/1', executions: 1, effects: 1 });
    expect(summary.json).toMatchObject({
      payments: 1,
      byStatus: { DONE: 1 },
      approvedAmount: { KRW: 10_000 },
    });
  });

  it('adds, counts and deletes rules', async () => {
    opened = await door.open();
    const payment = authenticatedPayment(opened);

    const rule = { fault: 'F06', match: { op: 'confirm', amount: 10_000 }, after: 1, times: 2 };
    const added = await call('POST', 'rules', rule);
    const statuses: number[] = [];
    for (let nth = 0; nth < 4; nth += 1) {
      statuses.push((await opened.send(confirmOf(payment))).status);
    }
    const listed = await call('GET', 'rules');
    const deleted = await call('DELETE', `rules/${String(added.json['ruleId'])}`);
    const again = await call('DELETE', `rules/${String(added.json['ruleId'])}`);
    await call('POST', 'rules', rule);
    const all = await call('DELETE', 'rules');

    expect(statuses).toEqual([200, 500, 500, 400]);
    expect(listed.json).toMatchObject([{ ...rule, hits: 2 }]);
    expect([deleted.json['removed'], again.status, all.json['removed']]).toEqual([1, 404, 1]);
    expect((await call('GET', 'rules')).json).toEqual([]);
  });

  it.each([
    ['an unknown fault', { fault: 'F99' }],
    ['a fault that does not exist yet', { fault: 'F15' }],
    ['an unknown field to match', { fault: 'F01', match: { colour: 'red' } }],
    ['an operation the fault cannot strike', { fault: 'F25', match: { op: 'confirm' } }],
    ['a decline with an unknown code', { fault: 'DECLINE', args: { code: 'NO_SUCH_CODE' } }],
    ['no times', { fault: 'F01', times: 0 }],
  ])('refuses a rule with %s', async (_name, rule) => {
    opened = await door.open();

    const seen = await call('POST', 'rules', rule);

    expect([seen.status, seen.json.code]).toEqual([400, 'LIAR_CONTROL']);
  });

  it('the oldest of two matching rules wins, the next takes over when it is spent', async () => {
    opened = await door.open();
    const payment = authenticatedPayment(opened);
    await call('POST', 'rules', { fault: 'F06' });
    await call('POST', 'rules', { fault: 'F11', args: { n: 1 } });

    const statuses: number[] = [];
    for (let nth = 0; nth < 3; nth += 1) {
      statuses.push((await opened.send(confirmOf(payment))).status);
    }

    expect(statuses).toEqual([500, 429, 200]);
  });

  it('a rule wins over a marker, a marker over the odds', async () => {
    opened = await door.open({ profile: 'hostile' });
    const payment = authenticatedPayment(opened, { amount: 990_007 });
    await call('POST', 'rules', { fault: 'F06' });

    const byRule = await opened.send(confirmOf(payment));
    const byMarker = await opened.send(confirmOf(payment));

    expect([byRule.status, byMarker.json.code]).toEqual([500, 'PROVIDER_ERROR']);
  });

  it('shows and changes switches, and refuses unknown ones', async () => {
    opened = await door.open();

    const changed = await call('PUT', 'switches', { 'cancel.oneSecond': 'off' });
    const unknown = await call('PUT', 'switches', { 'no.such': 'off' });

    expect(changed.json['cancel.oneSecond']).toBe('off');
    expect(unknown.status).toBe(400);
    expect((await call('GET', 'switches')).json).toEqual(changed.json);
  });

  it('changes its profile while it runs, and refuses an unknown one', async () => {
    opened = await door.open();
    const first = await call('PUT', 'profile', { profile: 'hostile' });
    const unknown = await call('PUT', 'profile', { profile: 'kind' });

    expect(first.json).toEqual({ profile: 'hostile' });
    expect(unknown.status).toBe(400);
    expect((await call('GET', 'health')).json['profile']).toBe('hostile');
  });

  it('moves a virtual clock forward only', async () => {
    opened = await door.open();
    const now = opened.clock.now();

    const moved = await call('POST', 'clock', { advanceMs: 5_000 });
    const set = await call('POST', 'clock', { set: '2026-06-01T00:00:00+09:00' });
    const back = await call('POST', 'clock', { set: now });

    expect(moved.json).toEqual({ mode: 'virtual', now: now + 5_000 });
    expect(set.json['now']).toBe(Date.parse('2026-06-01T00:00:00+09:00'));
    expect(back.status).toBe(400);
  });

  it('serves the journal from a line on, and forgets everything on reset', async () => {
    opened = await door.open();
    const payment = await paidPayment(opened);

    const all = (await call('GET', 'journal')).json as unknown as { n: number; kind: string }[];
    const rest = (await call('GET', 'journal?after=2')).json as unknown as { n: number }[];
    await call('POST', 'reset');

    expect(all.map(({ n, kind }) => `${n} ${kind}`)).toEqual([
      '1 payment.opened',
      '2 payment.authenticated',
      '3 payment.approved',
    ]);
    expect(rest.map(({ n }) => n)).toEqual([3]);
    expect((await call('GET', 'journal')).json).toEqual([]);
    expect((await opened.send(readOf(payment))).status).toBe(404);
  });

  it('answers health, and 404 for what does not exist', async () => {
    opened = await door.open({ seed: 7 });

    const health = await call('GET', 'health');

    expect(health.json).toMatchObject({ isHealthy: true, seed: '7', clock: 'virtual' });
    expect((await call('GET', 'no-such')).status).toBe(404);
    expect((await call('GET', 'truth/payments/nobody')).status).toBe(404);
    expect((await call('POST', 'payments', { orderId: 'x', amount: 1 })).status).toBe(400);
    expect((await opened.send({ ...control('POST', 'payments'), body: '{' })).status).toBe(400);
  });

  it('counts what it has seen, as Prometheus text', async () => {
    opened = await door.open({ seed: 7 });
    const payment = authenticatedPayment(opened, { amount: 990_005 });
    await opened.send(confirmOf(payment));

    const metrics = await call('GET', 'metrics');

    expect(metrics.headers['content-type']).toContain('text/plain');
    expect(metrics.text.split('\n')).toEqual(
      expect.arrayContaining([
        '# TYPE liar_requests_total counter',
        'liar_requests_total 1',
        'liar_payments{status="DONE"} 1',
        'liar_effects_total{kind="APPROVED"} 1',
        'liar_faults_total{fault="F05"} 1',
      ]),
    );
  });

  it('asks for the token when it has one, health excepted', async () => {
    opened = await door.open({ controlToken: 'sesame' });

    const without = await call('GET', 'truth/summary');
    const request = control('GET', 'truth/summary');
    const withToken = await opened.send({ ...request, headers: { 'x-liar-token': 'sesame' } });

    expect([without.status, withToken.status]).toEqual([401, 200]);
    expect((await call('GET', 'health')).status).toBe(200);
  });
});

describe('reads', () => {
  it('by order give the paid payment, else the newest', async () => {
    const opened = await inProcess.open();
    const [first, second] = [1, 2].map(() => authenticatedPayment(opened, { orderId: 'order-a' }));
    if (!first || !second) throw new Error('two payments were opened');
    const byOrder = get('/v1/payments/orders/order-a');

    const newest = await opened.send(byOrder);
    await opened.send(confirmOf(first));
    const paid = await opened.send(byOrder);
    const other = await opened.send(confirmOf(second));

    expect([newest.json.paymentKey, paid.json.paymentKey]).toEqual([
      second.paymentKey,
      first.paymentKey,
    ]);
    expect(other.json.code).toBe('ALREADY_PROCESSED_PAYMENT');
  });

  it('speak English when asked to, and Korean otherwise', async () => {
    const opened = await inProcess.open();
    const payment = await paidPayment(opened);
    const read = readOf(payment);

    const korean = await opened.send(read);
    const english = await opened.send({
      ...read,
      headers: { ...read.headers, 'Accept-Language': 'en-US' },
    });

    expect([korean.json['method'], english.json['method']]).toEqual(['카드', 'CARD']);
  });

  it.each([
    ['CARD', 'card'],
    ['EASY_PAY', 'easyPay'],
    ['TRANSFER', 'transfer'],
    ['MOBILE_PHONE', 'mobilePhone'],
    ['CULTURE_GIFT_CERTIFICATE', 'giftCertificate'],
  ])('show the part of method %s and no other', async (method, part) => {
    const opened = await inProcess.open();
    const payment = await paidPayment(opened, { method });

    const { json } = await opened.send(readOf(payment));

    const parts = [
      'card',
      'virtualAccount',
      'transfer',
      'mobilePhone',
      'giftCertificate',
      'easyPay',
    ];
    expect(parts.filter((name) => json[name] !== null)).toEqual([part]);
  });
});

describe('confirm limits', () => {
  it.each([
    ['CARD', 99, 'BELOW_MINIMUM_AMOUNT'],
    ['CARD', 100, undefined],
    ['TRANSFER', 199, 'BELOW_MINIMUM_AMOUNT'],
    ['TRANSFER', 200, undefined],
    ['TRANSFER', 10_000_001, 'EXCEEDS_TRANSFER_AMOUNT_MAXIMUM'],
    ['TRANSFER', 10_000_000, undefined],
  ])('%s of %d: %s', async (method, amount, code) => {
    const opened = await inProcess.open();
    const payment = authenticatedPayment(opened, { method, amount });

    expect((await opened.send(confirmOf(payment))).json.code).toBe(code);
  });

  it.each([
    ['no body', undefined],
    ['an array', []],
    ['an amount in text', { amount: '10000' }],
    ['a short orderId', { orderId: 'abc' }],
    ['no paymentKey', { paymentKey: undefined }],
  ])('refuses %s with INVALID_REQUEST', async (_name, wrong) => {
    const opened = await overHttp.open();
    const payment = authenticatedPayment(opened);
    const body = Array.isArray(wrong) ? wrong : wrong && { ...payment, ...wrong };

    const request = { ...confirmOf(payment), body: body ? JSON.stringify(body) : '' };
    const seen = await opened.send(request);
    await opened.close();

    expect([seen.status, seen.json.code]).toEqual([400, 'INVALID_REQUEST']);
  });
});

describe('settings', () => {
  it('have the documented defaults', () => {
    expect(settingsFrom({})).toEqual({
      port: 4580,
      host: '127.0.0.1',
      seed: '1',
      profile: 'faithful',
      dataDir: undefined,
      clock: 'real',
      latency: { p50: 0, p95: 0 },
      controlToken: undefined,
    });
  });

  it.each([
    [{ LIAR_PG_HOST: '0.0.0.0' }, 'LIAR_PG_CONTROL_TOKEN'],
    [{ LIAR_PG_PORT: '70000' }, 'LIAR_PG_PORT'],
    [{ LIAR_PG_PROFILE: 'kind' }, 'LIAR_PG_PROFILE'],
    [{ LIAR_PG_CLOCK: 'lunar' }, 'LIAR_PG_CLOCK'],
    [{ LIAR_PG_LATENCY_MS: '90,10' }, 'LIAR_PG_LATENCY_MS'],
  ])('refuse %o, naming the variable', (env, name) => {
    expect(() => settingsFrom(env)).toThrow(name);
  });
});
