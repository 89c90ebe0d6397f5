// Bodies that mean harm, on every route that takes one, signed by who may: told so with a 4xx, and what is
// stored stays as it was. They are about real things, so that whatever slips through would be seen.
import { gzipSync } from 'node:zlib';
import { beforeAll, describe, expect, it } from 'vitest';
import type { RouteContract } from '#core/contracts/http/route-contract.ts';
import { routeContracts } from '#local/generate/route-contracts.ts';
import { count } from '#test/support/counters.ts';
import { type Ask, signedGateway } from '#test/support/world/client.ts';
import { operatorArn, operatorsGateway } from '#test/support/world/operator-client.ts';
import { credentialsOf } from '#test/support/world/set-up-rows.ts';
import { askOf, operatorsRoutes, signedRoutes } from './asks.ts';
import { fieldsOf } from './id-fields.ts';
import { allRows, codeSeen, digestOf, type Siege, siege } from './siege.ts';
import { type Estate, estateOf } from './town.ts';

const contracts: Readonly<Record<string, RouteContract>> = routeContracts;
const writes = [...signedRoutes, ...operatorsRoutes].filter(
  ({ id }) => contracts[id]?.body !== undefined,
);

/** Top-level fields of a schema. */
const namesOf = (schema: unknown): readonly string[] =>
  fieldsOf(schema as never, '')
    .map((field) => field.slice(1))
    .filter((field) => !field.includes('.'));

/** What the answer shows and nobody may send; and what no answer shows. */
const serverOwned = (route: string): readonly string[] => {
  const { body, result } = contracts[route] as RouteContract;
  const taken = new Set(namesOf(body));
  const hidden = ['tenant', 'environment', 'pk', 'sk', 'requestId', 'isAdmin', 'constructor'];
  return [...new Set([...namesOf(result), ...hidden])].filter((name) => !taken.has(name));
};

const nested = (depth: number): string => `${'{"a":'.repeat(depth)}1${'}'.repeat(depth)}`;
const manyKeys = (many: number): string =>
  JSON.stringify(Object.fromEntries(Array.from({ length: many }, (_, at) => [at.toString(36), 1])));

/** A body of so many bytes that is right but for its size. */
const sized = (body: object, bytes: number): string => {
  const text = JSON.stringify(body);
  return text + ' '.repeat(bytes - Buffer.byteLength(text));
};

const withField = (body: object, field: string): string =>
  JSON.stringify(body).replace(/^\{/u, `{${field},`);

/** Every number of the body in another spelling; a field of its own where there is none. */
const withNumber = (body: object, number: string): string => {
  const text = JSON.stringify(body);
  const changed = text.replace(/(?<=":)\d+/u, number);
  return changed === text ? withField(body, `"amount":${number}`) : changed;
};

type BodyRow = readonly [name: string, code: string, bytes: (body: object) => string | Uint8Array];

const bomb = gzipSync(Buffer.alloc(32 * 1024 * 1024, ' '));

const rows: readonly BodyRow[] = [
  ['65,537 bytes', '413 VAL_004', (body) => sized(body, 65_537)],
  ['a megabyte', '413 VAL_004', (body) => sized(body, 1_048_576)],
  ['ten thousand names', '413 VAL_004', () => manyKeys(10_000).padEnd(70_000)],
  ['seven thousand names', '400 VAL_001', () => manyKeys(7_000)],
  ['depth 21', '400 VAL_002', () => nested(21)],
  ['depth 30,000', '400 VAL_002', () => '['.repeat(30_000)],
  ['__proto__', '400 VAL_001', (body) => withField(body, '"__proto__":{"amount":1}')],
  ['constructor', '400 VAL_001', (body) => withField(body, '"constructor":{"prototype":{}}')],
  ['a NUL', '400 VAL_002', (body) => withField(body, '"x":"a\\u0000"')],
  ['a NUL in a name', '400 VAL_002', (body) => withField(body, '"x\\u0000":1')],
  ['half a surrogate pair', '400 VAL_002', (body) => withField(body, '"x":"\\ud800"')],
  ['its other half', '400 VAL_002', (body) => withField(body, '"x":"\\udc00"')],
  ['1e400', '400 VAL_001', (body) => withNumber(body, '1e400')],
  ['2^53', '400 VAL_001', (body) => withNumber(body, '9007199254740992')],
  ['2^53 + 1', '400 VAL_001', (body) => withNumber(body, '9007199254740993')],
  ['-1', '400 VAL_001', (body) => withNumber(body, '-1')],
  ['a fraction', '400 VAL_001', (body) => withNumber(body, '1.5')],
  [
    'no UTF-8',
    '400 VAL_002',
    (body) => Buffer.concat([Buffer.from(JSON.stringify(body)), Buffer.from([0xff])]),
  ],
  ['UTF-16', '400 VAL_002', (body) => Buffer.from(JSON.stringify(body), 'utf16le')],
  ['a compressed bomb', '400 VAL_002', () => bomb],
  ['a list of it', '400 VAL_002', (body) => JSON.stringify([body])],
];

/** Two amounts, two reasons: the last is what is read, so what is wrong in it is told. */
const doubled = (body: object): string => {
  const [name = 'x'] = Object.keys(body);
  return JSON.stringify(body).replace(/\}$/u, `,"${name}":{"not":"right"}}`);
};

describe('a body', () => {
  let here: Siege;
  let estate: Estate;
  let before = '';

  beforeAll(async () => {
    here = await siege({ seed: 'shape' });
    estate = await estateOf(here, 'c1', 'M123');
    await here.pass(60_000);
  });

  /** The request of a route about what is really there. */
  const askAbout = (route: string): Ask & { readonly body: object } => {
    const ask = askOf(route);
    const real: Readonly<Record<string, string>> = {
      orderId: route === 'authorize-payment' ? estate.reservableOrderId : estate.pendingOrderId,
      paymentId:
        route === 'capture-payment' ? estate.reservedPaymentId : (estate.untouched[0] ?? ''),
      serviceRequestId: estate.serviceRequestId,
      refundId: estate.refundId,
      sagaId: estate.sagaId,
      attentionId: estate.attentionId,
      merchantId: 'M123',
      keyId: credentialsOf('M123').keyId,
    };
    const realised = (fields: object) =>
      Object.fromEntries(
        Object.entries(fields).map(([name, value]) => [name, real[name] ?? (value as unknown)]),
      );
    return {
      ...ask,
      ...(ask.params === undefined
        ? {}
        : { params: realised(ask.params) as Record<string, string> }),
      body: realised(ask.body ?? {}),
    };
  };

  const send = (route: string, bytes?: string | Uint8Array, more: object = {}) => {
    const ask = askAbout(route);
    const isAdmin = operatorsRoutes.some(({ id }) => id === route);
    const by = isAdmin ? operatorsGateway(operatorArn) : signedGateway(credentialsOf('M123'));
    return here.knock({
      ask: bytes === undefined ? ask : { ...ask, bytes: Buffer.from(bytes) },
      by,
      change: (event) => ({ ...event, headers: { ...event.headers, ...more } }),
    });
  };

  const stored = (): string =>
    digestOf(
      allRows(here).filter(({ kind, table }) => kind !== 'NONCE' && table !== 'idempotency'),
    );

  it.each(writes)('to $id is refused in every bad shape', async ({ id }) => {
    before = stored();
    for (const [name, code, make] of rows) {
      expect(codeSeen(await send(id, make(askAbout(id).body))), name).toBe(code);
      count('bad shapes');
    }
    expect(codeSeen(await send(id, doubled(askAbout(id).body))), 'a name twice').toBe(
      '400 VAL_001',
    );
    expect(stored()).toBe(before);
  });

  it.each(writes)('to $id may not name what is ours', async ({ id }) => {
    before = stored();
    const owned = serverOwned(id);
    expect(owned.length).toBeGreaterThan(6);
    for (const name of owned) {
      const body = { ...askAbout(id).body, [name]: 'CONFIRMED' };
      const reply = await send(id, JSON.stringify(body));
      expect(codeSeen(reply), name).toBe('400 VAL_001');
      expect(reply.body, name).toContain(`"field":"${name}"`);
      count('server-owned fields');
    }
    expect(stored()).toBe(before);
  });

  it('that is a bomb is never unpacked', async () => {
    const used = process.memoryUsage();
    for (let nth = 0; nth < 20; nth += 1) {
      const reply = await send('create-order', bomb, { 'content-encoding': 'gzip' });
      expect(codeSeen(reply)).toBe('400 VAL_002');
    }
    const now = process.memoryUsage();

    // Twenty of them unpacked would be 640 MB.
    expect(now.arrayBuffers - used.arrayBuffers).toBeLessThan(16 * 1024 * 1024);
    expect(bomb.length).toBeLessThan(65_536);
  });

  it.each(writes)('to $id is let in as it should be', async ({ id }) => {
    expect(codeSeen(await send(id))).not.toContain('VAL_');
    count('right shapes');
  });

  it('breaks nothing that a world forbids', () => {
    expect(here.world.ground.traps).toEqual([]);
    expect(here.world.view.logs.filter(({ level }) => level === 'ERROR')).toEqual([]);
  });
});
