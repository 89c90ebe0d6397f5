// The edge of the public API over the twin of Redis: what it refuses, in which order, and what it sends.

import { describe, expect, it } from 'vitest';
import { type Answer, refusal } from '#core/contracts/http/answer.ts';
import { DependencyUnavailable, OutcomeUnknown } from '#core/kernel/faults.ts';
import { toIso } from '#core/kernel/instant.ts';
import { aMerchant, anApiKey, confirm, edgeWorld, shown } from '#test/support/edge/edge-world.ts';
import { goodBody, signedEvent, type ToSend } from '#test/support/edge/signed-event.ts';

const tooLarge = 'x'.repeat(65_537);

describe('order of checks', () => {
  /** Each row breaks one check and every later one; the earliest must answer. */
  const faults: readonly (readonly [string, ToSend])[] = [
    ['VAL_004', { text: tooLarge }],
    ['AUTH_001', { headers: { 'x-nonce': 'short' } }],
    ['AUTH_003', { timestamp: '2020-01-01T00:00:00Z' }],
    ['AUTH_002', { secret: 'fps_test_wrong' }],
    ['AUTH_006', {}],
    ['AUTH_005', {}],
    ['RATE_001', {}],
    ['VAL_003', { contentType: 'text/plain' }],
    ['VAL_002', { text: '{"amount":' }],
    ['VAL_001', { body: { ...goodBody, amount: -1 } }],
    ['IDEM_004', { key: 'auto:mine' }],
    ['IDEM_003', { key: undefined }],
  ];
  const suspended = { merchant: aMerchant({ status: 'SUSPENDED' }) };
  const scopeless = { key: anApiKey({ scopes: [] }) };

  it.each(faults.map(([code], index) => [code, index] as const))(
    'answers %s before everything after it',
    async (code, index) => {
      const later = faults.slice(index);
      const has = (wanted: string) => later.some(([each]) => each === wanted);
      const world = edgeWorld({
        credential: {
          ...(has('AUTH_006') ? suspended : {}),
          ...(has('AUTH_005') ? scopeless : {}),
        },
        capacity: has('RATE_001') ? 1 : 100_000,
      });
      if (code === 'RATE_001') await confirm(world);
      const toSend = Object.assign({}, ...later.map(([, each]) => each).reverse()) as ToSend;

      const answer = await confirm(world, toSend);

      expect(answer.code).toBe(code);
      expect(world.runs).toHaveLength(code === 'RATE_001' ? 1 : 0);
    },
  );

  it('uses neither quota nor nonce for a stranger', async () => {
    const world = edgeWorld();

    await confirm(world, { secret: 'fps_test_wrong', nonce: 'nonce-of-stranger' });
    await confirm(world, { timestamp: '2020-01-01T00:00:00Z', nonce: 'nonce-of-stranger' });

    expect(Object.keys(world.redis.dump())).toEqual([]);
    expect((await confirm(world, { nonce: 'nonce-of-stranger' })).status).toBe(201);
  });
});

describe('limits', () => {
  it('sends the limit headers, and Retry-After with a refusal', async () => {
    const world = edgeWorld({ capacity: 1 });

    const first = await confirm(world);
    const second = await confirm(world, { key: 'key-2' });

    expect(first.headers['RateLimit']).toMatch(/^"authorize";r=0;t=\d+;pk=:/u);
    expect(first.headers['RateLimit-Policy']).toMatch(/^"authorize";q=1;w=60;pk=:/u);
    expect(second).toMatchObject({ status: 429, code: 'RATE_001' });
    expect(second.result).toEqual({ violatedPolicies: ['authorize'], retryAfterMs: 60_000 });
    expect(second.headers['Retry-After']).toBe('60');
  });

  it('refuses a nonce that was used', async () => {
    const world = edgeWorld();

    await confirm(world, { nonce: 'nonce-used-twice' });
    const again = await confirm(world, { nonce: 'nonce-used-twice', key: 'key-2' });

    expect(again).toMatchObject({ status: 401, code: 'AUTH_004' });
    expect(world.runs).toHaveLength(1);
  });

  it('gives the quota of a replayed answer back', async () => {
    const world = edgeWorld({ capacity: 20 });

    for (let sent = 0; sent < 30; sent += 1) await confirm(world);
    const other = await confirm(world, { key: 'key-2' });

    expect(other.status).toBe(201);
    expect(world.runs).toHaveLength(2);
  });

  it('counts in the process for a pay path when Redis is away', async () => {
    const world = edgeWorld();
    world.redis.stop();

    const answer = await confirm(world);

    expect(answer.status).toBe(201);
    expect(answer.headers['RateLimit']).toBeUndefined();
  });
});

describe('bad input', () => {
  const deep = `${'{"a":'.repeat(21)}1${'}'.repeat(21)}`;
  const rows: readonly (readonly [string, number, string, ToSend])[] = [
    ['no content type', 415, 'VAL_003', { contentType: null }],
    ['another content type', 415, 'VAL_003', { contentType: 'text/plain' }],
    ['another charset', 415, 'VAL_003', { contentType: 'application/json; charset=euc-kr' }],
    ['a body over the limit', 413, 'VAL_004', { text: tooLarge }],
    ['an empty body', 400, 'VAL_002', { text: '' }],
    ['bad JSON', 400, 'VAL_002', { text: '{"amount":' }],
    ['a list', 400, 'VAL_002', { text: '[]' }],
    ['bad UTF-8', 400, 'VAL_002', { bytes: Uint8Array.of(0x7b, 0xff, 0x7d) }],
    ['a NUL character', 400, 'VAL_002', { text: '{"label":"\\u0000"}' }],
    ['half a surrogate pair', 400, 'VAL_002', { text: '{"label":"\\ud800"}' }],
    ['a depth over 20', 400, 'VAL_002', { text: deep }],
    ['a missing field', 400, 'VAL_001', { body: { amount: 1 } }],
    ['a wrong type', 400, 'VAL_001', { body: { ...goodBody, amount: true } }],
    ['fractional money', 400, 'VAL_001', { body: { ...goodBody, amount: 1.5 } }],
    ['money out of range', 400, 'VAL_001', { body: { ...goodBody, amount: 1e300 } }],
    ['an unknown field', 400, 'VAL_001', { body: { ...goodBody, price: 1 } }],
    ['a card number field', 400, 'VAL_001', { body: { ...goodBody, cardNumber: '1' } }],
    ['a prototype', 400, 'VAL_001', { text: '{"__proto__":{"amount":1}}' }],
    ['an unknown query parameter', 400, 'VAL_001', { query: 'limit=1' }],
    [
      'ten thousand fields',
      400,
      'VAL_001',
      {
        body: Object.fromEntries(Array.from({ length: 5_000 }, (_, index) => [`f${index}`, 1])),
      },
    ],
  ];

  it.each(rows)('answers %s with %i %s', async (_name, status, code, toSend) => {
    const world = edgeWorld();

    const answer = await confirm(world, toSend);

    expect(answer).toMatchObject({ status, code });
    expect(world.runs).toHaveLength(0);
  });

  it('lists every fault at once, in the language of the reader', async () => {
    const world = edgeWorld();
    const toSend = { query: 'limit=1', body: { amount: 1.5, price: 1 } };

    const korean = await confirm(world, toSend);
    const english = await confirm(world, { ...toSend, headers: { 'accept-language': 'en-US' } });

    const places = [
      { field: 'limit', code: 'unknown' },
      { field: 'orderId', code: 'required' },
      { field: 'amount', code: 'invalid_format' },
      { field: 'price', code: 'unknown' },
    ];
    const { fieldErrors } = korean.result as { fieldErrors: { field: string; code: string }[] };
    expect(fieldErrors).toHaveLength(places.length);
    expect(new Set(fieldErrors.map(({ field, code }) => `${field} ${code}`))).toEqual(
      new Set(places.map(({ field, code }) => `${field} ${code}`)),
    );
    expect(korean.body).toContain('필수 값입니다.');
    expect(english.body).toContain('"message":"Required."');
  });

  it('takes a malformed id in the path for one that does not exist', async () => {
    const world = edgeWorld();
    const event = signedEvent(world.clock.now(), {
      method: 'GET',
      path: '/api/v1/orders/nonsense',
    });

    expect(shown(await world.get(event))).toMatchObject({ status: 404, code: 'ORD_001' });
  });

  it('needs no content type where there is no body', async () => {
    const world = edgeWorld();
    const path = `/api/v1/orders/${goodBody.orderId}`;
    const event = signedEvent(world.clock.now(), { method: 'GET', path });

    expect(shown(await world.get(event)).status).toBe(201);
  });
});

describe('reply', () => {
  it('has the four keys in order and the standing headers', async () => {
    const answer = await confirm(edgeWorld());

    expect(Object.keys(JSON.parse(answer.body) as object)).toEqual([
      'isSuccess',
      'code',
      'message',
      'result',
    ]);
    expect(answer.headers).toMatchObject({
      'Content-Type': 'application/json; charset=utf-8',
      'Cache-Control': 'no-store',
      'X-Content-Type-Options': 'nosniff',
      'Strict-Transport-Security': 'max-age=63072000; includeSubDomains',
    });
  });

  it.each([
    ['my-request-0001', true],
    ['short', false],
    ['a'.repeat(65), false],
    ['line\nfeed-and-more', false],
  ])('echoes the request id %j: %s', async (sent, isEchoed) => {
    const world = edgeWorld();
    const { headers } = await confirm(world, { headers: { 'x-request-id': sent } });

    const id = headers['X-Request-Id'] ?? '';
    expect(id === sent).toBe(isEchoed);
    expect(id).toMatch(/^[A-Za-z0-9_-]{8,64}$/u);
    expect(world.runs[0]?.cause.requestId).toBe(id);
    expect(world.logs[0]?.fields['requestId']).toBe(id);
  });

  it('continues a trace, and begins one where the sent one is none', async () => {
    const world = edgeWorld();
    const trace = `00-${'a'.repeat(32)}-${'b'.repeat(16)}-01`;

    await confirm(world, { headers: { traceparent: trace } });
    await confirm(world, { key: 'key-2', headers: { traceparent: `00-${'0'.repeat(32)}-x` } });

    expect(world.runs[0]?.cause.traceparent).toBe(trace);
    expect(world.runs[1]?.cause.traceparent).toMatch(/^00-[0-9a-f]{32}-[0-9a-f]{16}-01$/u);
  });

  it.each([
    [undefined, '요청이 성공했습니다.'],
    ['ko-KR,en;q=0.8', '요청이 성공했습니다.'],
    ['en', 'Success.'],
    ['fr,en-GB;q=0.7,ko;q=0.3', 'Success.'],
    ['en;q=0', '요청이 성공했습니다.'],
    [';;;,,q=', '요청이 성공했습니다.'],
  ])('speaks the language of %j', async (header, message) => {
    const { body } = await confirm(edgeWorld(), { headers: { 'accept-language': header } });

    expect(body).toContain(message);
  });

  it('writes a bigint that slipped through as a number or a text', async () => {
    const work = async () =>
      refusal('ORD_002', { small: 5n, large: 2n ** 60n } as unknown as Record<string, never>);
    const { body } = await confirm(edgeWorld({ work, profile: 'lean' }));

    expect(body).toContain('{"small":5,"large":"1152921504606846976"}');
  });

  it('hands the handler the caller, the cause and typed parts', async () => {
    const world = edgeWorld();
    await confirm(world);

    expect(world.runs[0]).toMatchObject({
      tenant: { environment: 'test', merchantId: 'M123' },
      cause: { actor: 'fpk_test_M123_01', ip: '203.0.113.7' },
      body: { amount: 10_000n },
    });
    expect(world.runs[0]?.idempotency?.scope).toBe('POST /api/v1/payments/confirm#key-1');
  });
});

describe('surprises', () => {
  const leak = 'password of the database at 10.0.0.7';
  const rows: readonly (readonly [string, number, string, unknown])[] = [
    ['an error', 500, 'SYS_001', new Error(leak)],
    ['a text', 500, 'SYS_001', leak],
    ['nothing', 500, 'SYS_001', undefined],
    [
      'a dependency that is away',
      503,
      'SYS_002',
      new DependencyUnavailable('KMS', new Error(leak)),
    ],
    ['a lost answer', 503, 'SYS_002', new OutcomeUnknown('TX-ORDER', new Error(leak))],
  ];

  it.each(rows)(
    'answers %s with %i %s and shows nothing of it',
    async (_n, status, code, thrown) => {
      const world = edgeWorld({
        work: async () => {
          throw thrown;
        },
      });

      const answer = await confirm(world);

      expect(answer).toMatchObject({ status, code, result: null });
      expect(JSON.stringify(answer)).not.toContain('database');
      expect(world.logs[0]?.level).toBe('ERROR');
      expect(status === 503 ? answer.headers['Retry-After'] : '1').toBe('1');
    },
  );

  it('answers in the envelope when the key store is away', async () => {
    const world = edgeWorld();
    const away = async () => {
      throw new DependencyUnavailable('dynamodb');
    };
    Object.assign(world.deps, { keys: { byId: away } });

    expect(await confirm(world)).toMatchObject({ status: 503, code: 'SYS_002' });
  });

  it.each([[null], [{}], ['text'], [{ headers: 7, body: {}, requestContext: null }]])(
    'answers an event that is none: %j',
    async (event) => {
      expect(shown(await edgeWorld().post(event))).toMatchObject({ status: 401, code: 'AUTH_001' });
    },
  );
});

describe('log', () => {
  it('writes one line per request with what an operator needs', async () => {
    const world = edgeWorld();
    await confirm(world);
    await confirm(world, { body: {} });

    expect(world.logs).toHaveLength(2);
    expect(world.logs[0]).toMatchObject({
      level: 'INFO',
      message: 'http.confirm-payment',
      fields: {
        code: 'COMMON_000',
        outcome: 'success',
        coldStart: true,
        merchantId: 'M123',
        env: 'test',
        route: '/api/v1/payments/confirm',
        durationMs: 0,
      },
    });
    expect(world.logs[0]?.fields['traceId']).toMatch(/^[0-9a-f]{32}$/u);
    expect(world.logs[1]?.fields).toMatchObject({
      code: 'VAL_001',
      outcome: 'refused',
      coldStart: false,
    });
  });

  const paymentId = `pay_${'0'.repeat(26)}`;
  const { orderId } = goodBody;
  const lineOf = async (answer: Answer) => {
    const world = edgeWorld({ work: async () => answer });
    await confirm(world);
    return world.logs[0]?.fields;
  };

  it('names the order and the payment that a declined confirm is of', async () => {
    const declined = refusal('PAY_002', { payment: { paymentId, orderId, status: 'FAILED' } });

    expect(await lineOf(declined)).toMatchObject({
      code: 'PAY_002',
      outcome: 'refused',
      orderId,
      paymentId,
    });
  });

  it('names what the request was about where the answer says nothing', async () => {
    expect(await lineOf(refusal('PAY_009', null, 1))).toMatchObject({ outcome: 'failed', orderId });
    expect(await lineOf(refusal('PAY_004'))).toMatchObject({ outcome: 'refused', orderId });

    const world = edgeWorld({ work: async () => refusal('ORD_001') });
    await world.get(
      signedEvent(world.clock.now(), {
        method: 'GET',
        path: `/api/v1/orders/${orderId}`,
      }),
    );
    expect(world.logs[0]?.fields).toMatchObject({ code: 'ORD_001', orderId });
  });

  it('logs an id only in the form of ours, without the number of a checkout', async () => {
    const foreign = refusal('PAY_004', { orderId: '4111111111111111', paymentId: 'pay_x' });
    const numbered = refusal('PAY_004', { orderId: `${orderId}-2` });

    expect(await lineOf(foreign)).toMatchObject({ orderId });
    expect(await lineOf(foreign)).not.toHaveProperty('paymentId');
    expect(await lineOf(numbered)).toMatchObject({ orderId });
  });

  it('calls a doubt a doubt: neither a success nor a refusal', async () => {
    const doubt = refusal('PAY_005', { paymentId, orderId, status: 'IN_DOUBT' }, 2);

    expect(await lineOf(doubt)).toMatchObject({
      code: 'PAY_005',
      status: 202,
      outcome: 'in_doubt',
      orderId,
      paymentId,
    });
  });

  it('tells the server time with a timestamp that is out of the window', async () => {
    const world = edgeWorld();
    const answer = await confirm(world, { timestamp: '2020-01-01T00:00:00Z' });

    expect(answer.result).toEqual({ serverTime: toIso(world.clock.now()) });
  });
});
