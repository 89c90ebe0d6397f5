// The fuzz run without its fuzzer: what its judge makes of a record, what its configuration keeps, what its door
// answers. The run itself is `npm run fuzz`.
import { readFileSync } from 'node:fs';
import { get } from 'node:http';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { closed, closedDocument } from '#test/fuzz/closed-document.ts';
import { configuration } from '#test/fuzz/fuzzer.ts';
import { judge, type Least, operationsOf } from '#test/fuzz/judge.ts';
import { listedCodes } from '#test/fuzz/listed-codes.ts';
import { addLine, type Counted, nothingCounted, type RecordLine } from '#test/fuzz/record.ts';
import { dictionaryNames, type Names, salePath, type Target } from '#test/fuzz/target.ts';
import { worldTarget } from '#test/fuzz/world-target.ts';

const base64 = (text: string) => ({ $base64: Buffer.from(text).toString('base64') });

interface Sent {
  readonly method?: string;
  readonly path?: string;
  readonly status?: number;
  readonly body?: string;
  /** A check that failed, and what it says. */
  readonly failure?: readonly [check: string, title: string];
}

const fine = '{"isSuccess":true,"code":"COMMON_000","message":"ok","result":null}';

/** A record of one scenario, as schemathesis 4.32.5 writes it. */
const recordOf = (...sent: readonly Sent[]): RecordLine => {
  const each = <T>(make: (one: Sent) => T): Record<string, T> =>
    Object.fromEntries(sent.map((one, index) => [`case${index}`, make(one)]));
  return {
    ScenarioFinished: {
      phase: 'fuzzing',
      recorder: {
        cases: each(({ method = 'GET', path = '/a' }) => ({
          value: { method, path },
          is_transition_applied: true,
        })),
        checks: each(({ failure }) => [
          { name: 'status_code_conformance', status: 'success' },
          ...(failure === undefined
            ? []
            : [
                {
                  name: failure[0],
                  status: 'failure',
                  failure_info: { failure: { title: failure[1], message: 'more of it' } },
                },
              ]),
        ]),
        interactions: each(({ method = 'GET', path = '/a', status = 200, body = fine }) => ({
          request: { method, uri: `http://127.0.0.1:1${path}?b=c` },
          response: { status_code: status, content: base64(body) },
        })),
      },
    },
  };
};

const end: RecordLine = { EngineFinished: { stop_reason: 'max_time' } };

const least: Least = { requests: 2, successes: 50, vectors: 20, followed: 1 };

const document = closedDocument(
  fileURLToPath(new URL('../../docs/api/openapi.json', import.meta.url)),
);

const counted = (...lines: readonly RecordLine[]): Counted => {
  const counts = nothingCounted();
  for (const line of lines) addLine(counts, line, listedCodes(document));
  return counts;
};

const verdictOf = (
  lines: readonly RecordLine[],
  {
    described = ['GET /a'],
    vectors = 36,
  }: { described?: readonly string[]; vectors?: number } = {},
) => judge({ counted: counted(...lines), described, vectors, least });

describe('the judge of a fuzz run', () => {
  it('passes a run in which nothing was found', () => {
    expect(verdictOf([recordOf({}, {}), end])).toEqual({
      operations: 1,
      line: 'fuzz  2 requests · 1 operations · 100 % 2xx · 0 findings',
      faults: [],
      passed: 1,
      failed: 0,
    });
  });

  it.each<[string, readonly RecordLine[], { described?: readonly string[]; vectors?: number }]>([
    ['nothing was sent', [end], {}],
    ['too little was sent', [recordOf({}), end], {}],
    ['too little was served', [recordOf({}, { status: 404 }, { status: 404 }), end], {}],
    ['an operation was left out', [recordOf({}, {}), end], { described: ['GET /a', 'GET /b'] }],
    ['the document has no operation', [recordOf({}, {}), end], { described: [] }],
    ['the signer passed too few vectors', [recordOf({}, {}), end], { vectors: 19 }],
    ['the fuzzer was stopped', [recordOf({}, {})], {}],
    ['nobody answered', [recordOf({}, {}, { status: 0 }), end], {}],
    ['a 503 has no name', [recordOf({}, {}, { status: 503, body: '{"code":"PAY_009"}' }), end], {}],
    ['a 502 is the gateway own', [recordOf({}, {}, { status: 502, body: 'Bad Gateway' }), end], {}],
    [
      'an operation could not be made up',
      [
        recordOf({}, {}),
        { NonFatalError: { label: 'GET /a', value: { type: 'Unsupported', message: 'a form' } } },
        end,
      ],
      {},
    ],
  ])('fails where %s', (_what, lines, more) => {
    const verdict = verdictOf(lines, more);

    expect(verdict.failed).toBeGreaterThan(0);
    expect(verdict.faults).toHaveLength(verdict.failed);
  });

  it('lets a 503 pass that has its name', () => {
    const away = { status: 503, body: '{"code":"RATE_004"}' };

    expect(verdictOf([recordOf({}, {}, away), end]).failed).toBe(0);
  });

  it.each([
    ['POST', '/api/v1/orders', 'PAY_014', 0],
    ['POST', '/api/v1/orders', 'PAY_012', 1],
    ['POST', '/api/v1/orders/{orderId}/cancel', 'PAY_012', 0],
    ['POST', '/api/v1/orders/{orderId}/cancel', 'PAY_014', 1],
    ['GET', '/api/v1/orders', 'PAY_014', 1],
    ['GET', '/api/v1/orders', 'PAY_012', 1],
  ] as const)(
    'asks of a 502 whether its operation lists it: %s %s %s',
    (method, path, code, failed) => {
      const told = { method, path, status: 502, body: `{"code":"${code}"}` };
      const described = ['GET /a', `${method} ${path}`];

      const verdict = verdictOf([recordOf({}, {}, told), end], { described });

      expect(verdict.failed).toBe(failed);
      expect(verdict.faults.join()).toContain(failed === 0 ? '' : `${method} ${path}  named 5xx`);
    },
  );

  it('reads from the document which operations may tell of the PG', () => {
    const listed = listedCodes(document);
    const told = operationsOf(document).filter((operation) => listed(operation, 502).size > 0);

    expect(told.length).toBeGreaterThanOrEqual(10);
    expect(told.length).toBeLessThan(operationsOf(document).length / 2);
    expect(listed('POST /api/v1/payments/confirm', 502)).toEqual(new Set(['PAY_012', 'PAY_014']));
  });

  it.each([
    ['not_a_server_error', 'Server error'],
    ['status_code_conformance', 'Undocumented status code'],
    ['response_schema_conformance', 'Response violates schema'],
    ['negative_data_rejection', 'Schema-violating request accepted'],
    ['ignored_auth', 'API accepts requests without authentication'],
  ] as const)('fails where %s found something, with what was sent', (check, title) => {
    const found: Sent = { failure: [check, title] };

    const verdict = verdictOf([recordOf({}, {}, found, found), end]);

    expect(verdict).toMatchObject({ passed: 0, failed: 1 });
    expect(verdict.faults[0]).toContain(`GET /a  ${check} (2 times)`);
    expect(verdict.faults[0]).toContain('GET /a?b=c');
  });
});

describe('the closed document', () => {
  it('has no room for what it does not list', () => {
    const schema = {
      anyOf: [{ type: 'object', properties: { a: { properties: { b: {} } } } }, { type: 'object' }],
    };

    expect(closed(schema)).toEqual({
      anyOf: [
        {
          type: 'object',
          additionalProperties: false,
          properties: { a: { additionalProperties: false, properties: { b: {} } } },
        },
        { type: 'object' },
      ],
    });
  });
});

describe('the configuration of the fuzzer', () => {
  const base = readFileSync(new URL('../fuzz/schemathesis.toml', import.meta.url), 'utf8');
  const namesWith = (values: readonly string[]) => ({
    names: Object.fromEntries(dictionaryNames.map((name) => [name, values])) as Names,
    guardsOperators: true,
  });

  it('binds every name that the town has', () => {
    const text = configuration(base, namesWith(['x']));

    for (const name of dictionaryNames) {
      expect(text).toContain(`dictionary = "${name}"`);
      expect(text).toContain(`${name}.values = ["x"]`);
    }
  });

  it('binds nothing to a name that nobody has', () => {
    const text = configuration(base, namesWith([]));

    for (const name of dictionaryNames) expect(text).not.toContain(`"${name}"`);
    expect(text).toContain('calm.values');
    // An entry that says nothing is refused by the fuzzer.
    const entries = text.split('[[operations]]\n').slice(1);
    expect(entries.map((entry) => entry.split('\n')[1] ?? '')).not.toContain('');
  });
});

describe('the door of a world', () => {
  let target: Target;

  beforeAll(async () => {
    target = await worldTarget({ seed: 'a door' });
  });
  afterAll(() => target.close());

  const ask = (path: string, init: RequestInit = {}) => fetch(`${target.url}${path}`, init);

  it('has something of every name', () => {
    for (const name of dictionaryNames) expect(target.names[name], name).not.toHaveLength(0);
  });

  it('makes an order that is about to be paid', async () => {
    const sale = (await (await ask(salePath)).json()) as Readonly<Record<string, unknown>>;

    expect(Object.keys(sale)).toEqual(['orderId', 'paymentKey', 'amount']);
  });

  it.each(['__proto__', 'constructor'])('hands over a header of any name: %s', async (name) => {
    const { port } = new URL(target.url);
    const status = await new Promise<number | undefined>((resolve, reject) => {
      const options = { port, path: `/api/v1/health?${name}=1`, headers: { [`x-${name}`]: '1' } };
      get(options, ({ statusCode }) => resolve(statusCode)).on('error', reject);
    });

    expect(status).toBe(400);
  });

  it('answers a route without a proof, and tells the time of the world', async () => {
    const answer = await ask('/api/v1/health');

    expect(answer.status).toBe(200);
    expect(
      Math.abs(Date.parse(answer.headers.get('date') ?? '') - target.now.getTime()),
    ).toBeLessThan(2_000);
  });

  it.each([
    ['/api/v1/orders', 401],
    ['/api/v1/nowhere', 404],
    ['/admin/v1/merchants', 403],
  ])('lets nobody in at %s', async (path, status) => {
    expect((await ask(path)).status).toBe(status);
  });

  it('lets in an operator by the access key', async () => {
    const { accessKeyId } = target.operator;
    const authorization = `AWS4-HMAC-SHA256 Credential=${accessKeyId}/20260302/r/execute-api/aws4_request`;

    expect((await ask('/admin/v1/merchants', { headers: { authorization } })).status).toBe(200);
  });

  it('hands over a wrong method as a gateway does', async () => {
    const answer = await ask('/api/v1/orders', { method: 'DELETE' });

    expect(answer.status).toBe(405);
    expect(answer.headers.get('allow')).toBe('POST, GET');
  });
});
