// What bad input gets (API specification, 2.4), over HTTP on real routes; and that whatever is sent,
// the answer is an envelope and no 5xx but the named ones.
import { randomBytes, randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import { errorTable } from '#core/contracts/error-table.ts';
import { envelopeOf } from '#test/support/cloud/engine-reply.ts';
import { malformedCalls } from '#test/support/cloud/malformed-calls.ts';
import { pgControl } from '#test/support/cloud/pg-control.ts';
import { type RawAnswer, type RawCall, rawCall } from '#test/support/cloud/raw-call.ts';
import { runningCloud } from '#test/support/cloud/running-cloud.ts';
import { confirm, openSale, orderBody, type Sale } from '#test/support/cloud/sale.ts';
import { count } from '#test/support/counters.ts';

const cloud = runningCloud();
const pg = pgControl(cloud.pgUrl);
const json = 'application/json';
const orders = '/api/v1/orders';
const body = orderBody();
const [line] = body.lineItems;

const post = (path: string, more: Partial<RawCall>): RawCall => ({
  method: 'POST',
  path,
  contentType: json,
  key: randomUUID(),
  ...more,
});

const order = (more: object): RawCall =>
  post(orders, { body: JSON.stringify({ ...body, ...more }) });
const get = (path: string): RawCall => ({ method: 'GET', path });
const nested = (depth: number): string => `${'{"a":'.repeat(depth)}1${'}'.repeat(depth)}`;

/** A valid order of exactly so many bytes: blanks between values are part of the body. */
const sized = (bytes: number): string => {
  const text = JSON.stringify(body);
  return text + ' '.repeat(bytes - Buffer.byteLength(text));
};

const fieldsOf = (answer: RawAnswer): readonly string[] =>
  envelopeOf(answer).result.fieldErrors.map(({ field, code }) => `${field} ${code}`);

const envelopeKeys = ['isSuccess', 'code', 'message', 'result'];

/** One envelope, with the status of its code. */
const expectEnvelope = ({ status, text, headers }: RawAnswer, label: string): string => {
  const envelope = JSON.parse(text) as { readonly code: keyof typeof errorTable };
  expect(Object.keys(envelope), label).toEqual(envelopeKeys);
  if (envelope.code !== ('COMMON_000' as string)) {
    expect(errorTable[envelope.code].status, label).toBe(status);
  }
  expect(headers['content-type'], label).toMatch(/^application\/json/u);
  return envelope.code;
};

type Row = readonly [title: string, call: RawCall, status: number, code: string];

const badBytes = Buffer.concat([
  Buffer.from('{"userId":"'),
  Buffer.from([0xff, 0xfe]),
  Buffer.from('"}'),
]);

const hookOf = (endpointId: string): string => `/api/v1/webhooks/pg/toss/${endpointId}`;
const ownHook = new URL(cloud.webhookUrl).pathname;

const table: readonly Row[] = [
  ['an unknown path', get('/api/v1/nothing'), 404, 'VAL_006'],
  ['the root', get('/'), 404, 'VAL_006'],
  ['a path above the API', get('/api/v2/orders'), 404, 'VAL_006'],
  ['a known path with another method', { method: 'DELETE', path: orders }, 405, 'VAL_007'],
  ['no content type', post(orders, { contentType: undefined, body: '{}' }), 415, 'VAL_003'],
  ['another content type', post(orders, { contentType: 'text/plain', body: '{}' }), 415, 'VAL_003'],
  [
    'another charset',
    post(orders, { contentType: `${json}; charset=latin1`, body: '{}' }),
    415,
    'VAL_003',
  ],
  ['65,537 bytes', post(orders, { body: sized(65_537) }), 413, 'VAL_004'],
  ['an empty body', post(orders, { body: '' }), 400, 'VAL_002'],
  ['blanks for a body', post(orders, { body: '   ' }), 400, 'VAL_002'],
  ['half a JSON text', post(orders, { body: '{"userId":' }), 400, 'VAL_002'],
  ['a list', post(orders, { body: '[]' }), 400, 'VAL_002'],
  ['a text', post(orders, { body: '"order"' }), 400, 'VAL_002'],
  ['a NUL character', post(orders, { body: '{"userId":"a\\u0000b"}' }), 400, 'VAL_002'],
  ['half a surrogate pair', post(orders, { body: '{"userId":"\\ud800"}' }), 400, 'VAL_002'],
  ['depth 21', post(orders, { body: nested(21) }), 400, 'VAL_002'],
  ['a missing field', post(orders, { body: '{}' }), 400, 'VAL_001'],
  ['a wrong type', order({ userId: 7 }), 400, 'VAL_001'],
  ['a number out of range', order({ lineItems: [{ ...line, quantity: 0 }] }), 400, 'VAL_001'],
  ['an unknown field', order({ surprise: true }), 400, 'VAL_001'],
  ['__proto__', post(orders, { body: '{"__proto__":{"userId":"a"}}' }), 400, 'VAL_001'],
  ['fractional money', order({ lineItems: [{ ...line, unitPrice: 10.5 }] }), 400, 'VAL_001'],
  [
    'money too exact for a double',
    post(orders, { body: JSON.stringify(body).replace('9000', '9000.00000000000000001') }),
    400,
    'VAL_001',
  ],
  ['1e400', post(orders, { body: JSON.stringify(body).replace('9000', '1e400') }), 400, 'VAL_001'],
  [
    'a card number in metadata',
    order({ metadata: { note: '4242 4242 4242 4242' } }),
    400,
    'VAL_001',
  ],
  ['a field named like a card', order({ metadata: { cardNumber: 'x' } }), 400, 'VAL_001'],
  ['an unknown query parameter', get(`${orders}?page=2`), 400, 'VAL_001'],
  ['a limit of 0', get(`${orders}?limit=0`), 400, 'VAL_001'],
  ['an altered cursor', get(`${orders}?cursor=abcdef`), 400, 'VAL_005'],
  ['a total that differs from its lines', order({ amount: 1 }), 422, 'ORD_002'],
  ['an unknown service', order({ serviceId: 'nobody' }), 422, 'ORD_003'],
  [
    'an amount above the policy',
    order({ lineItems: [{ ...line, unitPrice: 99_999_999 }] }),
    422,
    'PAY_013',
  ],
  ['credits that are not there yet', order({ creditAmount: 1 }), 422, 'CRD_005'],
  [
    'no idempotency key',
    post(orders, { key: undefined as never, body: JSON.stringify(body) }),
    400,
    'IDEM_003',
  ],
  [
    'a key that begins auto:',
    post(orders, { key: 'auto:x', body: JSON.stringify(body) }),
    400,
    'IDEM_004',
  ],
  ['a webhook for nobody', post(hookOf('f'.repeat(32)), { body: '{}' }), 404, 'VAL_006'],
  ['a webhook for no address', post(hookOf('M123'), { body: '{}' }), 404, 'VAL_006'],
  ['a webhook of no PG', post('/api/v1/webhooks/pg/nopay/x', { body: '{}' }), 404, 'VAL_006'],
  ['a webhook to be read', get(ownHook), 405, 'VAL_007'],
  ['a webhook of 262,145 bytes', post(ownHook, { body: sized(262_145) }), 413, 'VAL_004'],
  ['half a webhook', post(ownHook, { body: '{"eventType":' }), 400, 'VAL_002'],
  ['a webhook as text', post(ownHook, { contentType: 'text/plain', body: '{}' }), 415, 'VAL_003'],
  ['another key in the body', order({ idempotencyKey: 'another' }), 400, 'IDEM_004'],
];

describe('bad input', () => {
  it.each(table)('%s', async (title, call, status, code) => {
    const { key, ...rest } = call;
    const sent = key === undefined ? rest : call;

    const answer = await rawCall(cloud.apiUrl, sent, cloud.merchantKey);

    expect(expectEnvelope(answer, title)).toBe(code);
    expect(answer.status).toBe(status);
    const allowed = call.path === ownHook ? 'POST' : 'POST, GET';
    if (code === 'VAL_007') expect(answer.headers['allow']).toBe(allowed);
    count('bad inputs');
  });

  it('is told field by field, every fault at once', async () => {
    const faulty = order({ userId: 7, surprise: 1, lineItems: [{ ...line, quantity: 0 }] });

    const answer = await rawCall(cloud.apiUrl, faulty, cloud.merchantKey);

    expect(new Set(fieldsOf(answer))).toEqual(
      new Set(['userId invalid_type', 'surprise unknown', 'lineItems[0].quantity too_small']),
    );
    count('bad inputs');
  });

  it('is bytes that are no UTF-8, also behind a gateway that mends them', async () => {
    const answer = await rawCall(cloud.apiUrl, post(orders, { body: badBytes }), cloud.merchantKey);

    // Mended bytes no longer fit their signature: that is what the emulator's gateway makes of them.
    expect(['VAL_002', 'AUTH_002']).toContain(expectEnvelope(answer, 'no UTF-8'));
    count('bad inputs');
  });

  it('is not a body of 65,536 bytes, nor depth 20', async () => {
    const [full, deep] = await Promise.all([
      rawCall(cloud.apiUrl, post(orders, { body: sized(65_536) }), cloud.merchantKey),
      rawCall(cloud.apiUrl, post(orders, { body: nested(20) }), cloud.merchantKey),
    ]);

    expect(full.status).toBe(201);
    expect(expectEnvelope(deep, 'depth 20')).toBe('VAL_001');
    count('bad inputs', 2);
  });

  it('is a cursor of another filter', async () => {
    const { userId } = body;
    await Promise.all([1, 2].map(() => cloud.merchant.post(orders, body)));
    const page = await cloud.merchant.get(`${orders}?limit=1&userId=${userId}`);
    const { nextCursor } = page.result;
    const other = `${orders}?limit=1&userId=somebody&cursor=${nextCursor}`;

    const answers = await Promise.all([
      cloud.merchant.get(other),
      cloud.stranger.get(`${orders}?limit=1&userId=${userId}&cursor=${nextCursor}`),
      cloud.merchant.get(`/api/v1/payments?limit=1&userId=${userId}&cursor=${nextCursor}`),
    ]);

    expect(nextCursor).toEqual(expect.any(String));
    expect(answers.map(({ status, code }) => `${status} ${code}`)).toEqual(
      answers.map(() => '400 VAL_005'),
    );
    count('bad inputs', answers.length);
  });
});

describe('a confirm that cannot be', () => {
  let sale: Sale;

  beforeAll(async () => {
    sale = await openSale(cloud.merchant, pg);
  });

  it.each([
    ['another amount', { amount: 8_999 }, 422, 'PAY_007'],
    ['another currency', { currency: 'USD' }, 422, 'PAY_007'],
    ['a window that is not this payment’s', { orderId: undefined, pg: '-2' }, 410, 'PAY_011'],
    ['a negative amount', { amount: -1 }, 400, 'VAL_001'],
    ['money as a word', { amount: 'much' }, 400, 'VAL_001'],
  ])('%s', async (_title, change, status, code) => {
    const { pg: suffix = '', ...fields } = change as { pg?: string };
    const wrong = {
      ...sale.confirm,
      ...fields,
      ...(suffix === '' ? {} : { orderId: sale.orderId + suffix }),
    };

    const answer = await cloud.merchant.post('/api/v1/payments/confirm', wrong);

    expect(answer).toMatchObject({ status, code });
    expect(await pg.truth(sale.pgOrderId)).toMatchObject({ approvals: 0 });
    count('bad inputs');
  });

  it('does not keep the right one from paying', async () => {
    expect((await confirm(cloud.merchant, sale)).status).toBe(200);
    count('bad inputs');
  });
});

describe('a signature', () => {
  const call = get(`${orders}?limit=1`);
  const refused = async (more: Partial<RawCall>, as = cloud.merchantKey) => {
    const answer = await rawCall(cloud.apiUrl, { ...call, ...more }, as);
    count('bad inputs');
    return `${answer.status} ${expectEnvelope(answer, 'signature')}`;
  };

  it('is refused in every way it can be wrong', async () => {
    const { merchantKey } = cloud;

    expect(await refused({ skewMs: -301_000 })).toBe('401 AUTH_003');
    expect(await refused({ skewMs: 301_000 })).toBe('401 AUTH_003');
    expect(await refused({}, { ...merchantKey, secret: 'fps_test_wrong' })).toBe('401 AUTH_002');
    expect(await refused({}, { ...merchantKey, keyId: 'fpk_test_nobody' })).toBe('401 AUTH_002');
    expect(await refused({}, { ...merchantKey, secret: cloud.strangerKey.secret })).toBe(
      '401 AUTH_002',
    );
    expect(await refused({ headers: [['Authorization', 'twice']] })).toBe('401 AUTH_001');
    expect(await refused({ headers: [['X-Nonce', 'nonce_0000000000000003']] })).toBe(
      '401 AUTH_001',
    );
  });

  it('says of an unknown key and a wrong signature the same bytes', async () => {
    const { merchantKey } = cloud;
    const [unknown, wrong] = await Promise.all([
      rawCall(cloud.apiUrl, call, { ...merchantKey, keyId: 'fpk_test_nobody' }),
      rawCall(cloud.apiUrl, call, { ...merchantKey, secret: 'fps_test_wrong' }),
    ]);

    expect(unknown.text).toBe(wrong.text);
    count('bad inputs', 2);
  });

  it('is needed', async () => {
    const answer = await rawCall(cloud.apiUrl, call);

    expect(answer.status).toBe(401);
    expect(expectEnvelope(answer, 'unsigned')).toBe('AUTH_001');
    count('bad inputs');
  });
});

describe('nonsense', () => {
  it('of any kind gets an envelope, and never a 5xx that has no name', {
    timeout: 90_000,
  }, async () => {
    const calls = malformedCalls(randomBytes(4).readUInt32LE());
    const seen = new Map<string, number>();
    const waiting = [...calls.entries()];
    const worker = async (): Promise<void> => {
      for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
        const [at, { label, call, isSigned }] = next;
        const answer = await rawCall(cloud.apiUrl, call, isSigned ? cloud.merchantKey : undefined);
        const told = `${at} ${label}: ${answer.status} ${answer.text.slice(0, 200)}`;
        // What is no HTTP message never becomes a request: the gateway's parser hangs up on it.
        const isParsed = answer.status !== 431 && answer.status !== 400;
        const code = answer.text === '' && !isParsed ? 'unparsed' : expectEnvelope(answer, told);
        expect(answer.status < 500 || code === 'RATE_004', told).toBe(true);
        expect(answer.status, told).not.toBe(201);
        seen.set(code, (seen.get(code) ?? 0) + 1);
        count('malformed requests');
      }
    };

    await Promise.all([1, 2, 3, 4].map(worker));

    expect(calls.length).toBeGreaterThanOrEqual(300);
    for (const code of ['VAL_001', 'VAL_002', 'VAL_003', 'VAL_006', 'AUTH_001', 'AUTH_002']) {
      expect(seen.get(code), code).toBeGreaterThan(0);
    }
  });
});
